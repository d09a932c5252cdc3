/** The producer's intent to take access away: members are removed, and with them their projects' access to the image. */
import type { ImageId, Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import { newRowId } from '../../core/row-id.ts';
import type { Account } from '../../model/account.ts';
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { writeAudit } from '../audit.ts';
import { openCard } from '../cards/click.ts';
import { newCard, redrawDelayMs } from '../cards/refresh.ts';
import { ownerAccount } from '../people/acting-account.ts';
import { firstPhase, phaseAgain, stoppedBy } from '../rules/plan-withdrawal.ts';
import { isMember, openMemberIntent } from '../rules/share-state.ts';
import { inTransaction, type Work } from '../transaction.ts';
import { type ClickDeps, type IntentDeps, recordIntent } from './intent.ts';

export type Withdrawn = { readonly kind: 'requested' | 'older'; readonly share: Share };

/** What to withdraw, with the producer's own account of the image's project. */
export interface WithdrawalIntent {
  readonly account: Account;
  readonly region: string;
  readonly imageId: ImageId;
  readonly image: Withdrawal['image'];
  readonly scope: Withdrawal['scope'];
  /** As the cloud listed them a moment ago; unless `scope` is `these`, they are listed again before anything is removed. */
  readonly members: Withdrawal['members'];
  readonly makePrivate: boolean;
}

/** Saves what a producer is asked to confirm; nothing happens before they do, and then exactly this. */
export const askWithdrawal = async (
  { store, clock }: IntentDeps,
  person: Person,
  intent: WithdrawalIntent,
): Promise<Withdrawal> => {
  const row = newWithdrawal(person, intent, clock.now());
  await store.database.transaction((tx) => store.withdrawals.insertWithdrawal(tx, row));
  return row;
};

/**
 * The producer confirms what they were asked. A second time changes nothing.
 * @throws UserError `outdated` if they were asked about the same image again since; `no-account-for-project` if they
 *   no longer have an account of the image's project
 */
export const confirmWithdrawal = async (
  deps: IntentDeps,
  person: Person,
  id: string,
): Promise<Withdrawal> => {
  const { nudge } = deps;
  const withdrawal = await inTransaction(deps, async (work) => {
    const { store, tx, now } = work;
    const asked = await store.withdrawals.findWithdrawal(tx, id);
    if (asked === null || asked.producer !== person.userId || asked.teamId !== person.teamId)
      throw new UserError({ kind: 'outdated' });
    if (asked.phase !== 'asked') return asked;
    const account = await ownerAccount(work, person, asked);
    const begun = { phase: firstPhase(asked, account), accountId: account.id };
    await store.withdrawals.markConfirmed(tx, asked, begun, now);
    await begin(work, person, { ...asked, ...begun });
    return { ...asked, ...begun };
  });
  nudge();
  return withdrawal;
};

/**
 * Carries out the rest of the failed Withdrawal on the clicked card. A second click changes nothing.
 * @throws UserError `stale-card`, `no-account-for-project`
 */
export const retryWithdrawal = async (deps: ClickDeps, person: Person, value: string): Promise<void> => {
  const { nudge } = deps;
  const done = await openCard(
    'withdrawal',
    deps,
    { person, value },
    async (work, withdrawal, { current }) => {
      const { store, tx, now } = work;
      await store.cards.dueCards(tx, 'withdrawal', withdrawal.id, now);
      if (!current || withdrawal.phase !== 'failed') return withdrawal.phase !== 'failed';
      const account = await ownerAccount(work, person, withdrawal);
      const again = { phase: phaseAgain(withdrawal, account), accountId: account.id };
      await store.withdrawals.restartWithdrawal(tx, withdrawal.id, again, now);
      const detail = { withdrawalId: withdrawal.id, accountId: account.id, scope: withdrawal.scope };
      await writeAudit(work, { act: 'retry-withdrawal', by: person, on: withdrawal, detail });
      return true;
    },
  );
  nudge();
  if (!done) throw new UserError({ kind: 'stale-card' });
};

/** Begins at once, for a button that has already asked for confirmation. The same withdrawal, while under way, is one intent. */
export const withdraw = async (
  deps: IntentDeps,
  person: Person,
  intent: WithdrawalIntent,
): Promise<Withdrawal> => {
  const withdrawal = await inTransaction(deps, (work) => insertBegun(work, person, intent));
  deps.nudge();
  return withdrawal;
};

/**
 * Removes the rejected members of the image on the producer's clicked card.
 * @throws UserError as {@link confirmWithdrawal}, and `stale-card`
 */
export const withdrawRejected = async (deps: ClickDeps, person: Person, value: string): Promise<void> => {
  const { nudge } = deps;
  const done = await openCard('offer', deps, { person, value }, async (work, offer, { current }) => {
    const { store, tx, now } = work;
    if (offer.image === null) throw new UserError({ kind: 'stale-card' });
    if (!current) {
      await store.cards.dueCards(tx, 'offer', offer.id, now);
      return false;
    }
    const { region, imageId, image } = offer;
    const account = await ownerAccount(work, person, offer);
    const intent = {
      account,
      region,
      imageId,
      image,
      scope: 'rejected',
      members: [],
      makePrivate: false,
    } as const;
    await insertBegun(work, person, intent);
    return true;
  });
  nudge();
  if (!done) throw new UserError({ kind: 'stale-card' });
};

/**
 * Removes the member on the clicked line of the producer's card.
 * @throws UserError `no-account-for-project` if the producer no longer has an account of the image's project
 */
export const withdrawMember = async (deps: ClickDeps, person: Person, value: string): Promise<Withdrawn> => {
  const { nudge } = deps;
  const clicked = { person, value };
  const withdrawn = await openCard('offer', deps, clicked, async (work, offer, click): Promise<Withdrawn> => {
    const { store, tx, now } = work;
    const { subject, current } = click;
    const lines = await store.shares.sharesOfOffer(tx, offer.id);
    const share = lines.find((line) => line.share.id === subject)?.share;
    if (share === undefined) throw new UserError({ kind: 'stale-card' });
    // the same click twice is one intent; a member that came back since may be removed again
    const requested = share.member?.value === 'absent' && share.member.by === person.userId;
    if (requested && (openMemberIntent(share) !== null || !isMember(share)))
      return { kind: 'requested', share };
    if (!current) {
      await store.cards.dueCards(tx, 'offer', offer.id, now);
      return { kind: 'older', share };
    }
    const account = await ownerAccount(work, person, offer);
    const member = { value: 'absent' as const, by: person.userId, accountId: account.id, at: now };
    await recordIntent(work, person, share, { member, act: 'withdraw-member', accountId: account.id });
    return { kind: 'requested', share };
  });
  nudge();
  return withdrawn;
};

const newWithdrawal = (
  { teamId, enterpriseId, userId }: Person,
  { account, ...intent }: WithdrawalIntent,
  now: number,
): Withdrawal => ({
  id: newRowId(),
  teamId,
  enterpriseId,
  producer: userId,
  accountId: account.id,
  cloudId: account.cloudId,
  cloudName: account.cloudName,
  cloudGone: account.cloudGone,
  projectId: account.projectId,
  projectName: account.projectName,
  ...intent,
  phase: 'asked',
  opened: false,
  undoUntil: null,
  problem: null,
  attempts: 0,
  lastError: null,
  dueAt: null,
  createdAt: now,
});

const insertBegun = async (work: Work, person: Person, intent: WithdrawalIntent) => {
  const { store, tx, now } = work;
  const key = {
    teamId: person.teamId,
    cloudId: intent.account.cloudId,
    region: intent.region,
    imageId: intent.imageId,
  };
  await store.accounts.lockAccountsOf(tx, intent.account);
  const same = (await store.withdrawals.withdrawalsUnderWay(tx, key)).find(
    (one) => one.producer === person.userId && one.scope === intent.scope && sameMembers(one, intent),
  );
  if (same) return same;
  const row = {
    ...newWithdrawal(person, intent, now),
    phase: firstPhase(intent, intent.account),
    dueAt: now,
  };
  await store.withdrawals.insertWithdrawal(tx, row);
  await begin(work, person, row);
  return row;
};

/** Unless `scope` is `these`, the cloud is asked again, whatever it listed before. */
const sameMembers = ({ scope, members }: Withdrawal, intent: WithdrawalIntent) =>
  scope !== 'these' ||
  intent.members.every(({ projectId }) => members.some((member) => member.projectId === projectId));

/** From here on the loop carries it out; writes the producer's card and the audit line that names who wanted it. */
const begin = async (work: Work, person: Person, withdrawal: Withdrawal) => {
  const { store, tx, now } = work;
  const { id, cloudId, region, accountId, scope, members, makePrivate } = withdrawal;
  work.due?.push({ table: 'withdrawals', id, cloudId, region, actor: accountId });
  for (const offer of await store.offers.offersUnplaced(tx, withdrawal)) {
    const stopped = stoppedBy(withdrawal, offer);
    if (stopped.length === offer.stopped.length) continue;
    await store.offers.stopOffer(tx, offer.id, stopped, now);
  }
  await store.cards.ensureCard(tx, newCard('withdrawal', id, person, now + redrawDelayMs));
  await writeAudit(work, {
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
