/** The producer's wish to take access away: members are removed, and with them their projects' access to the image. */
import { randomUUID } from 'node:crypto';
import type { ImageId, Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems.ts';
import type { Account } from '../../model/account.ts';
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { writeAudit } from '../audit.ts';
import { readClick } from '../cards/click.ts';
import { gatherMs, newCard } from '../cards/refresh.ts';
import { ownerAccount } from '../people/acting-account.ts';
import { firstStage, stageAgain } from '../rules/plan-withdrawal.ts';
import { isMember, openMemberWish } from '../rules/share-state.ts';
import { type ClickDeps, type WishDeps, wishInPerson } from './intent.ts';

export type Withdrawn = { readonly kind: 'wished' | 'older'; readonly share: Share };

/** What is to be taken back, by the producer's own account of the image's project. */
export interface WithdrawalWish {
  readonly account: Account;
  readonly region: string;
  readonly imageId: ImageId;
  readonly image: Withdrawal['image'];
  readonly scope: Withdrawal['scope'];
  /** As the cloud listed them a moment ago; with a `scope` other than `these` they are listed anew before anything is removed. */
  readonly members: Withdrawal['members'];
  readonly makePrivate: boolean;
}

/** Keeps what a producer is asked about; nothing is done before they confirm it, and then this and nothing else. */
export const askWithdrawal = async (
  { ledger, clock }: WishDeps,
  person: Person,
  wish: WithdrawalWish,
): Promise<Withdrawal> => {
  const row = newWithdrawal(person, wish, clock.now());
  await ledger.database.transaction((tx) => ledger.withdrawals.insertWithdrawal(tx, row));
  return row;
};

/**
 * The producer confirms what they were asked about. Twice is one wish.
 * @throws UserError `outdated` when they were asked about the same image again since; `no-account-for-project` when they
 *   have no account of the image's project any more
 */
export const confirmWithdrawal = async (deps: WishDeps, person: Person, id: string): Promise<Withdrawal> => {
  const { ledger, clock, nudge } = deps;
  const withdrawal = await ledger.database.transaction(async (tx) => {
    const asked = await ledger.withdrawals.findWithdrawal(tx, id);
    if (asked === null || asked.producer !== person.userId || asked.teamId !== person.teamId)
      throw new UserError({ kind: 'outdated' });
    if (asked.stage !== 'asked') return asked;
    const account = await ownerAccount(ledger, tx, person, asked);
    const begun = { stage: firstStage(asked, account), accountId: account.id };
    await ledger.withdrawals.confirmWithdrawal(tx, asked, begun, clock.now());
    await begin(deps, tx, person, { ...asked, ...begun });
    return { ...asked, ...begun };
  });
  nudge();
  return withdrawal;
};

/**
 * Carries out what is left of the Withdrawal on the clicked card, which had failed. Twice is one wish.
 * @throws UserError `older-picture`, `no-account-for-project`
 */
export const retryWithdrawal = async (deps: ClickDeps, person: Person, value: string): Promise<void> => {
  const { ledger, clock, nudge } = deps;
  const done = await ledger.database.transaction(async (tx) => {
    const { card, current } = await readClick(deps, tx, person, value);
    const withdrawal =
      card.kind === 'withdrawal' ? await ledger.withdrawals.findWithdrawal(tx, card.subjectId) : null;
    if (withdrawal === null) throw new UserError({ kind: 'older-picture' });
    const now = clock.now();
    await ledger.cards.dueCards(tx, 'withdrawal', withdrawal.id, now);
    if (!current || withdrawal.stage !== 'failed') return withdrawal.stage !== 'failed';
    const account = await ownerAccount(ledger, tx, person, withdrawal);
    const again = { stage: stageAgain(withdrawal, account), accountId: account.id };
    await ledger.withdrawals.restartWithdrawal(tx, withdrawal.id, again, now);
    const detail = { withdrawalId: withdrawal.id, accountId: account.id, scope: withdrawal.scope };
    await writeAudit(ledger, tx, now, { act: 'retry-withdrawal', by: person, on: withdrawal, detail });
    return true;
  });
  nudge();
  if (!done) throw new UserError({ kind: 'older-picture' });
};

/** Begins at once, for a button that has asked already. The same while it is being carried out is one wish. */
export const withdraw = async (deps: WishDeps, person: Person, wish: WithdrawalWish): Promise<Withdrawal> => {
  const withdrawal = await deps.ledger.database.transaction((tx) => insertBegun(deps, tx, person, wish));
  deps.nudge();
  return withdrawal;
};

/**
 * Removes the rejected members of the image that the clicked card of the producer's is about.
 * @throws UserError as {@link confirmWithdrawal}, and `older-picture`
 */
export const withdrawRejected = async (deps: ClickDeps, person: Person, value: string): Promise<void> => {
  const { ledger, nudge, clock } = deps;
  const current = await ledger.database.transaction(async (tx) => {
    const click = await readClick(deps, tx, person, value);
    const offer =
      click.card.kind === 'offer' ? await ledger.offers.findOffer(tx, click.card.subjectId) : null;
    if (offer === null || offer.image === null) throw new UserError({ kind: 'older-picture' });
    if (!click.current) {
      await ledger.cards.dueCards(tx, 'offer', offer.id, clock.now());
      return false;
    }
    const { region, imageId, image } = offer;
    const account = await ownerAccount(ledger, tx, person, offer);
    const wish = {
      account,
      region,
      imageId,
      image,
      scope: 'rejected',
      members: [],
      makePrivate: false,
    } as const;
    await insertBegun(deps, tx, person, wish);
    return true;
  });
  nudge();
  if (!current) throw new UserError({ kind: 'older-picture' });
};

/**
 * Removes the member that the clicked line of the producer's card stands for.
 * @throws UserError `no-account-for-project` when the producer has no account of the image's project any more
 */
export const withdrawMember = async (deps: ClickDeps, person: Person, value: string): Promise<Withdrawn> => {
  const { ledger, clock, nudge } = deps;
  const withdrawn = await ledger.database.transaction(async (tx): Promise<Withdrawn> => {
    const { card, subject, current } = await readClick(deps, tx, person, value);
    const lines = card.kind === 'offer' ? await ledger.shares.sharesOfOffer(tx, card.subjectId) : [];
    const share = lines.find((line) => line.share.id === subject)?.share;
    const offer = await ledger.offers.findOffer(tx, card.subjectId);
    if (share === undefined || offer === null) throw new UserError({ kind: 'older-picture' });
    // the same click twice is one wish; a member that came back since may be removed again
    const wished = share.member?.wish === 'absent' && share.member.by === person.userId;
    if (wished && (openMemberWish(share) !== null || !isMember(share))) return { kind: 'wished', share };
    const now = clock.now();
    if (!current) {
      await ledger.cards.dueCards(tx, 'offer', offer.id, now);
      return { kind: 'older', share };
    }
    const account = await ownerAccount(ledger, tx, person, offer);
    const member = { wish: 'absent' as const, by: person.userId, accountId: account.id, at: now };
    await wishInPerson(
      deps,
      tx,
      person,
      share,
      { member, act: 'withdraw-member', accountId: account.id },
      now,
    );
    return { kind: 'wished', share };
  });
  nudge();
  return withdrawn;
};

const newWithdrawal = (
  { teamId, enterpriseId, userId }: Person,
  { account, ...wish }: WithdrawalWish,
  now: number,
): Withdrawal => ({
  id: randomUUID(),
  teamId,
  enterpriseId,
  producer: userId,
  accountId: account.id,
  cloudId: account.cloudId,
  cloudName: account.cloudName,
  cloudGone: account.cloudGone,
  projectId: account.projectId,
  projectName: account.projectName,
  ...wish,
  stage: 'asked',
  opened: false,
  undoUntil: null,
  problem: null,
  attempts: 0,
  trouble: null,
  dueAt: null,
  createdAt: now,
});

const insertBegun = async (deps: WishDeps, tx: Tx, person: Person, wish: WithdrawalWish) => {
  const now = deps.clock.now();
  const key = {
    teamId: person.teamId,
    cloudId: wish.account.cloudId,
    region: wish.region,
    imageId: wish.imageId,
  };
  await deps.ledger.accounts.takeTurns(tx, wish.account.id);
  const same = (await deps.ledger.withdrawals.withdrawalsUnderWay(tx, key)).find(
    (one) => one.producer === person.userId && one.scope === wish.scope && sameMembers(one, wish),
  );
  if (same) return same;
  const row = { ...newWithdrawal(person, wish, now), stage: firstStage(wish, wish.account), dueAt: now };
  await deps.ledger.withdrawals.insertWithdrawal(tx, row);
  await begin(deps, tx, person, row);
  return row;
};

/** With a `scope` other than `these` the cloud is asked anew, whatever was listed before. */
const sameMembers = ({ scope, members }: Withdrawal, wish: WithdrawalWish) =>
  scope !== 'these' ||
  wish.members.every(({ projectId }) => members.some((member) => member.projectId === projectId));

/** From here on the loop carries it out: the producer's card, and the line that says who wanted it. */
const begin = async ({ ledger, clock }: WishDeps, tx: Tx, person: Person, withdrawal: Withdrawal) => {
  const now = clock.now();
  const { id, accountId, scope, members, makePrivate } = withdrawal;
  await ledger.cards.ensureCard(tx, newCard('withdrawal', id, person, now + gatherMs));
  await writeAudit(ledger, tx, now, {
    act: 'withdraw',
    by: person,
    on: withdrawal,
    detail: {
      withdrawalId: id,
      accountId,
      scope,
      makePrivate,
      projects: members.map(({ projectId }) => projectId),
    },
  });
};
