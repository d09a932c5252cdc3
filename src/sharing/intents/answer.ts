/** The consumer's intents, from a card or by the image's id: accept, reject, set back to pending. */
import { type ImageId, isChannel, type Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import { newRowId } from '../../core/row-id.ts';
import type { Account } from '../../model/account.ts';
import { isUnknownStatus, type MemberStatus } from '../../model/member.ts';
import type { Share } from '../../model/share.ts';
import { openCard } from '../cards/click.ts';
import { newCard } from '../cards/refresh.ts';
import { requireGood } from '../people/acting-account.ts';
import { accountFor } from '../people/may-act.ts';
import { recipientsOf } from '../people/recipients.ts';
import {
  memberStatusOf,
  newShare,
  openAnswer,
  openMemberIntent,
  projectLabel,
} from '../rules/share-state.ts';
import { undoMs } from '../rules/undo-window.ts';
import { inTransaction, type Work } from '../transaction.ts';
import { type ClickDeps, type IntentDeps, recordIntent } from './intent.ts';
import { setUndoEnd } from './set-timers.ts';

export type Answered =
  /** The intent was written, or the same person had already written the same one. */
  | { readonly kind: 'requested'; readonly share: Share }
  /** The click was on a stale card and is not carried out; `value` is for a button on the current one. */
  | { readonly kind: 'older'; readonly share: Share; readonly value: string };

/**
 * Answers the offer whose card carries `value`.
 * @throws UserError `no-account-for-project`: only people with an account of the member project may answer
 */
export const answerCard = async (
  deps: ClickDeps,
  person: Person,
  value: string,
  status: MemberStatus,
): Promise<Answered> => {
  const { nudge } = deps;
  const clicked = { person, value };
  const answered = await openCard('share', deps, clicked, async (work, share, click): Promise<Answered> => {
    const { store, tx, now } = work;
    const account = await speaker(work, person, share);
    // the answer came from a list or a reminder; it can be changed on the card
    await store.cards.postKept(tx, share.id, now, person.userId);
    if (sameIntent(share, person, status)) return { kind: 'requested', share };
    if (!click.current) {
      await store.cards.dueCards(tx, 'share', share.id, now);
      await store.shares.touchShare(tx, share.id, now);
      return { kind: 'older', share, value: click.value };
    }
    return { kind: 'requested', share: await setAnswer(work, person, share, { account, status }) };
  });
  nudge();
  return answered;
};

/**
 * Sets the status of `account`'s project for an image that the bot may never have offered to it. The same intent of the
 * same person, while the first is being carried out, is one intent.
 */
export const answerImage = async (
  deps: IntentDeps,
  person: Person,
  {
    account,
    region,
    imageId,
    status,
  }: { account: Account; region: string; imageId: ImageId; status: MemberStatus },
): Promise<Share> => {
  const { nudge } = deps;
  const share = await inTransaction(deps, async (work) => {
    const { store, tx, now } = work;
    const { teamId, enterpriseId } = person;
    const { cloudId, projectId, projectName } = account;
    const key = { teamId, enterpriseId, cloudId, region, imageId, projectId };
    const row = await store.shares.ensureShare(tx, newShare(newRowId(), key, { projectName }, now));
    const { asked } = await recipientsOf(work, row, []);
    const userId = [...asked].find(isChannel) ?? person.userId;
    const lost = await store.cards.lostSince(tx, row.createdAt);
    await store.cards.ensureCard(tx, newCard('share', row.id, { ...person, userId }, now, lost));
    await store.cards.postKept(tx, row.id, now, userId);
    const open = openAnswer(row);
    if (open?.by === person.userId && open.value === status) return row;
    return setAnswer(work, person, row, { account, status });
  });
  nudge();
  return share;
};

/** The account of the member project that the person answers with, or why there is none. */
export const speaker = async (
  { store, tx }: Work<'accounts'>,
  person: Person,
  share: Share,
): Promise<Account> => {
  const account = accountFor(await store.accounts.accountsOfPerson(tx, person), share);
  if (account === undefined) {
    throw new UserError({
      kind: 'no-account-for-project',
      project: projectLabel(share),
      cloud: share.cloudName,
    });
  }
  requireGood(account);
  return account;
};

const sameIntent = (share: Share, person: Person, status: MemberStatus) => {
  const open = openAnswer(share);
  if (open !== null) return open.by === person.userId && open.value === status;
  return (
    openMemberIntent(share) === null &&
    share.decided?.by === person.userId &&
    share.status === status &&
    share.decided.status === status
  );
};

const setAnswer = async (
  work: Work,
  person: Person,
  share: Share,
  { account, status }: { readonly account: Account; readonly status: MemberStatus },
): Promise<Share> => {
  const { now } = work;
  const was = memberStatusOf(share);
  const before = status !== 'pending' && was !== status && !isUnknownStatus(was) ? was : null;
  const answer = {
    value: status,
    by: person.userId,
    accountId: account.id,
    at: now,
    ...(before !== null && { before }),
  };
  if (answer.before) await setUndoEnd(work, share, now + undoMs);
  const act = `answer-${status}` as const;
  const revision = await recordIntent(work, person, share, { answer, act, accountId: account.id });
  return { ...share, answer: { ...answer, revision }, intentRevision: revision };
};
