/** Carries out one look at a project's images: by listing them, as one request for many Shares, within so many requests a minute. */
import { CloudHttpError } from '../cloud/errors.ts';
import type { Clock } from '../core/clock.ts';
import type { Policy } from '../core/policy.ts';
import type { Watch } from '../store/later.ts';
import type { Account, MemberStatus, Share } from '../store/rows.ts';
import type { Tx } from '../store/tables.ts';
import { adoptPending } from './adopting.ts';
import { deletedImage, describeImage } from './image-news.ts';
import type { ImageService, Listed, Member, OpenImageService } from './image-service.ts';
import type { Ledger } from './ledger.ts';
import { failureOf } from './outcome.ts';
import {
  budgetOf,
  compareMembers,
  compareOffered,
  type Described,
  imagesToLook,
  nextEvery,
  type Offered,
} from './plan-watch.ts';
import { producersOf, tell } from './telling.ts';

export interface WatchStepDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly random: () => number;
  readonly openImageService: OpenImageService;
  readonly markRefused: (account: Account) => Promise<void>;
}

export interface WatchChange {
  readonly patch: Partial<Pick<Watch, 'everyMs' | 'spent' | 'spentSince' | 'attempts'>>;
  readonly dueAt: number | null;
  readonly rows?: (tx: Tx) => Promise<void>;
}

/** As many ids as fit into one request's address. */
const idsAtOnce = 50;
const statuses: readonly MemberStatus[] = ['pending', 'accepted', 'rejected'];
const retryMs = 60_000;

/** What one look found out, and what is to be looked at more closely. */
interface Found {
  readonly look: Set<Share>;
  readonly described: Described[];
  readonly adopt: Described[];
  readonly added: { readonly share: Share; readonly member: Member }[];
  readonly listed: Share[];
}

/** Throws only what is a fault of the bot itself. A region that does not answer does not hide what the others have. */
export const carryOutWatch = async (
  deps: WatchStepDeps,
  watch: Watch,
  signal: AbortSignal,
): Promise<WatchChange> => {
  const { ledger, policy } = deps;
  const { kysely } = ledger.database;
  const { teamId, cloud, projectId } = watch;
  const linked = await ledger.accounts.accountsOfProject(kysely, teamId, cloud, projectId);
  const account = linked.find(({ health }) => health === 'good');
  // linking wakes it
  if (account === undefined) return { patch: {}, dueAt: null };
  const now = deps.clock.now();
  const budget = budgetOf(watch, policy, now);
  const meter = meterOf(budget.left);
  const found: Found = { look: new Set(), described: [], adopt: [], added: [], listed: [] };
  const offered = await ledger.shares.sharesOfProject(kysely, teamId, cloud, projectId);
  const ours = await ledger.shares.sharesOwnedBy(kysely, teamId, cloud, projectId);
  const watched = await watchedProjects(ledger, teamId, cloud);
  const images = imagesToLook(ours, watched, watch.everyMs, policy.lookEvery, now);
  let failed = false;
  try {
    const open = (region: string) => deps.openImageService(account, region, signal);
    for (const region of await open(account.region ?? '').regions()) {
      const here = <T extends { readonly region: string }>(of: readonly T[]) =>
        of.filter((one) => one.region === region);
      try {
        await lookAtOffered(open(region), region, account, here(offered), meter, found);
        const due = images.due.filter(([share]) => share?.region === region);
        await lookAtOwn(open(region), region, due, meter, found);
      } catch (error) {
        if (failureOf(error, account).kind === 'account-refused') throw error;
        failed = true;
      }
    }
  } catch (error) {
    const failure = failureOf(error, account);
    if (failure.kind === 'account-refused') await deps.markRefused(account);
    failed = true;
  }
  const touch = [...found.look].filter(() => meter.take());
  const changed = touch.length + found.adopt.length + found.added.length > 0;
  const everyMs = failed ? watch.everyMs : nextEvery(watch.everyMs, changed, policy.lookEvery);
  const jittered = now + everyMs * (0.9 + 0.2 * deps.random());
  const whole = meter.left() > 0;
  return {
    patch: {
      everyMs,
      spent: budget.spent + meter.spent(),
      spentSince: budget.since,
      attempts: failed ? watch.attempts + 1 : 0,
    },
    dueAt:
      whole && !failed
        ? Math.min(jittered, images.nextAt ?? jittered)
        : Math.max(budget.since, now) + retryMs,
    rows: (tx) => write(deps, tx, watch, account, { ...found, look: new Set(touch) }, now),
  };
};

