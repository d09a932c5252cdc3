/** Undo within a minute, for an answer and for a withdrawal; and the reason that a person gives after a reject. */
import type { Person, ProjectId } from '../../core/ids.ts';
import { type Problem, UserError } from '../../core/problems/problem.ts';
import type { ActTerms } from '../../model/pending-act.ts';
import type { Share } from '../../model/share.ts';
import { writeAudit } from '../audit.ts';
import { openCard, readClick } from '../cards/click.ts';
import { showShare } from '../cards/refresh.ts';
import { withdrawalCardModel } from '../cards/render.ts';
import { notify, producersOf } from '../notifications/notify.ts';
import { ownerAccount } from '../people/acting-account.ts';
import { requestAct } from '../people/request-act.ts';
import { type Explained, standingAnswer, type Undone, undoableAnswer } from '../rules/undo-window.ts';
import { inTransaction, type PolicyWork, type Work } from '../transaction.ts';
import { speaker } from './answer.ts';
import { cancelActs } from './cancel-act.ts';
import { type ClickDeps, type IntentDeps, recordIntent } from './intent.ts';
import { offerIn } from './make-offer.ts';

/**
 * Restores the status from before the person's own answer on the clicked card.
 * @throws UserError `stale-card`, `no-account-for-project`
 */
export const undoAnswer = async (deps: ClickDeps, person: Person, value: string): Promise<Undone> => {
  const { nudge } = deps;
  const clicked = { person, value };
  const undone = await openCard('share', deps, clicked, async (work, share, { current }): Promise<Undone> => {
    const { store, tx, now } = work;
    const undoable = undoableAnswer(share, person.userId, now);
    if (current && undoable !== null) {
      const account = await speaker(work, person, share);
      const answer = { value: undoable.before, by: person.userId, accountId: account.id, at: now };
      await recordIntent(work, person, share, { answer, act: 'undo-answer', accountId: account.id });
      return { kind: 'undone' };
    }
    // the same click twice is one intent
    if (isUndo(share, person)) return { kind: 'undone' };
    await store.cards.dueCards(tx, 'share', share.id, now);
    await store.shares.touchShare(tx, share.id, now);
    const stands = standingAnswer(share, person.userId)?.before !== undefined;
    return { kind: stands && undoable === null ? 'over' : 'changed', share };
  });
  nudge();
  return undone;
};

/** An undo has nothing before it that could be restored. */
const isUndo = ({ answer }: Share, { userId }: Person) =>
  answer !== null && answer.by === userId && answer.before === undefined;

/**
 * The reject that the clicked card shows.
 * @throws UserError `stale-card` if it shows another answer, or somebody else's
 */
export const rejectToExplain = async (deps: ClickDeps, person: Person, value: string): Promise<Explained> =>
  openCard('share', deps, { person, value }, async (_, share) => {
    const answer = standingAnswer(share, person.userId);
    if (answer?.value !== 'rejected' || answer.by !== person.userId)
      throw new UserError({ kind: 'stale-card' });
    return { share, revision: answer.revision, reason: answer.reason ?? null };
  });

/** The answer that is explained, if it still stands; else null. */
const explained = (share: Share, { userId }: Person, revision: number) => {
  const answer = standingAnswer(share, userId);
  return answer?.value === 'rejected' && answer.revision === revision && answer.by === userId ? answer : null;
};

/**
 * Asks to tell the producers why the person rejected; without a reason, withdraws at once the one that was given.
 * @throws UserError `stale-card` if it was answered or offered again since; as for answering
 */
export const explainReject = async (
  deps: IntentDeps,
  person: Person,
  { shareId, revision, reason }: { shareId: string; revision: number; reason: string | null },
): Promise<void> => {
  await inTransaction(deps, async (work) => {
    const share = await work.store.shares.findShare(work.tx, shareId);
    if (share?.teamId !== person.teamId || explained(share, person, revision) === null)
      throw new UserError({ kind: 'stale-card' });
    if (reason !== null)
      return requestAct(work, person, await speaker(work, person, share), shareId, {
        kind: 'give-reason',
        revision,
        reason,
      });
    const { teamId, userId } = person;
    await cancelActs(work, { teamId, userId, kind: 'give-reason', subjectId: shareId });
    await reword(work, person, share, revision, null);
  });
  deps.nudge();
};

