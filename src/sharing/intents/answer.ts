/** The consumer's wishes: accept, reject, put back to pending; from a card or by the image's id. */
import { randomUUID } from 'node:crypto';
import { type ImageId, isChannel, type Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems.ts';
import type { Account } from '../../model/account.ts';
import type { MemberStatus } from '../../model/member.ts';
import type { Share } from '../../model/share.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { readClick } from '../cards/click.ts';
import { newCard } from '../cards/refresh.ts';
import { requireGood } from '../people/acting-account.ts';
import { readersOf } from '../people/recipients.ts';
import { isMember, newShare, openAnswer, openMemberWish, projectLabel } from '../rules/share-state.ts';
import { undoMs } from '../rules/undo-window.ts';
import { type ClickDeps, type WishDeps, wishInPerson } from './intent.ts';
import { setUndoEnd } from './set-timers.ts';

export type Answered =
  /** The wish is written; or the same wish of the same person stood already. */
  | { readonly kind: 'wished'; readonly share: Share }
  /** The click was made on an older picture and is not carried out; `value` is for a button on the new one. */
  | { readonly kind: 'older'; readonly share: Share; readonly value: string };

/**
 * Answers the offer whose card carries `value`.
 * @throws UserError `no-account-for-project`: only who has an account of the member project at this moment may answer
 */
export const answerCard = async (
  deps: ClickDeps,
  person: Person,
  value: string,
  status: MemberStatus,
): Promise<Answered> => {
  const { ledger, clock, nudge } = deps;
  const answered = await ledger.database.transaction(async (tx): Promise<Answered> => {
    const click = await readClick(deps, tx, person, value);
    const share = await ledger.shares.findShare(tx, click.card.subjectId);
    if (click.card.kind !== 'share' || share === null) throw new UserError({ kind: 'older-picture' });
    const account = await speaker(deps, tx, person, share);
    // answered from a list or a reminder: the answer can be changed on the card
    await ledger.cards.postKept(tx, share.id, clock.now(), person.userId);
    if (sameWish(share, person, status)) return { kind: 'wished', share };
    if (!click.current) {
      await ledger.cards.dueCards(tx, 'share', share.id, clock.now());
      await ledger.shares.touchShare(tx, share.id, clock.now());
      return { kind: 'older', share, value: click.value };
    }
    return { kind: 'wished', share: await wish(deps, tx, person, share, account, status) };
  });
  nudge();
  return answered;
};

/**
 * Sets the status of `account`'s project for an image it may never have been offered through the bot. The same wish of the
 * same person, while it is being carried out, is one wish.
 */
export const answerImage = async (
  deps: WishDeps,
  person: Person,
  {
    account,
    region,
    imageId,
    status,
  }: { account: Account; region: string; imageId: ImageId; status: MemberStatus },
): Promise<Share> => {
  const { ledger, clock, nudge } = deps;
  const share = await ledger.database.transaction(async (tx) => {
    const { teamId, enterpriseId } = person;
    const { cloudId, projectId, projectName } = account;
    const key = { teamId, enterpriseId, cloudId, region, imageId, projectId };
    const row = await ledger.shares.ensureShare(
      tx,
      newShare(randomUUID(), key, { projectName }, clock.now()),
    );
    const { asked } = await readersOf(ledger, tx, row, []);
    const userId = [...asked].find(isChannel) ?? person.userId;
    await ledger.cards.ensureCard(tx, newCard('share', row.id, { ...person, userId }, clock.now()));
    await ledger.cards.postKept(tx, row.id, clock.now(), userId);
    const open = openAnswer(row);
    if (open?.by === person.userId && open.wish === status) return row;
    return wish(deps, tx, person, row, account, status);
  });
  nudge();
  return share;
};

/** Looks again at what the card is about, now. */
export const refreshCard = async (deps: ClickDeps, person: Person, value: string): Promise<void> => {
  const { ledger, clock, nudge } = deps;
  await ledger.database.transaction(async (tx) => {
    const { card } = await readClick(deps, tx, person, value);
    const now = clock.now();
    const shares =
      card.kind === 'share'
        ? [card.subjectId]
        : (await ledger.shares.sharesOfOffer(tx, card.subjectId)).map(({ share }) => share.id);
    for (const id of shares) await ledger.shares.touchShare(tx, id, now);
    await ledger.cards.dueCards(tx, card.kind, card.subjectId, now);
  });
  nudge();
};

/** The account of the member project with which the person answers, or why there is none. */
export const speaker = async (
  { ledger }: WishDeps,
  tx: Tx,
  person: Person,
  share: Share,
): Promise<Account> => {
  const linked = await ledger.accounts.accountsOfPerson(tx, person);
  const fitting = linked.filter(
    ({ cloudId, projectId }) => cloudId === share.cloudId && projectId === share.projectId,
  );
  const account = fitting.find((one) => one.health === 'good') ?? fitting[0];
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

const sameWish = (share: Share, person: Person, status: MemberStatus) => {
  const open = openAnswer(share);
  if (open !== null) return open.by === person.userId && open.wish === status;
  return (
    openMemberWish(share) === null &&
    share.decided?.by === person.userId &&
    share.status === status &&
    share.decided.status === status
  );
};

const wish = async (
  { ledger, clock }: WishDeps,
  tx: Tx,
  person: Person,
  share: Share,
  account: Account,
  status: MemberStatus,
): Promise<Share> => {
  const now = clock.now();
  const before = isMember(share) && status !== 'pending' && share.status !== status ? share.status : null;
  const answer = {
    wish: status,
    by: person.userId,
    accountId: account.id,
    at: now,
    ...(before !== null && before !== 'absent' && { before }),
  };
  if (answer.before) await setUndoEnd(ledger, tx, share, now + undoMs, now);
  const act = `answer-${status}` as const;
  const revision = await wishInPerson(
    { ledger },
    tx,
    person,
    share,
    { answer, act, accountId: account.id },
    now,
  );
  return { ...share, answer: { ...answer, revision }, wishRevision: revision };
};