/** Counts requests: each that is to be made is taken first. */
const meterOf = (most: number) => {
  let spent = 0;
  return {
    take: () => {
      if (spent >= most) return false;
      spent += 1;
      return true;
    },
    left: () => most - spent,
    spent: () => spent,
  };
};
type Meter = ReturnType<typeof meterOf>;

const watchedProjects = async ({ accounts, database }: Ledger, teamId: Watch['teamId'], cloud: string) =>
  new Set<string>(
    (await accounts.accountsOnCloud(database.kysely, teamId, cloud))
      .filter(({ health }) => health === 'good')
      .map(({ projectId }) => projectId),
  );

/** What others offer to the project. An administrator's lists have everybody's: there each Share is asked about itself. */
const lookAtOffered = async (
  images: ImageService,
  region: string,
  { projectId }: Account,
  shares: readonly Share[],
  meter: Meter,
  found: Found,
) => {
  if (await images.seesEverything()) {
    for (const share of shares) found.look.add(share);
    return;
  }
  const offered: Offered[] = [];
  for (const status of shares.length > 0 ? statuses : statuses.slice(0, 1)) {
    const listed: Listed[] = [];
    let whole = false;
    const pages = images.listOffered(status)[Symbol.asyncIterator]();
    while (meter.take()) {
      const page = await pages.next();
      if (page.done) {
        whole = true;
        break;
      }
      listed.push(...page.value.filter(({ image }) => image.owner !== projectId));
    }
    offered.push({ region, status, listed, whole });
  }
  const compared = compareOffered(shares, offered);
  for (const share of compared.look) found.look.add(share);
  found.described.push(...compared.describe);
  found.adopt.push(...compared.adopt);
};

/**
 * The project's own images that are due: how they are, many in one request, and who their members are. So it shows how those
 * stand who linked nothing here, and who was added without the bot.
 */
const lookAtOwn = async (
  images: ImageService,
  region: string,
  due: readonly (readonly Share[])[],
  meter: Meter,
  found: Found,
) => {
  for (let at = 0; at < due.length && meter.take(); at += idsAtOnce) {
    const some = due.slice(at, at + Math.min(idsAtOnce, meter.left()));
    const ids = some.flatMap(([share]) => share?.imageId ?? []);
    const listed = new Map((await images.showImages(ids)).map((one) => [one.imageId, one.image]));
    for (const shares of some) {
      const [share] = shares;
      if (share === undefined || !meter.take()) return;
      const { imageId } = share;
      const image = listed.get(imageId) ?? (await imageOf(images, share, meter));
      if (image) found.described.push({ region, imageId, image });
      if (image?.status === 'deleted') for (const one of shares) found.look.add(one);
      else await lookAtMembers(images, shares, found);
      found.listed.push(...shares);
    }
  }
};

/** An image that the list left out: it may be hidden, or gone. Null where there is no request left to ask. */
const imageOf = async (images: ImageService, { imageId, image }: Share, meter: Meter) => {
  if (!meter.take()) return null;
  try {
    return await images.showImage(imageId);
  } catch (error) {
    if (!(error instanceof CloudHttpError) || error.status !== 404) throw error;
    return image && deletedImage(image);
  }
};

const lookAtMembers = async (images: ImageService, shares: readonly Share[], found: Found) => {
  const [first] = shares;
  if (first === undefined) return;
  try {
    const { look, added } = compareMembers(shares, await images.listMembers(first.imageId));
    for (const share of look) found.look.add(share);
    for (const member of added) found.added.push({ share: first, member });
  } catch (error) {
    // private again: the image itself says so, and each Share is asked about
    if (!(error instanceof CloudHttpError) || error.retryable) throw error;
    for (const share of shares) found.look.add(share);
  }
};

const write = async (
  { ledger, policy }: WatchStepDeps,
  tx: Tx,
  { teamId, cloud }: Watch,
  account: Account,
  { look, described, adopt, added, listed }: Found,
  now: number,
) => {
  for (const { image, ...where } of described)
    await describeImage(ledger, policy, tx, { teamId, cloud, ...where }, image, now);
  for (const { id } of look) await ledger.shares.touchShare(tx, id, now);
  await ledger.shares.markLooked(
    tx,
    listed.map(({ id }) => id),
    now,
  );
  await adoptPending(ledger, policy, tx, account, adopt, now);
  for (const { share, member } of added) {
    const news = { kind: 'member-added', projectId: member.projectId, status: member.status } as const;
    for (const userId of await producersOf(ledger, tx, share))
      await tell(ledger, policy, tx, share, userId, news, `added-${share.imageId}-${member.projectId}`, now);
  }
};
