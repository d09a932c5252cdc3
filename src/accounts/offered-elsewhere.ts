/** Looks for what was offered to an account's project without the bot. No cloud tells anyone, so the bot has to ask. */
import type { Image } from '../cloud/images.ts';
import { UserError } from '../core/problem.ts';
import { adoptPending, type PendingImage } from '../sharing/adopting.ts';
import type { WishDeps } from '../sharing/wishes.ts';
import type { Account } from '../store/rows.ts';
import { memberStatusOf } from './member-status.ts';
import { type ReadDeps, readAs } from './reading.ts';
import { factsOf } from './sessions.ts';

/** Of one account at a time; more is a matter for `/list-images --member-status pending`. */
const mostAdopted = 20;

/** The caller's own shared images come in the same list: after so many pages of a region the look ends. */
const mostPages = 10;

/** As many as any cloud sends at once. */
const pageSize = 100;

export interface ElsewhereDeps extends WishDeps {
  readonly reading: ReadDeps;
}

/**
 * Puts on record what waits for the account's project in any of its regions. Nobody waits for it: what the cloud refuses or
 * leaves unanswered is left for the next look.
 */
export const adoptOfferedElsewhere = async (deps: ElsewhereDeps, account: Account): Promise<void> => {
  try {
    await adoptPending(deps, account, await pendingFor(deps, account));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
};

const pendingFor = (deps: ElsewhereDeps, account: Account): Promise<PendingImage[]> =>
  readAs(deps.reading, account, async (session, signal) => {
    const { images } = deps.reading;
    const inRegion = async (region: string) => {
      const found: Image[] = [];
      let pages = 0;
      for await (const page of images.listImages(
        session,
        region,
        { visibility: 'shared', member_status: 'pending', limit: String(pageSize) },
        { signal },
      )) {
        found.push(...page.filter(({ owner }) => owner !== account.projectId));
        pages += 1;
        if (found.length >= mostAdopted || pages === mostPages) break;
      }
      return found.map((image) => ({ imageId: image.id, region, image: factsOf(image) }));
    };
    const regions = await Promise.allSettled((await session.regions(signal)).map(inRegion));
    const found = regions.flatMap((it) => (it.status === 'fulfilled' ? it.value : []));
    const failed = regions.find((it) => it.status === 'rejected');
    // one region that is down does not hide what the others have
    if (failed && found.length === 0) throw failed.reason;
    const pending = found.slice(0, mostAdopted);
    if (!(await session.token(signal)).roles.includes('admin')) return pending;
    // an admin's list has everybody's
    const own: PendingImage[] = [];
    for (const image of pending) {
      const { members } = deps.reading;
      const { imageId, region: there } = image;
      if ((await memberStatusOf(members, session, there, imageId, account.projectId, signal)) === 'pending')
        own.push(image);
    }
    return own;
  });
