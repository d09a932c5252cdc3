/** Carries out one poll of a project's images, within a budget of requests per minute: a list is one request for many Shares. */

import type { Clock } from '../../core/clock.ts';
import type { CloudId } from '../../core/ids.ts';
import type { Policy } from '../../core/policy.ts';
import type { Account } from '../../model/account.ts';
import type { Member } from '../../model/member.ts';
import type { ProjectSync } from '../../model/project-sync.ts';
import { isUnchecked } from '../../model/restored.ts';
import type { Share } from '../../model/share.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { noteObserved } from '../audit.ts';
import { showHomes } from '../cards/refresh.ts';
import { failureOf } from '../cloud-failure.ts';
import type { OpenImageService } from '../image-service.ts';
import { notify, producersOf } from '../notifications/notify.ts';
import { accountFor, mayUse } from '../people/may-act.ts';
import type { Store } from '../repositories.ts';
import { budgetOf, imagesToPoll, nextEvery, peoplesBudget } from '../rules/plan-project-sync.ts';
import type { PolicyWork } from '../transaction.ts';
import { adoptListed, areAllAdopted } from './adopt.ts';
import { describeImage } from './image-change.ts';
import { type Meter, meterOf, pollOffered, pollOwn, type SyncFindings } from './listings.ts';

export interface ProjectSyncDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly random: () => number;
  readonly openImageService: OpenImageService;
  /** See `markRefused` of account-health.ts. */
  readonly markRefused: (account: Account, act?: string) => Promise<void>;
}

export interface ProjectSyncChange {
  readonly patch: Partial<Omit<ProjectSync, 'id' | 'asked' | 'dueAt'>>;
  readonly dueAt: number | null;
  readonly rows?: (tx: Tx) => Promise<void>;
}

/** What to poll, within how many requests, and what was found. */
interface Polled {
  readonly offered: readonly Share[];
  readonly due: readonly (readonly Share[])[];
  readonly meter: Meter;
  readonly found: SyncFindings;
}

const retryMs = 60_000;

/** The member, and then the image if there is no such member. */
const readRequests = 2;

/** Throws only faults of the bot itself. A region that does not answer does not hide the others. */
export const syncProject = async (
  deps: ProjectSyncDeps,
  projectSync: ProjectSync,
  signal: AbortSignal,
): Promise<ProjectSyncChange> => {
  const { store, policy } = deps;
  const { kysely } = store.database;
  const { teamId, cloudId, projectId } = projectSync;
  const linked = await store.accounts.accountsOfProject(kysely, teamId, cloudId, projectId);
  const account = accountFor(linked, projectSync);
  // linking wakes it
  if (account === undefined || !mayUse(account)) return { patch: {}, dueAt: null };
  const now = deps.clock.now();
  // a person is looking: their budget is their own, and none of it is left for polling
  const isAsked = projectSync.asked > projectSync.read;
  const budget = isAsked ? peoplesBudget(projectSync, now) : budgetOf(projectSync, policy, now);
  const meter = meterOf(budget.left);
  const found: SyncFindings = {
    toRead: new Set(),
    described: [],
    adopt: [],
    members: [],
    listed: [],
    unsure: new Set(),
  };
  const offered = await store.shares.sharesOfProject(kysely, teamId, cloudId, projectId);
  const ours = await store.shares.sharesOwnedBy(kysely, teamId, cloudId, projectId);
  const synced = await syncedProjects(store, teamId, cloudId);
  const images = imagesToPoll(ours, synced, projectSync.intervalMs, policy.syncInterval, now);
  const failed = !(await pollRegions(deps, account, { offered, due: images.due, meter, found }, signal));
  // a Share that cannot be read as a member costs a read of its image too
  const touch = new Set([...found.toRead].filter(() => meter.reserve(readRequests)));
  const changed = [...touch].some((share) => !found.unsure.has(share)) || found.adopt.length > 0;
  const intervalMs = failed
    ? projectSync.intervalMs
    : nextEvery(projectSync.intervalMs, changed, policy.syncInterval);
  const jittered = Math.round(now + intervalMs * (0.9 + 0.2 * deps.random()));
  const whole = meter.left() > 0;
  const spent = budget.spent + meter.spent();
  const held = isAsked && !whole;
  return {
    patch: {
      intervalMs,
      ...(isAsked
        ? { askedSpent: spent, askedSince: budget.since, held }
        : { spent, spentSince: budget.since }),
      ...(isAsked && whole && { read: projectSync.asked }),
      ...(whole && !failed && { readAt: now, ...(areAllAdopted(found.adopt) && { asOf: null }) }),
      attempts: failed ? projectSync.attempts + 1 : 0,
    },
    dueAt:
      whole && !failed
        ? Math.min(jittered, images.nextAt ?? jittered)
        : (held ? budget.since : now) + retryMs,
    rows: async (tx) => {
      const caughtUp = isUnchecked(projectSync) && whole && !failed && areAllAdopted(found.adopt);
      if (held !== projectSync.held || caughtUp)
        await showHomes(
          { tx, store, now },
          linked.map(({ userId }) => userId),
        );
      // what differs but has no request left is listed again with the next ones
      const listed = found.listed.filter((share) => !found.toRead.has(share) || touch.has(share));
      return write({ tx, store, policy, now }, projectSync, account, { ...found, toRead: touch, listed });
    },
  };
};

