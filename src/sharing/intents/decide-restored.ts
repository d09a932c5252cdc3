/** After a restore: people decide about what they had asked for before the backup, and what the cloud does not show. */
import type { Person } from '../../core/ids.ts';
import { type Problem, UserError } from '../../core/problems/problem.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import { writeAudit } from '../audit.ts';
import { readClick } from '../cards/click.ts';
import { redrawDelayMs, showShare } from '../cards/refresh.ts';
import { ownerAccount, requireGood } from '../people/acting-account.ts';
import { asksToOpen } from '../rules/plan-offer.ts';
import { askedIntents, asksToAdd, isAsking } from '../rules/restored-share.ts';
import { inTransaction, type Work } from '../transaction.ts';
import { speaker } from './answer.ts';
import type { ClickDeps } from './intent.ts';

export type Decision = 'carry-out' | 'drop';

const problemOf = ({ asOf }: { readonly asOf: number | null }): Problem => ({
  kind: 'dropped-after-restore',
  asOf: asOf ?? 0,
});

/** @param answers whether the decision is about the answer too: one that is not is dropped, and its author is asked again */
const decideShare = async (
  work: Work,
  share: Share,
  decision: Decision,
  { by, answers }: { readonly by: Person; readonly answers: boolean },
): Promise<void> => {
  const { store, tx, now } = work;
  const { member, answer } = askedIntents(share);
  const dropped = problemOf(share);
  const drops = decision === 'drop';
  const patch = {
    ...(drops && member && { memberAppliedRevision: member.revision, memberProblem: dropped }),
    ...(answer && drops && !member && { answerProblem: dropped }),
    ...(answer && (drops || !answers) && { answerAppliedRevision: answer.revision }),
  };
  await store.restores.checkShare(tx, share.id, patch);
  await store.shares.touchShare(tx, share.id, now);
  const act = drops ? 'drop-restored' : 'carry-out-restored';
  const detail = { shareId: share.id, projectId: share.projectId };
  await writeAudit(work, { act, by, on: share, detail });
  await showShare(work, { ...share, ...patch, asOf: null });
};

const decideOffer = async (work: Work, offer: Offer, decision: Decision, by: Person): Promise<void> => {
  const { store, tx, now } = work;
  requireGood(await ownerAccount(work, by, offer));
  for (const { share } of await store.shares.sharesOfOffer(tx, offer.id))
    if (asksToAdd(share))
      await decideShare(work, share, decision, { by, answers: share.answer?.by === by.userId });
  if (!asksToOpen(offer)) return;
  const dropped = { phase: 'failed', problem: problemOf(offer), asOf: null, dueAt: null } as const;
  await store.restores.decideOffer(
    tx,
    offer.id,
    decision === 'drop' ? dropped : { opened: true, dueAt: now },
  );
  const act = decision === 'drop' ? 'drop-restored' : 'carry-out-restored';
  await writeAudit(work, { act, by, on: offer, detail: { offerId: offer.id } });
};

/**
 * Carries out or drops what the clicked card asks about.
 * @throws UserError `stale-card`; `no-account-for-project`, `account-refused` and the like, if the person may not decide
 */
export const decideRestored = async (
  deps: ClickDeps,
  person: Person,
  value: string,
  decision: Decision,
): Promise<void> => {
  const done = await inTransaction(deps, async (work) => {
    const { store, tx, now } = work;
    const { card, current } = await readClick(deps, work, person, value);
    const { kind, subjectId } = card;
    if (current && kind === 'offer') {
      const offer = await store.offers.findOffer(tx, subjectId);
      if (offer !== null) await decideOffer(work, offer, decision, person);
    } else if (current && kind === 'share') {
      const share = await store.shares.findShare(tx, subjectId);
      if (share === null || !isAsking(share) || asksToAdd(share)) return false;
      await speaker(work, person, share);
      // whoever speaks for the project decides, also about what another of them asked for
      await decideShare(work, share, decision, { by: person, answers: true });
    }
    await store.cards.dueCards(tx, kind, subjectId, now + redrawDelayMs);
    return current;
  });
  deps.nudge();
  if (!done) throw new UserError({ kind: 'stale-card' });
};
