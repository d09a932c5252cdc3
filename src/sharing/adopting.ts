/** Offers that were made without the bot, by the cloud's own tools, come on record, so that their cards can be answered. */
import { randomUUID } from 'node:crypto';
import type { ImageId } from '../core/ids.ts';
import type { Account, ImageFacts } from '../store/rows.ts';
import { showShare } from './card.ts';
import { lookEveryMs } from './plan-share.ts';
import { isEnded, newShare } from './share.ts';
import type { WishDeps } from './wishes.ts';

export interface PendingImage {
  readonly imageId: ImageId;
  readonly region: string;
  readonly image: ImageFacts;
}

/**
 * Puts on record that the cloud has these images as pending for the account's project. What is on record already stays as
 * it is, and is shown once; what had ended is looked at again.
 */
export const adoptPending = async (
  { ledger, clock, nudge }: WishDeps,
  account: Account,
  pending: readonly PendingImage[],
): Promise<void> => {
  const { teamId, enterpriseId, cloud, projectId, projectName } = account;
  for (const { imageId, region, image } of pending) {
    await ledger.database.transaction(async (tx) => {
      const now = clock.now();
      const key = { teamId, enterpriseId, cloud, region, imageId, projectId };
      const seen = {
        status: 'pending',
        statusAt: now,
        ownerProjectId: image.owner,
        image,
        projectName,
      } as const;
      const id = randomUUID();
      const share = await ledger.shares.ensureShare(tx, newShare(id, key, seen, now));
      if (share.id !== id && !isEnded(share)) return;
      // what was seen a moment ago is looked at again in its turn; what had ended, at once
      await ledger.shares.touchShare(tx, share.id, share.id === id ? now + lookEveryMs : now);
      // offered anew: a changed message far up would not be noticed
      if (share.id !== id) await ledger.cards.repostCards(tx, 'share', share.id);
      await showShare(ledger, tx, share, now);
    });
  }
  nudge();
};