/** The whole poll, region by region. False: the account was refused, or a region did not answer. */
const pollRegions = async (
  { openImageService, markRefused }: ProjectSyncDeps,
  account: Account,
  { offered, due, meter, found }: Polled,
  signal: AbortSignal,
): Promise<boolean> => {
  const open = (region: string) => openImageService(account, region, signal, { onSend: meter.sent });
  /** Whether it was carried out. What the credential has no rule for is left out, and so the rest goes on. */
  const answered = async (poll: () => Promise<void>): Promise<boolean> => {
    try {
      await poll();
      return true;
    } catch (error) {
      const failure = failureOf(error, account);
      if (failure.kind === 'account-refused') throw error;
      if (failure.kind === 'act-refused') await markRefused(account, failure.act);
      return failure.kind === 'act-refused';
    }
  };
  let allAnswered = true;
  try {
    for (const region of await open(account.region ?? '').regions()) {
      const offeredHere = offered.filter((share) => share.region === region);
      const dueHere = due.filter(([share]) => share?.region === region);
      const images = open(region);
      allAnswered =
        (await answered(() => pollOffered(images, region, account, offeredHere, meter, found))) &&
        (await answered(() => pollOwn(images, region, dueHere, meter, found))) &&
        allAnswered;
    }
  } catch (error) {
    if (failureOf(error, account).kind === 'account-refused') await markRefused(account);
    return false;
  }
  return allAnswered;
};

const syncedProjects = async (
  { accounts, database }: Store,
  teamId: ProjectSync['teamId'],
  cloudId: CloudId,
) =>
  new Set<string>(
    (await accounts.accountsOnCloud(database.kysely, teamId, cloudId))
      .filter(mayUse)
      .map(({ projectId }) => projectId),
  );

const write = async (
  work: PolicyWork,
  { teamId, cloudId, asOf }: ProjectSync,
  account: Account,
  { toRead, described, adopt, members, listed }: SyncFindings,
) => {
  const { store, tx, now } = work;
  for (const { image, ...where } of described)
    await describeImage(work, { teamId, cloudId, ...where }, image);
  for (const { id } of toRead) await store.shares.touchShare(tx, id, now);
  await store.shares.markPolled(
    tx,
    listed.map(({ id }) => id),
    now,
  );
  await adoptListed(work, account, adopt, asOf);
  for (const image of members) await notifyOfAdded(work, image);
};

/** Each is reported once while it stays a member, whichever of the image's Shares exist then. One on record is read again. */
const notifyOfAdded = async (work: PolicyWork, { share, all, added }: SyncFindings['members'][number]) => {
  const { store, tx } = work;
  const dedupeKeyOf = ({ projectId }: Pick<Member, 'projectId'>) => `added-${projectId}`;
  const of = await store.shares.sharesOfImage(tx, share.teamId, share.imageId);
  const here = of.filter(({ cloudId, region }) => cloudId === share.cloudId && region === share.region);
  const eldest = here[0] ?? share;
  await store.notifications.forgetNotifications(tx, eldest.id, 'added-', all.map(dedupeKeyOf));
  for (const member of added) {
    const { projectId, status } = member;
    const known = here.find((one) => one.projectId === projectId);
    if (known) {
      await store.shares.touchShare(tx, known.id, work.now);
      continue;
    }
    const event = { kind: 'member-added', projectId, status } as const;
    let isNew = false;
    for (const userId of await producersOf(work, share))
      isNew =
        (await notify(work, userId, {
          share: eldest,
          event,
          dedupeKey: dedupeKeyOf(member),
        })) || isNew;
    if (isNew) await noteObserved(work, share, 'observed-member-added', { projectId, status });
  }
};
