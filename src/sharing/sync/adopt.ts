/** What was shared without the bot, by the cloud's own tools, comes on record, so that it can be answered. */
import { randomUUID } from 'node:crypto';
import type { Policy } from '../../core/policy.ts';
import type { Account } from '../../model/account.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { noteObserved } from '../audit.ts';
import { newCard, showHomes, showShare } from '../cards/refresh.ts';
import { setReminders } from '../intents/set-timers.ts';
import { notify } from '../notifications/notify.ts';
import { moveCards, recipientsOfProject } from '../people/recipients.ts';
import type { Store } from '../repositories.ts';
import type { Described } from '../rules/plan-project-sync.ts';
import { isEnded, newShare } from '../rules/share-state.ts';

/** More at one time are a matter for `/list-images --member-status pending`. */
const maxAtOnce = 20;

/**
 * Puts on record that the cloud has these images as pending for the account's project. One alone is a card; several are
 * one message, in which each can be answered. What had ended is looked at again.
 */
export const adoptPending = async (
  store: Store,
  policy: Policy,
  tx: Tx,
  account: Account,
  pending: readonly Described[],
  now: number,
): Promise<void> => {
  const { teamId, enterpriseId, cloudId, projectId, projectName } = account;
  const { linked, asked } = await recipientsOfProject(store, tx, account);
  const visible = pending.slice(0, maxAtOnce);
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
    const share = await store.shares.ensureShare(tx, newShare(id, key, seen, now));
    if (share.id !== id) {
      if (!isEnded(share)) continue;
      // offered again: a changed message far up would not be noticed
      await moveCards(store, tx, share);
      await store.cards.repostCards(tx, 'share', share.id);
      await store.shares.touchShare(tx, share.id, now);
      continue;
    }
    await noteObserved(store, tx, share, 'observed-pending', { shareId: id, projectId }, now);
    await setReminders(store, policy, tx, share, now);
    if (visible.length === 1) await showShare(store, tx, share, now);
    for (const userId of visible.length === 1 ? [] : asked) {
      // the card is there for its buttons, and is posted when there is more to say than the list does
      await store.cards.ensureCard(tx, {
        ...newCard('share', id, { ...account, userId }, now),
        dueAt: null,
      });
      await notify({ store, policy }, tx, userId, {
        share,
        event: { kind: 'offered' },
        dedupeKey: 'offered',
        now,
      });
    }
  }
  await showHomes(store, tx, [...linked], now);
};