/** Writes the reason, or takes it back. False: the answer it explains no longer stands. */
const reword = async (
  work: Work,
  person: Person,
  share: Share,
  revision: number,
  reason: string | null,
): Promise<boolean> => {
  const answer = explained(share, person, revision);
  if (answer === null) return false;
  const { reason: _, ...unexplained } = answer;
  const worded = reason === null ? unexplained : { ...answer, reason };
  await work.store.shares.rewordAnswer(work.tx, share, worded);
  await writeAudit(work, {
    act: reason === null ? 'remove-reason' : 'give-reason',
    by: person,
    on: share,
    detail: { shareId: share.id, projectId: share.projectId },
  });
  await showShare(work, share);
  return true;
};

/** Gives the reason, which is proven, and notifies the producers once. Returns why it cannot be any more. */
export const carryOutReason = async (
  work: PolicyWork,
  person: Person,
  share: Share,
  { revision, reason }: Extract<ActTerms, { readonly kind: 'give-reason' }>,
): Promise<Problem | null> => {
  if (!(await reword(work, person, share, revision, reason))) return { kind: 'stale-card' };
  const event = { kind: 'reason', by: person.userId, revision } as const;
  for (const producer of await producersOf(work, share))
    if (producer !== person.userId)
      await notify(work, producer, { share, event, dedupeKey: `reason-${revision}` });
  return null;
};

/**
 * Offers the image again to the members that the Withdrawal on the clicked card removed. Works once.
 * @throws UserError `stale-card`, `no-account-for-project`
 */
export const undoWithdrawal = async (
  deps: ClickDeps,
  person: Person,
  value: string,
): Promise<'undone' | 'over'> => {
  const { nudge } = deps;
  const undone = await inTransaction(deps, async (work) => {
    const { store, tx, now } = work;
    const { card, current } = await readClick(deps, work, person, value);
    const model =
      card.kind === 'withdrawal' ? await withdrawalCardModel(store, tx, card.subjectId, now) : null;
    if (model === null) throw new UserError({ kind: 'stale-card' });
    const { withdrawal, undoable } = model;
    await store.cards.dueCards(tx, 'withdrawal', withdrawal.id, now);
    if (withdrawal.undoUntil !== null && now >= withdrawal.undoUntil) return 'over';
    // the same click twice is one intent
    if (withdrawal.phase === 'done' && withdrawal.undoUntil === null) return 'undone';
    if (!current || undoable.length === 0) return 'changed';
    const account = await ownerAccount(work, person, withdrawal);
    await store.withdrawals.endUndo(tx, withdrawal.id);
    /** One offer for all with the same note and end. */
    const offers = new Map<string, { note: string | null; endsAt: number | null; tenants: ProjectId[] }>();
    for (const share of undoable) {
      const [latest] = await store.offers.offersOfShare(tx, share.id);
      // an agreed end still applies
      const endsAt = share.endsAt !== null && share.endsAt > now ? share.endsAt : null;
      const terms = { note: latest?.note ?? null, endsAt };
      const same = offers.get(JSON.stringify(terms)) ?? { ...terms, tenants: [] };
      same.tenants.push(share.projectId);
      offers.set(JSON.stringify(terms), same);
    }
    for (const again of offers.values())
      await offerIn(work, person, {
        ...again,
        account,
        region: withdrawal.region,
        regionNamed: true,
        imageId: withdrawal.imageId,
        people: [],
        accept: false,
      });
    return 'undone';
  });
  nudge();
  if (undone === 'changed') throw new UserError({ kind: 'stale-card' });
  return undone;
};
