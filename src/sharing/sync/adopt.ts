/** Records what was shared without the bot, by the cloud's own tools, so that it can be answered. */
import { newRowId } from '../../core/row-id.ts';
import type { Account } from '../../model/account.ts';
import type { Share } from '../../model/share.ts';
import { noteObserved } from '../audit.ts';
import { newCard, showHomes, showShare } from '../cards/refresh.ts';
import { setReminders } from '../intents/set-timers.ts';
import { notify } from '../notifications/notify.ts';
import { blockedBy } from '../people/blocks.ts';
import { moveCards, recipientsOfProject } from '../people/recipients.ts';
import type { Listing } from '../rules/plan-project-sync.ts';
import { isEnded, newShare } from '../rules/share-state.ts';
import type { PolicyWork } from '../transaction.ts';

/** More offers at one time are a matter for `/list-images --member-status pending`. */
const maxOffers = 20;
/** More answered ones are recorded with the next polls. */
const maxAnswered = 100;

/**
 * Records that the cloud lists these images as shared with the account's project. A single offer becomes a card; several become
 * one message in which each can be answered. One that was answered before only goes on record. A Share that had ended is read again.
 * @param asOf the backup after which the bot may have offered them itself: their messages are looked for
 */
export const adoptListed = async (
  work: PolicyWork,
  account: Account,
  listed: readonly Listing[],
  asOf: number | null,
): Promise<void> => {
  const { answered = [], pending = [] } = Object.groupBy(listed, ({ status }) =>
    status === 'pending' ? status : 'answered',
  );
  for (const one of answered.slice(0, maxAnswered)) {
    const { share, isNew } = await recorded(work, account, one);
    if (isNew) await noteObserved(work, share, `observed-${one.status}`, recordOf(share));
    else if (isEnded(share)) await work.store.shares.touchShare(work.tx, share.id, work.now);
  }
  await adoptPending(work, account, pending.slice(0, maxOffers), asOf);
};

/** Whether one poll records these. */
export const areAllAdopted = (listed: readonly Listing[]): boolean =>
  listed.filter(({ status }) => status === 'pending').length <= maxOffers;

const recordOf = ({ id: shareId, projectId }: Share) => ({ shareId, projectId });

const recorded = async (
  { store, tx, now }: PolicyWork,
  { teamId, enterpriseId, cloudId, projectId, projectName }: Account,
  { imageId, region, image, status }: Listing,
) => {
  const key = { teamId, enterpriseId, cloudId, region, imageId, projectId };
  const seen = { status, statusAt: now, ownerProjectId: image.owner, image, projectName };
  const id = newRowId();
  const share = await store.shares.ensureShare(tx, newShare(id, key, seen, now));
  return { share, isNew: share.id === id };
};

const adoptPending = async (
  work: PolicyWork,
  account: Account,
  visible: readonly Listing[],
  asOf: number | null,
) => {
  const { store, tx, now } = work;
  const { speakers, asked } = await recipientsOfProject(work, account);
  for (const one of visible) {
    const { share, isNew } = await recorded(work, account, one);
    const { id } = share;
    if (!isNew) {
      if (!isEnded(share)) continue;
      // offered again: nobody would notice a changed message far up
      await moveCards(work, share);
      await store.cards.repostCards(tx, 'share', share.id, asOf);
      await store.shares.touchShare(tx, share.id, now);
      continue;
    }
    const isBlocked = await blockedBy(work, share, [], speakers);
    await noteObserved(work, share, 'observed-pending', recordOf(share));
    await setReminders(work, share);
    if (visible.length === 1) await showShare(work, { ...share, asOf });
    for (const userId of visible.length === 1 ? [] : asked) {
      if (isBlocked(userId)) continue;
      // the card exists for its buttons, and is posted once there is more to say than the list says
      await store.cards.ensureCard(tx, {
        ...newCard('share', id, { ...account, userId }, now, asOf),
        dueAt: null,
      });
      await notify(work, userId, {
        share,
        event: { kind: 'offered' },
        dedupeKey: 'offered',
      });
    }
  }
  await showHomes(work, [...speakers]);
};
