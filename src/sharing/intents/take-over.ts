/** Takes over what people share who have left: their project's people do, once a sign-in has proven that they speak for it. */
import type { CloudId, Person, ProjectId, SlackUserId } from '../../core/ids.ts';
import { type Problem, UserError } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { Offer } from '../../model/offer.ts';
import type { PendingAct } from '../../model/pending-act.ts';
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
    const without = await store.leftOffers.offersWithoutProducer(tx, account);
    const offerIds = without
      .map(({ id }) => id)
      .filter((id) => one === null || id === one.id)
      .slice(0, maxTakenOver);
    if (offerIds.length === 0) return { kind: 'taken-over', by: one === null ? null : one.producer } as const;
    const subjectId = one?.id ?? `${account.cloudId}/${account.projectId}`;
    await requestAct(work, person, account, subjectId, { kind: 'take-over', offerIds });
    return null;
  });
  deps.nudge();
  return problem;
};

/** Takes over what nobody has taken over since, which is proven. Returns who has, if that is all of it. */
export const carryOutTakeOver = async (
  work: Work,
  person: Person,
  act: Pick<PendingAct, 'teamId' | 'cloudId' | 'projectId' | 'accountId'>,
  offerIds: readonly string[],
): Promise<Problem | null> => {
  const { store, tx } = work;
  const account = accountFor(await store.accounts.accountsOfPerson(tx, person), act, act.accountId);
  if (account === undefined) return { kind: 'outdated' };
  const without = await store.leftOffers.offersWithoutProducer(tx, act);
  const offers = without.filter(({ id }) => offerIds.includes(id));
  await handOver(work, offers, person, account);
  if (offers.length > 0) return null;
  const [first] = offerIds;
  const by = first === undefined ? null : ((await store.offers.findOffer(tx, first))?.producer ?? null);
  // twice asked by the same person, once for this and once for all
  return by === person.userId ? null : { kind: 'taken-over', by };
};

/**
 * Makes the person the producer of these Offers, in the caller's transaction: cards, notifications and the monthly note are theirs
 * from now on. What waited for the former producer is not carried out, and the new one's cards say so.
 * @param account the person's own, of the Offers' project
 */
export const handOver = async (
  work: Work,
  offers: readonly Offer[],
  person: Person,
  account: Account,
): Promise<void> => {
  if (offers.length === 0) return;
  const { store, tx, now } = work;
  const { teamId, cloudId, projectId } = account;
  const linked = await store.accounts.accountsOfProject(tx, teamId, cloudId, projectId);
  const present = new Set(linked.flatMap((one) => (one.suspendedAt === null ? [one.userId] : [])));
  for (const offer of offers) {
    const by = { producer: person.userId, accountId: account.id, accountName: account.name };
    const hasLeft = (userId: SlackUserId) => userId === offer.producer || !present.has(userId);
    await store.leftOffers.giveOffer(tx, offer, by, leftWaiting);
    await store.cards.ensureCard(tx, newCard('offer', offer.id, person, now + redrawDelayMs));
    await store.cards.dueCards(tx, 'offer', offer.id, now + redrawDelayMs);
    for (const withdrawal of await store.withdrawals.withdrawalsUnderWay(tx, offer)) {
      if (!hasLeft(withdrawal.producer)) continue;
      await store.leftOffers.giveWithdrawal(tx, withdrawal, by, leftWaiting, now);
      await store.cards.ensureCard(tx, newCard('withdrawal', withdrawal.id, person, now + redrawDelayMs));
      await store.cards.dueCards(tx, 'withdrawal', withdrawal.id, now + redrawDelayMs);
    }
    await handOverShares(work, offer, { by: person.userId, accountId: account.id }, hasLeft);
    const detail = { offerId: offer.id, accountId: account.id };
    await writeAudit(work, { act: 'take-over', by: person, on: offer, people: [offer.producer], detail });
  }
  await setCleanupNote(work, person);
  await showHomes(work, [...linked.map(({ userId }) => userId), ...offers.map(({ producer }) => producer)]);
};

const handOverShares = async (
  work: Work,
  { id, teamId, producer: userId }: Offer,
  successor: { readonly by: SlackUserId; readonly accountId: string },
  hasLeft: (userId: SlackUserId) => boolean,
) => {
  for (const { share } of await work.store.shares.sharesOfOffer(work.tx, id)) {
    for (const kind of ['extend', 'remind'] as const)
      await cancelActs(work, { teamId, userId, kind, subjectId: share.id });
    const member = handedOn(share, hasLeft, successor);
    const intentRevision =
      member === null ? share.intentRevision : await writeIntents(work, share, { member });
    await showShare(work, { ...share, intentRevision });
  }
};
