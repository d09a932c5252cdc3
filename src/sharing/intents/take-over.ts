/** Takes over what people share who have left: their project's people do, once a sign-in has proven that they speak for it. */
import type { CloudId, Person, ProjectId, SlackUserId } from '../../core/ids.ts';
import { type Problem, UserError } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { Offer } from '../../model/offer.ts';
import type { ActTerms, PendingAct } from '../../model/pending-act.ts';
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { writeAudit } from '../audit.ts';
import { newCard, redrawDelayMs, showHomes, showShare } from '../cards/refresh.ts';
import { requireGood } from '../people/acting-account.ts';
import { accountFor } from '../people/may-act.ts';
import { requestAct } from '../people/request-act.ts';
import { handedOn, maxTakenOver } from '../rules/left-behind.ts';
import { inTransaction, type Work } from '../transaction.ts';
import { cancelActs } from './cancel-act.ts';
import { type IntentDeps, writeIntents } from './intent.ts';
import { setCleanupNote } from './set-timers.ts';

/** One Offer, or all of a project whose producers have left. */
export type Left =
  | { readonly offerId: string }
  | { readonly cloudId: CloudId; readonly projectId: ProjectId };

const leftWaiting: Problem = { kind: 'left-waiting' };

/**
 * Asks to take it over. Null if that was asked; or else why there is nothing to take over.
 * @throws UserError `outdated`; `no-account-for-project`, `account-refused`, `credential-lost`
 */
export const takeOver = async (
  deps: IntentDeps,
  person: Person,
  left: Left,
): Promise<Extract<Problem, { kind: 'taken-over' }> | null> => {
  const problem = await inTransaction(deps, async (work) => {
    const { store, tx } = work;
    const one = 'offerId' in left ? await store.offers.findOffer(tx, left.offerId) : null;
    const project = 'offerId' in left ? one : left;
    if (project === null || (one !== null && one.teamId !== person.teamId))
      throw new UserError({ kind: 'outdated' });
    const account = accountFor(await store.accounts.accountsOfPerson(tx, person), project);
    if (account === undefined) throw new UserError({ kind: 'outdated' });
    requireGood(account);
    const { offers, withdrawals } = await leftOf(work, account, one?.id);
    if (offers.length + withdrawals.length === 0)
      return { kind: 'taken-over', by: one === null ? null : one.producer } as const;
    const subjectId = one?.id ?? `${account.cloudId}/${account.projectId}`;
    const offerIds = await withinReach(work, offers);
    const withdrawalIds = withdrawals.map(({ id }) => id).slice(0, maxTakenOver);
    await requestAct(work, person, account, subjectId, { kind: 'take-over', offerIds, withdrawalIds });
    return null;
  });
  deps.nudge();
  return problem;
};

/** What a project's people may take over: one Offer, or all of it. A Withdrawal of an Offer's image goes with the Offer. */
const leftOf = async (
  { store, tx }: Work,
  project: Pick<Account, 'teamId' | 'cloudId' | 'projectId'>,
  offerId?: string,
) => {
  const offers = await store.leftOffers.offersWithoutProducer(tx, project);
  return offerId === undefined
    ? { offers, withdrawals: await store.leftOffers.withdrawalsWithoutProducer(tx, project) }
    : { offers: offers.filter(({ id }) => id === offerId), withdrawals: [] };
};

/** As many of the Offers as have so many Shares together, but at least one: one transaction changes all of them. */
const withinReach = async ({ store, tx }: Work, offers: readonly Offer[]): Promise<readonly string[]> => {
  const ids: string[] = [];
  let shares = 0;
  for (const { id } of offers) {
    shares += Math.max(1, (await store.shares.sharesOfOffer(tx, id)).length);
    if (ids.length > 0 && shares > maxTakenOver) break;
    ids.push(id);
  }
  return ids;
};

/** Takes over what nobody has taken over since, which is proven. Returns who has, if that is all of it. */
export const carryOutTakeOver = async (
  work: Work,
  person: Person,
  act: Pick<PendingAct, 'teamId' | 'cloudId' | 'projectId' | 'accountId'>,
  { offerIds, withdrawalIds = [] }: Omit<Extract<ActTerms, { kind: 'take-over' }>, 'kind'>,
): Promise<Problem | null> => {
  const { store, tx } = work;
  const account = accountFor(await store.accounts.accountsOfPerson(tx, person), act, act.accountId);
  if (account === undefined) return { kind: 'outdated' };
  const left = await leftOf(work, act);
  const offers = left.offers.filter(({ id }) => offerIds.includes(id));
  const withdrawals = left.withdrawals.filter(({ id }) => withdrawalIds.includes(id));
  await handOver(work, offers, person, account, withdrawals);
  if (offers.length + withdrawals.length > 0) return null;
  const [first] = offerIds;
  const by = first === undefined ? null : ((await store.offers.findOffer(tx, first))?.producer ?? null);
  // twice asked by the same person, once for this and once for all
  return by === person.userId ? null : { kind: 'taken-over', by };
};

