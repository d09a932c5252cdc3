/** Carries out one look at a project's images: by listing them, as one request for many Shares, within so many requests a minute. */
import type { Clock } from '../../core/clock.ts';
import type { Policy } from '../../core/policy.ts';
import type { Account } from '../../model/account.ts';
import type { Member } from '../../model/member.ts';
import type { Watch } from '../../model/project-sync.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { noteObserved } from '../audit.ts';
import { failureOf } from '../cloud-failure.ts';
import type { OpenImageService } from '../image-service.ts';
import { producersOf, tell } from '../notifications/notify.ts';
import type { Ledger } from '../repositories.ts';
import { budgetOf, imagesToLook, nextEvery } from '../rules/plan-project-sync.ts';
import { adoptPending } from './adopt.ts';
import { describeImage } from './image-change.ts';
import { type Found, lookAtOffered, lookAtOwn, meterOf } from './listings.ts';

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

const retryMs = 60_000;

/** Throws only what is a fault of the bot itself. A region that does not answer does not hide what the others have. */
export const carryOutWatch = async (
  deps: WatchStepDeps,
  watch: Watch,
  signal: AbortSignal,
): Promise<WatchChange> => {
  const { ledger, policy } = deps;
  const { kysely } = ledger.database;
  const { teamId, cloudId, projectId } = watch;
  const linked = await ledger.accounts.accountsOfProject(kysely, teamId, cloudId, projectId);
  const account = linked.find(({ health }) => health === 'good');
  // linking wakes it
  if (account === undefined) return { patch: {}, dueAt: null };
  const now = deps.clock.now();
  const budget = budgetOf(watch, policy, now);
  const meter = meterOf(budget.left);
  const found: Found = {
    look: new Set(),
    described: [],
    adopt: [],
    members: [],
    listed: [],
    unsure: new Set(),
  };
  const offered = await ledger.shares.sharesOfProject(kysely, teamId, cloudId, projectId);
  const ours = await ledger.shares.sharesOwnedBy(kysely, teamId, cloudId, projectId);
  const watched = await watchedProjects(ledger, teamId, cloudId);
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
  const touch = new Set([...found.look].filter(() => meter.take()));
  const changed = [...touch].some((share) => !found.unsure.has(share)) || found.adopt.length > 0;
  const everyMs = failed ? watch.everyMs : nextEvery(watch.everyMs, changed, policy.lookEvery);
  const jittered = Math.round(now + everyMs * (0.9 + 0.2 * deps.random()));
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
    rows: (tx) => {
      // what differs and has no request left to be looked at is listed again with the next ones
      const listed = found.listed.filter((share) => !found.look.has(share) || touch.has(share));
      return write(deps, tx, watch, account, { ...found, look: touch, listed }, now);
    },
  };
};

const watchedProjects = async ({ accounts, database }: Ledger, teamId: Watch['teamId'], cloudId: string) =>
  new Set<string>(
    (await accounts.accountsOnCloud(database.kysely, teamId, cloudId))
      .filter(({ health }) => health === 'good')
      .map(({ projectId }) => projectId),
  );

const write = async (
  { ledger, policy }: WatchStepDeps,
  tx: Tx,
  { teamId, cloudId }: Watch,
  account: Account,
  { look, described, adopt, members, listed }: Found,
  now: number,
) => {
  for (const { image, ...where } of described)
    await describeImage(ledger, policy, tx, { teamId, cloudId, ...where }, image, now);
  for (const { id } of look) await ledger.shares.touchShare(tx, id, now);
  await ledger.shares.markLooked(
    tx,
    listed.map(({ id }) => id),
    now,
  );
  await adoptPending(ledger, policy, tx, account, adopt, now);
  for (const image of members) await tellOfAdded(ledger, policy, tx, image, now);
};

/** Each is told of once for as long as it stays a member, whichever of the image's Shares there are then. */
const tellOfAdded = async (
  ledger: Ledger,
  policy: Policy,
  tx: Tx,
  { share, all, added }: Found['members'][number],
  now: number,
) => {
  const onceOf = ({ projectId }: Pick<Member, 'projectId'>) => `added-${projectId}`;
  const of = await ledger.shares.sharesOfImage(tx, share.teamId, share.imageId);
  const eldest =
    of.find(({ cloudId, region }) => cloudId === share.cloudId && region === share.region) ?? share;
  await ledger.notices.forgetNotices(tx, eldest.id, 'added-', all.map(onceOf));
  for (const member of added) {
    const { projectId, status } = member;
    const news = { kind: 'member-added', projectId, status } as const;
    let isNew = false;
    for (const userId of await producersOf(ledger, tx, share))
      isNew =
        (await tell({ ledger, policy }, tx, userId, { share: eldest, news, once: onceOf(member), now })) ||
        isNew;
    if (isNew) await noteObserved(ledger, tx, share, 'observed-member-added', { projectId, status }, now);
  }
};
