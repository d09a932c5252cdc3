/** The loop's lanes: which rows of each kind are claimed next, and what one step of them is. */
import type { Card } from '../../model/card.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import type { CardClaimOptions } from '../../store/claims/card-claims.ts';
import type { Claimed, ClaimOptions, Hold } from '../../store/claims/leases.ts';
import type { Db } from '../../store/schema/tables.ts';
import { carryOutCard } from '../delivery/deliver-card.ts';
import { createPace, type Pace } from '../delivery/slack-rate.ts';
import { createKnownPeople } from '../delivery/slack-users.ts';
import { actorOf } from '../rules/share-state.ts';
import { keepAppointment } from './fire-timer.ts';
import { type Lane, lane } from './loop.ts';
import { stepNotice } from './reconcile-notification.ts';
import { stepOffer } from './reconcile-offer.ts';
import { stepWatch } from './reconcile-project-sync.ts';
import { stepShare } from './reconcile-share.ts';
import { stepWithdrawal } from './reconcile-withdrawal.ts';
import { type Crowd, createCrowd, type Work } from './region-limits.ts';
import type { CarryingOutDeps } from './step-deps.ts';

/** In memory at a time, of each kind; how many of them may be at work is for each region of a cloud to say. */
const mostAtClouds = 256;

export const sharingLanes = (deps: CarryingOutDeps): readonly Lane[] => {
  const { ledger, clock } = deps;
  const db = ledger.database.kysely;
  const crowd = createCrowd();
  const pace = createPace(clock);
  const people = createKnownPeople(deps.messenger, clock);
  return [
    cloudLane('offers', crowd, db, ledger.offers.claimOffers, ofProducer, (claimed, signal) =>
      stepOffer(deps, claimed, signal),
    ),
    cloudLane('shares', crowd, db, ledger.shares.claimShares, ofShare, (claimed, signal) =>
      stepShare(deps, claimed, signal),
    ),
    cloudLane('withdrawals', crowd, db, ledger.withdrawals.claimWithdrawals, ofProducer, (claimed, signal) =>
      stepWithdrawal(deps, claimed, signal),
    ),
    lane('watches', 8, db, ledger.watches.claimWatches, (claimed, signal) =>
      stepWatch(deps, claimed, signal),
    ),
    lane('appointments', 8, db, ledger.appointments.claimAppointments, (claimed) =>
      keepAppointment(deps, claimed),
    ),
    lane('notices', 8, db, ledger.notices.claimNotices, (claimed) => stepNotice(deps, claimed)),
    {
      ...lane('cards', 32, db, cardsInTurn(deps, pace), (claimed) =>
        carryOutCard({ ...deps, pace, people }, claimed),
      ),
      freeAt: pace.freeAt,
    },
  ];
};

/** A lane of rows whose steps are made at a cloud: what is under way there keeps more of the like from being claimed. */
const cloudLane = <T>(
  name: string,
  crowd: Crowd,
  db: Db,
  claim: (db: Db, options: ClaimOptions & { readonly hold: readonly Hold[] }) => Promise<Claimed<T>[]>,
  workOf: (row: T) => Work,
  step: (claimed: Claimed<T>, signal: AbortSignal) => Promise<void>,
): Lane => {
  const ends = new WeakMap<Claimed<T>, () => void>();
  return lane(
    name,
    mostAtClouds,
    db,
    async (_, options) => {
      const claims = await claim(db, { ...options, hold: crowd.hold() });
      for (const claimed of claims) ends.set(claimed, crowd.begin(workOf(claimed.row)));
      return claims;
    },
    (claimed, signal) => step(claimed, signal).finally(ends.get(claimed)),
  );
};

const ofProducer = ({ cloudId, region, accountId: actor }: Offer | Withdrawal): Work => ({
  cloudId,
  region,
  actor,
});

const ofShare = (share: Share): Work => ({
  cloudId: share.cloudId,
  region: share.region,
  actor: actorOf(share) ?? share.projectId,
});

/** Claims Cards from person to person, each time from where it stopped, once around. */
const cardsInTurn = (
  { claimCards, random }: Pick<CarryingOutDeps, 'claimCards' | 'random'>,
  pace: Pace,
): ((db: Db, options: ClaimOptions) => Promise<Claimed<Card>[]>) => {
  let from: CardClaimOptions['from'] = null;
  return async (db, options) => {
    const claims: Claimed<Card>[] = [];
    for (let laps = from === null ? 1 : 2; laps > 0 && claims.length < options.limit; ) {
      const slack: Pick<CardClaimOptions, 'room' | 'hold'> = { room: pace.room(), hold: pace.held() };
      const limit = options.limit - claims.length;
      const found = await claimCards(db, { ...options, ...slack, limit, from, random });
      claims.push(...found.claims);
      from = found.next;
      if (from === null) laps -= 1;
    }
    return claims;
  };
};