/**
 * Makes the person the producer of these Offers, in the caller's transaction: cards, notifications and the monthly note are theirs
 * from now on. What waited for those of the former producers who have left is not carried out, and the new one's cards say so: these Withdrawals, those of the
 * Offers' images, and the intents for members of all these.
 * @param account the person's own, of the project of all of it
 */
export const handOver = async (
  work: Work,
  offers: readonly Offer[],
  person: Person,
  account: Account,
  withdrawals: readonly Withdrawal[] = [],
): Promise<void> => {
  if (offers.length + withdrawals.length === 0) return;
  const { store, tx } = work;
  const { teamId, cloudId, projectId } = account;
  const linked = await store.accounts.accountsOfProject(tx, teamId, cloudId, projectId);
  const present = new Set(linked.flatMap((one) => (one.suspendedAt === null ? [one.userId] : [])));
  const to: Heir = {
    person,
    hasLeft: (userId) => !present.has(userId),
    successor: { producer: person.userId, accountId: account.id, accountName: account.name },
  };
  const ending = new Map(withdrawals.map((one) => [one.id, one]));
  for (const offer of offers) {
    for (const one of await store.withdrawals.withdrawalsUnderWay(tx, offer))
      if (to.hasLeft(one.producer)) ending.set(one.id, one);
    await store.leftOffers.giveOffer(tx, offer, to.successor, leftWaiting);
    await showTaken(work, 'offer', offer.id, person);
    await handOverShares(work, offer, to);
    const detail = { offerId: offer.id, accountId: account.id };
    await writeAudit(work, { act: 'take-over', by: person, on: offer, people: [offer.producer], detail });
  }
  for (const withdrawal of ending.values()) await handOverWithdrawal(work, withdrawal, to);
  if (offers.length > 0) await setCleanupNote(work, person);
  await showHomes(work, [...linked.map(({ userId }) => userId), ...offers.map(({ producer }) => producer)]);
};

/** Who takes over, and from whom. */
interface Heir {
  readonly successor: Pick<Offer, 'producer' | 'accountId' | 'accountName'>;
  readonly person: Person;
  readonly hasLeft: (userId: SlackUserId) => boolean;
}

const showTaken = async (
  { store, tx, now }: Work,
  kind: 'offer' | 'withdrawal',
  subjectId: string,
  person: Person,
) => {
  await store.cards.ensureCard(tx, newCard(kind, subjectId, person, now + redrawDelayMs));
  await store.cards.dueCards(tx, kind, subjectId, now + redrawDelayMs);
};

/** With what it asked of the image's members, whoever offered it to them. */
const handOverWithdrawal = async (work: Work, withdrawal: Withdrawal, to: Heir) => {
  const { store, tx, now } = work;
  const { id: withdrawalId, teamId, cloudId, region, imageId } = withdrawal;
  await store.leftOffers.giveWithdrawal(tx, withdrawal, to.successor, leftWaiting, now);
  await showTaken(work, 'withdrawal', withdrawalId, to.person);
  for (const share of await store.shares.sharesOfImage(tx, teamId, imageId))
    if (share.cloudId === cloudId && share.region === region) await handOverShare(work, share, to);
  const detail = { withdrawalId, accountId: to.successor.accountId };
  const people = [withdrawal.producer];
  await writeAudit(work, { act: 'take-over', by: to.person, on: withdrawal, people, detail });
};

const handOverShares = async (work: Work, { id, teamId, producer: userId }: Offer, to: Heir) => {
  for (const { share } of await work.store.shares.sharesOfOffer(work.tx, id)) {
    for (const kind of ['extend', 'remind'] as const)
      await cancelActs(work, { teamId, userId, kind, subjectId: share.id });
    await handOverShare(work, share, to);
  }
};

const handOverShare = async (work: Work, share: Share, { successor, hasLeft }: Heir) => {
  const { producer: by, accountId } = successor;
  const member = handedOn(share, hasLeft, { by, accountId });
  const intentRevision = member === null ? share.intentRevision : await writeIntents(work, share, { member });
  await showShare(work, { ...share, intentRevision });
};
