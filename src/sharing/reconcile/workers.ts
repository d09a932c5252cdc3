/** The loop's workers: which rows of each kind to claim next, and what one step of a row is. */
import type { Card } from '../../model/card.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import type { CardClaimOptions } from '../../store/claims/card-claims.ts';
import type { Claimed, ClaimOptions, Hold } from '../../store/claims/leases.ts';
import type { NewWork } from '../../store/claims/work-claims.ts';
import type { Db, Tx } from '../../store/schema/tables.ts';
import { createCardSearch } from '../delivery/card-search.ts';
import { carryOutCard } from '../delivery/deliver-card.ts';
import { createSlackRateLimiter, type SlackRateLimiter } from '../delivery/slack-rate.ts';
import { createKnownPeople } from '../delivery/slack-users.ts';
import { actorOf } from '../rules/share-state.ts';
import { fireTimer } from './fire-timer.ts';
import type { FirstWorker } from './first-steps.ts';
import { type Worker, worker } from './loop.ts';
import { stepNotification } from './reconcile-notification.ts';
import { stepOffer } from './reconcile-offer.ts';
import { pendingActs } from './reconcile-pending-act.ts';
import { stepProjectSync } from './reconcile-project-sync.ts';
import { stepShare } from './reconcile-share.ts';
import { stepWithdrawal } from './reconcile-withdrawal.ts';
import { type CloudTask, createRegionLimits, type RegionLimits } from './region-limits.ts';
import type { CarryingOutDeps } from './step-deps.ts';
import { syncWorker } from './sync-worker.ts';

/** Rows of each kind in memory at a time; each region of a cloud decides how many of them may run. */
const maxAtClouds = 256;

export const sharingWorkers = (deps: CarryingOutDeps): readonly Worker[] => {
  const { store, clock } = deps;
  const db = store.database.kysely;
  const atClouds = cloudWorkers(store, createRegionLimits());
  const rateLimiter = createSlackRateLimiter(clock);
  const people = createKnownPeople(deps.messenger, clock);
  const search = createCardSearch(deps.messenger, clock);
  return [
    atClouds({
      name: 'offers',
      claim: store.offers.claimOffers,
      leaseNew: store.newWork.leaseNewOffer,
      taskOf: ofProducer,
      step: (claimed, signal) => stepOffer(deps, claimed, signal),
    }),
    atClouds({
      name: 'shares',
      claim: store.shares.claimShares,
      leaseNew: store.newWork.leaseNewShare,
      taskOf: ofShare,
      step: (claimed, signal) => stepShare(deps, claimed, signal),
    }),
    atClouds({
      name: 'withdrawals',
      claim: store.withdrawals.claimWithdrawals,
      leaseNew: store.newWork.leaseNewWithdrawal,
      taskOf: ofProducer,
      step: (claimed, signal) => stepWithdrawal(deps, claimed, signal),
    }),
    syncWorker(store, (claimed, signal) => stepProjectSync(deps, claimed, signal)),
    pendingActs(deps),
    worker('timers', 8, db, store.timers.claimTimers, (claimed) => fireTimer(deps, claimed)),
    worker('notifications', 8, db, store.notifications.claimNotifications, (claimed) =>
      stepNotification(deps, claimed),
    ),
    {
      ...worker('cards', 32, db, cardsInTurn(deps, rateLimiter), (claimed) =>
        carryOutCard({ ...deps, rateLimiter, people, search }, claimed),
      ),
      freeAt: rateLimiter.freeAt,
    },
  ];
};

interface AtCloud<T> {
  readonly name: FirstWorker['name'];
  claim(db: Db, options: ClaimOptions & { readonly hold: readonly Hold[] }): Promise<Claimed<T>[]>;
  leaseNew(tx: Tx, work: NewWork, options: Omit<ClaimOptions, 'limit'>): Promise<Claimed<T> | null>;
  taskOf(row: NoInfer<T>): CloudTask;
  step(claimed: Claimed<NoInfer<T>>, signal: AbortSignal): Promise<unknown>;
}

/** Workers for rows whose steps run at a cloud: what is under way there limits what may be claimed. */
const cloudWorkers =
  (
    { database, newWork }: Pick<CarryingOutDeps['store'], 'database' | 'newWork'>,
    regionLimits: RegionLimits,
  ) =>
  <T>({ name, claim, leaseNew, taskOf, step }: AtCloud<T>): FirstWorker => {
    const ends = new WeakMap<Claimed<unknown>, () => void>();
    const claimAll = async (db: Db, options: ClaimOptions) => {
      const claims = await claim(db, { ...options, hold: regionLimits.hold() });
      for (const claimed of claims) ends.set(claimed, regionLimits.begin(taskOf(claimed.row)));
      return claims;
    };
    return {
      ...worker(name, maxAtClouds, database.kysely, claimAll, (claimed, signal) =>
        step(claimed, signal).finally(ends.get(claimed)),
      ),
      name,
      leaseNew: async (tx, work, options) => {
        if (!regionLimits.allows(work)) return null;
        const end = regionLimits.begin(work);
        const claimed = await leaseNew(tx, work, options).catch((error: unknown) => {
          end();
          throw error;
        });
        if (claimed === null) end();
        else ends.set(claimed, end);
        return claimed;
      },
      free: (claimed) => ends.get(claimed)?.(),
      giveBack: (claimed) =>
        database.write((db) => newWork.giveBackNew(db, name, claimed as Claimed<{ readonly id: string }>)),
    };
  };

const ofProducer = ({ cloudId, region, accountId: actor }: Offer | Withdrawal): CloudTask => ({
  cloudId,
  region,
  actor,
});

const ofShare = (share: Share): CloudTask => ({
  cloudId: share.cloudId,
  region: share.region,
  actor: actorOf(share) ?? share.projectId,
});

/** Claims Cards from person to person, starting each time where it stopped, once around. */
const cardsInTurn = (
  { claimCards, random }: Pick<CarryingOutDeps, 'claimCards' | 'random'>,
  rateLimiter: SlackRateLimiter,
): ((db: Db, options: ClaimOptions) => Promise<Claimed<Card>[]>) => {
  let from: CardClaimOptions['from'] = null;
  return async (db, options) => {
    const claims: Claimed<Card>[] = [];
    for (let laps = from === null ? 1 : 2; laps > 0 && claims.length < options.limit; ) {
      const slack: Pick<CardClaimOptions, 'room' | 'hold'> = {
        room: rateLimiter.room(),
        hold: rateLimiter.held(),
      };
      const limit = options.limit - claims.length;
      const found = await claimCards(db, { ...options, ...slack, limit, from, random });
      claims.push(...found.claims);
      from = found.next;
      if (from === null) laps -= 1;
    }
    return claims;
  };
};
