/** A producer asks somebody of the project to be the producer of an Offer, who accepts, which a sign-in proves, or declines. */
import { nobody, type Person, type SlackUserId } from '../../core/ids.ts';
import { type Problem, UserError } from '../../core/problems/problem.ts';
import { newRowId } from '../../core/row-id.ts';
import type { Account } from '../../model/account.ts';
import type { Offer } from '../../model/offer.ts';
import type { PendingAct } from '../../model/pending-act.ts';
import { writeAudit } from '../audit.ts';
import { openCard } from '../cards/click.ts';
import { newCard } from '../cards/refresh.ts';
import { accountFor, maySpeak } from '../people/may-act.ts';
import type { Work } from '../transaction.ts';
import type { ClickDeps } from './intent.ts';
import { handOver } from './take-over.ts';

/**
 * The Offer of the clicked card, for its producer.
 * @throws UserError `stale-card`; `outdated` if it shares nothing, or is somebody else's by now
 */
const ownOffer = (person: Person, offer: Offer): Offer => {
  if (offer.producer !== person.userId || offer.phase !== 'placed') throw new UserError({ kind: 'outdated' });
  return offer;
};

export const handOverable = (deps: ClickDeps, person: Person, value: string): Promise<Offer> =>
  openCard('offer', deps, { person, value }, async (_, offer) => ownOffer(person, offer));

/**
 * Asks the person, in place of whoever was asked before. The producer stays the producer until they accept.
 * @throws UserError as {@link handOverable}; `cannot-hand-over`
 */
export const askToTakeOver = async (
  deps: ClickDeps,
  person: Person,
  value: string,
  to: SlackUserId,
): Promise<void> => {
  await openCard('offer', deps, { person, value }, async (work, clicked) => {
    const offer = ownOffer(person, clicked);
    const { store, tx, now } = work;
    const { id: subjectId, teamId, enterpriseId, cloudId, projectId, projectName } = offer;
    const refuse = (why: Extract<Problem, { kind: 'cannot-hand-over' }>['why']) =>
      new UserError({ kind: 'cannot-hand-over', why, project: projectName, cloud: offer.cloudName });
    if (to === person.userId) throw refuse('own');
    const account = accountFor(await store.accounts.accountsOfPerson(tx, { teamId, userId: to }), offer);
    if (account === undefined || !maySpeak(account)) throw refuse('silent');
    for (const before of await store.pendingActs.handOversOf(tx, { teamId, subjectId })) {
      if (before.userId === to && before.phase === 'declined') throw refuse('declined');
      if (await store.pendingActs.answerHandOver(tx, before.id, 'cancelled', null))
        await store.cards.dueCards(tx, 'act', before.id, now);
    }
    const asked = { id: newRowId(), teamId, enterpriseId, userId: to };
    await store.pendingActs.putPendingAct(tx, {
      ...asked,
      ...{ origin: null, accountId: account.id, cloudId, projectId, projectName, subjectId },
      ...{ kind: 'hand-over', terms: { kind: 'hand-over', from: person.userId }, phase: 'asked' },
      ...{ problem: null, attempts: 0, lastError: null, dueAt: null, createdAt: now },
    });
    for (const userId of [to, person.userId])
      await store.cards.ensureCard(tx, newCard('act', asked.id, { ...asked, userId }, now));
    const detail = { offerId: subjectId };
    await writeAudit(work, { act: 'hand-over', by: person, on: offer, people: [to], detail });
  });
  deps.nudge();
};

/**
 * Accepts, which begins the proof, or declines; the producer takes it back. Does nothing once it is proven or over: the card says so.
 * @throws UserError `stale-card`
 */
export const answerHandOver = async (
  deps: ClickDeps,
  person: Person,
  value: string,
  answer: 'accept' | 'decline',
): Promise<void> => {
  await openCard('act', deps, { person, value }, async (work, act) => {
    const { store, tx, now } = work;
    if (act.terms.kind !== 'hand-over') throw new UserError({ kind: 'stale-card' });
    const isAsked = act.userId === person.userId;
    if (!isAsked && (act.terms.from !== person.userId || answer === 'accept'))
      throw new UserError({ kind: 'stale-card' });
    const phase = answer === 'accept' ? 'proving' : isAsked ? 'declined' : 'cancelled';
    const dueAt = answer === 'accept' ? now : null;
    if (!(await store.pendingActs.answerHandOver(tx, act.id, phase, dueAt))) return;
    await store.cards.dueCards(tx, 'act', act.id, now);
    if (phase === 'declined') await tellAsker(work, act);
  });
  deps.nudge();
};

/** Whoever asked reads in a new message what became of it. */
export const tellAsker = async (
  { store, tx, now }: Work<'cards'>,
  { id, teamId, enterpriseId, terms }: PendingAct,
): Promise<void> => {
  if (terms.kind !== 'hand-over' || terms.from === nobody) return;
  const asker = { teamId, enterpriseId, userId: terms.from };
  await store.cards.showCardAgain(tx, newCard('act', id, asker, now), 'as a new message');
};

/** Makes the person the producer, which is proven, unless somebody else is by now; returns why not. */
export const carryOutHandOver = async (
  work: Work,
  person: Person,
  act: Pick<PendingAct, 'cloudId' | 'projectId' | 'accountId' | 'subjectId'>,
  from: SlackUserId,
): Promise<Problem | null> => {
  const { store, tx } = work;
  const offer = await store.offers.findOffer(tx, act.subjectId);
  const own = await store.accounts.accountsOfPerson(tx, person);
  const account: Account | undefined = accountFor(own, act, act.accountId);
  if (offer === null || offer.phase !== 'placed' || account === undefined) return { kind: 'outdated' };
  if (offer.producer !== from) return { kind: 'taken-over', by: offer.producer };
  await handOver(work, [offer], person, account);
  return null;
};
