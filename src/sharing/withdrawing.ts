/** The producer's wish to take access away: the member is removed, and with it the project's access to the image. */
import type { Person } from '../core/ids.ts';
import { UserError } from '../core/problem.ts';
import type { Share } from '../store/rows.ts';
import { showShare } from './card.ts';
import { type ClickDeps, readClick } from './wishes.ts';

export type Withdrawn = { readonly kind: 'wished' | 'older'; readonly share: Share };

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
    if (share.member?.wish === 'absent' && share.member.by === person.userId)
      return { kind: 'wished', share };
    const now = clock.now();
    if (!current) {
      await ledger.cards.dueCards(tx, 'offer', offer.id, now);
      return { kind: 'older', share };
    }
    const accounts = await ledger.accounts.accountsOfPerson(tx, person);
    const account = accounts.find(
      ({ cloud, projectId }) => cloud === offer.cloud && projectId === offer.projectId,
    );
    if (account === undefined) {
      throw new UserError({ kind: 'no-account-for-project', project: offer.projectName, cloud: offer.cloud });
    }
    const member = { wish: 'absent' as const, by: person.userId, accountId: account.id, at: now };
    if (!(await ledger.shares.wishShare(tx, share.id, share.wishRevision, { member }, now))) {
      throw new Error(`share ${share.id} changed inside a transaction`);
    }
    await ledger.audit.appendAudit(tx, {
      at: now,
      teamId: person.teamId,
      userId: person.userId,
      act: 'withdraw',
      subject: share.imageId,
      detail: {
        shareId: share.id,
        cloud: share.cloud,
        region: share.region,
        projectId: share.projectId,
        accountId: account.id,
      },
      requestId: null,
    });
    await showShare(ledger, tx, share, now);
    return { kind: 'wished', share };
  });
  nudge();
  return withdrawn;
};
