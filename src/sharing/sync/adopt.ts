/** What was shared without the bot, by the cloud's own tools, comes on record, so that it can be answered. */
import { randomUUID } from 'node:crypto';
import type { Policy } from '../../core/policy.ts';
import type { Account } from '../../model/account.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { noteObserved } from '../audit.ts';
import { newCard, showHomes, showShare } from '../cards/refresh.ts';
import { setReminders } from '../intents/set-timers.ts';
import { tell } from '../notifications/notify.ts';
import { moveCards, readersOfProject } from '../people/recipients.ts';
import type { Ledger } from '../repositories.ts';
import type { Described } from '../rules/plan-project-sync.ts';
import { isEnded, newShare } from '../rules/share-state.ts';

/** More at one time are a matter for `/list-images --member-status pending`. */
const mostAtOnce = 20;

/**
 * Puts on record that the cloud has these images as pending for the account's project. One alone is a card; several are
 * one message, in which each can be answered. What had ended is looked at again.
 */
export const adoptPending = async (
  ledger: Ledger,
  policy: Policy,
  tx: Tx,
  account: Account,
  pending: readonly Described[],
  now: number,
): Promise<void> => {
  const { teamId, enterpriseId, cloudId, projectId, projectName } = account;
  const { linked, asked } = await readersOfProject(ledger, tx, account);
  const visible = pending.slice(0, mostAtOnce);
  for (const { imageId, region, image } of visible) {
    const key = { teamId, enterpriseId, cloudId, region, imageId, projectId };
    const seen = {
      status: 'pending',
      statusAt: now,
      ownerProjectId: image.owner,
      image,
      projectName,
    } as const;
    const id = randomUUID();
    const share = await ledger.shares.ensureShare(tx, newShare(id, key, seen, now));
    if (share.id !== id) {
      if (!isEnded(share)) continue;
      // offered anew: a changed message far up would not be noticed
      await moveCards(ledger, tx, share);
      await ledger.cards.repostCards(tx, 'share', share.id);
      await ledger.shares.touchShare(tx, share.id, now);
      continue;
    }
    await noteObserved(ledger, tx, share, 'observed-pending', { shareId: id, projectId }, now);
    await setReminders(ledger, policy, tx, share, now);
    if (visible.length === 1) await showShare(ledger, tx, share, now);
    for (const userId of visible.length === 1 ? [] : asked) {
      // the card is there for its buttons, and is posted when there is more to say than the list does
      await ledger.cards.ensureCard(tx, {
        ...newCard('share', id, { ...account, userId }, now),
        dueAt: null,
      });
      await tell({ ledger, policy }, tx, userId, { share, news: { kind: 'offered' }, once: 'offered', now });
    }
  }
  await showHomes(ledger, tx, [...linked], now);
};
