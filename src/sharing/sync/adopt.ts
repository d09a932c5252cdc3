/** Records what was shared without the bot, by the cloud's own tools, so that it can be answered. */
import { randomUUID } from 'node:crypto';
import type { Account } from '../../model/account.ts';
import { noteObserved } from '../audit.ts';
import { newCard, showHomes, showShare } from '../cards/refresh.ts';
import { setReminders } from '../intents/set-timers.ts';
import { notify } from '../notifications/notify.ts';
import { blockedBy } from '../people/blocks.ts';
import { moveCards, recipientsOfProject } from '../people/recipients.ts';
import type { Described } from '../rules/plan-project-sync.ts';
import { isEnded, newShare } from '../rules/share-state.ts';
import type { PolicyWork } from '../transaction.ts';

/** More at one time are a matter for `/list-images --member-status pending`. */
const maxAtOnce = 20;

/**
 * Records that the cloud lists these images as pending for the account's project. A single one becomes a card; several become
 * one message in which each can be answered. A Share that had ended is read again.
 */
export const adoptPending = async (
  work: PolicyWork,
  account: Account,
  pending: readonly Described[],
): Promise<void> => {
  const { store, tx, now } = work;
  const { teamId, enterpriseId, cloudId, projectId, projectName } = account;
  const { linked, asked } = await recipientsOfProject(work, account);
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
      // offered again: nobody would notice a changed message far up
      await moveCards(work, share);
      await store.cards.repostCards(tx, 'share', share.id);
      await store.shares.touchShare(tx, share.id, now);
      continue;
    }
    const isBlocked = await blockedBy(work, share, [], linked);
    await noteObserved(work, share, 'observed-pending', { shareId: id, projectId });
    await setReminders(work, share);
    if (visible.length === 1) await showShare(work, share);
    for (const userId of visible.length === 1 ? [] : asked) {
      if (isBlocked(userId)) continue;
      // the card exists for its buttons, and is posted once there is more to say than the list says
      await store.cards.ensureCard(tx, {
        ...newCard('share', id, { ...account, userId }, now),
        dueAt: null,
      });
      await notify(work, userId, {
        share,
        event: { kind: 'offered' },
        dedupeKey: 'offered',
      });
    }
  }
  await showHomes(work, [...linked]);
};
