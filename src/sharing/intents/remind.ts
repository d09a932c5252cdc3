/** Reminders by hand: a producer has the consumers reminded now, a consumer puts an offer off until tomorrow. */
import { hourMs } from '../../core/durations.ts';
import { isChannel, type Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import { newRowId } from '../../core/row-id.ts';
import type { Account } from '../../model/account.ts';
import { blocked } from '../../model/card.ts';
import type { Share } from '../../model/share.ts';
import { readClick } from '../cards/click.ts';
import { remindable } from '../notifications/notify.ts';
import { ownerAccount, requireGood } from '../people/acting-account.ts';
import { localTimeOf } from '../people/local-time.ts';
import { askedOf } from '../people/recipients.ts';
import { requestAct } from '../people/request-act.ts';
import { nextMorning } from '../rules/quiet-hours.ts';
import { openAnswer, openMemberIntent } from '../rules/share-state.ts';
import { inTransaction, type Work } from '../transaction.ts';
import { speaker } from './answer.ts';
import type { ClickDeps, IntentDeps } from './intent.ts';

/** How often a producer may have the same people reminded. */
const remindEveryMs = 4 * hourMs;
/** The sequence number of a reminder by hand; the operator's scheduled ones count from 0. */
const byHand = -1;

export type Reminded =
  | { readonly kind: 'reminded'; readonly share: Share; readonly count: number }
  /** People were reminded recently, and can be again at `at`. */
  | { readonly kind: 'too-soon'; readonly share: Share; readonly at: number }
  | { readonly kind: 'nobody-known' | 'nobody-willing' | 'nothing-waits'; readonly share: Share };

/** Whether the Share waits for an answer from people who could be reminded. */
export const waitsForAnswer = (share: Share): boolean =>
  share.status === 'pending' && openAnswer(share) === null && openMemberIntent(share) === null;

/**
 * The Share, and the account of the image's own project with which somebody decides about it. Whether they may, no later request to
 * the cloud would find out: a sign-in has to.
 * @throws UserError `outdated`, `no-account-for-project`, `account-refused`, `credential-lost`
 */
export const ownersShare = async (
  work: Work<'shares' | 'accounts'>,
  person: Person,
  shareId: string,
): Promise<{ readonly share: Share; readonly account: Account }> => {
  const share = await work.store.shares.findShare(work.tx, shareId);
  if (share === null || share.teamId !== person.teamId || share.ownerProjectId === null)
    throw new UserError({ kind: 'outdated' });
  const { cloudId, cloudName, ownerProjectId: projectId, ownerProjectName } = share;
  const projectName = ownerProjectName ?? projectId;
  const side = { cloudId, cloudName, projectId, projectName, accountId: '' };
  const account = await ownerAccount(work, person, side);
  requireGood(account);
  return { share, account };
};

/** Who would be reminded now, or why nobody is. */
const judge = async (
  work: Work<'cards' | 'accounts' | 'offers' | 'preferences'>,
  share: Share,
): Promise<Reminded> => {
  if (!waitsForAnswer(share)) return { kind: 'nothing-waits', share };
  const asked = await askedOf(work, share);
  // the producer must not learn who does not want to be asked
  const heldBack = (await work.store.cards.cardsOf(work.tx, 'share', share.id)).filter(
    ({ problem }) => problem === blocked,
  ).length;
  if (asked.length + heldBack === 0) return { kind: 'nobody-known', share };
  const again = share.remindedAt === null ? work.now : share.remindedAt + remindEveryMs;
  if (again > work.now) return { kind: 'too-soon', share, at: again };
  const count = (await remindable(work, asked)).length + heldBack;
  return count === 0 ? { kind: 'nobody-willing', share } : { kind: 'reminded', share, count };
};

/**
 * Asks to remind everyone who was asked, except people who put it off or turned reminders off.
 * @throws UserError `outdated`, `no-account-for-project`, `account-refused`, `credential-lost`
 */
export const remind = async (deps: IntentDeps, person: Person, shareId: string): Promise<Reminded> => {
  const { nudge } = deps;
  const reminded = await inTransaction(deps, async (work): Promise<Reminded> => {
    const { share, account } = await ownersShare(work, person, shareId);
    const judged = await judge(work, share);
    if (judged.kind === 'reminded') await requestAct(work, person, account, shareId, { kind: 'remind' });
    return judged;
  });
  nudge();
  return reminded;
};

/** Reminds them at once, which is proven; nobody, if they answered or were reminded meanwhile. */
export const carryOutRemind = async (work: Work, share: Share): Promise<void> => {
  const { store, tx, now } = work;
  if ((await judge(work, share)).kind !== 'reminded') return;
  await store.shares.setTerms(tx, share.id, { remindedAt: now });
  await store.timers.setTimer(tx, {
    id: newRowId(),
    teamId: share.teamId,
    kind: 'remind',
    subjectId: share.id,
    sequence: byHand,
    dueAt: now,
    createdAt: now,
  });
};

/**
 * Lets the owner of the card rest until tomorrow morning, and reminds them once then.
 * @returns when; null if nothing waits for an answer
 * @throws UserError `stale-card` if the card is not theirs; in a channel, where it affects the whole project, the same as for answering
 */
export const putOff = async (deps: ClickDeps, person: Person, value: string): Promise<number | null> => {
  const { nudge } = deps;
  const until = await inTransaction(deps, async (work) => {
    const { store, tx } = work;
    const { card } = await readClick(deps, work, person, value);
    const share = card.kind === 'share' ? await store.shares.findShare(tx, card.subjectId) : null;
    if (share === null || !waitsForAnswer(share)) return null;
    if (isChannel(card.recipientId)) await speaker(work, person, share);
    const { at, timeZone } = await localTimeOf(deps, person, tx);
    const morning = nextMorning(at, timeZone, await store.preferences.preferencesOf(tx, person));
    if (morning === null) return null;
    await store.cards.snoozeCard(tx, card.id, morning);
    await store.timers.setTimer(tx, {
      id: newRowId(),
      teamId: share.teamId,
      kind: 'wake',
      subjectId: card.id,
      sequence: 0,
      dueAt: morning,
      createdAt: at,
    });
    return morning;
  });
  nudge();
  return until;
};
