/** An image differs from the record: its owner renamed, deactivated, hid or deleted it with the cloud's own tools. */
import type { ImageFacts } from '../../model/image.ts';
import type { Share } from '../../model/share.ts';
import { noteObserved } from '../audit.ts';
import { showShare } from '../cards/refresh.ts';
import { concernedBy, notify } from '../notifications/notify.ts';
import { isMember } from '../rules/share-state.ts';
import type { PolicyWork } from '../transaction.ts';

type Key = Pick<Share, 'teamId' | 'cloudId' | 'region' | 'imageId'>;

const brief = ({ name, status, visibility }: ImageFacts) => ({ name, status, visibility });

/**
 * Writes the image's new state wherever it is shown. Notifies the people concerned of what matters, once each however many Shares it has.
 * @param before the Share from before the read that saw this: for a deleted image, the record has lost the member by now
 */
export const describeImage = async (
  work: PolicyWork,
  { teamId, cloudId, region, imageId }: Key,
  image: ImageFacts,
  before: Share | null = null,
): Promise<boolean> => {
  const { store, tx, now } = work;
  const of = (await store.shares.sharesOfImage(tx, teamId, imageId)).filter(
    (share) => share.cloudId === cloudId && share.region === region,
  );
  const stale = of.filter((share) => share.image !== null && !same(share.image, image));
  const told = new Set<string>();
  for (const share of stale) {
    await store.shares.describeShare(tx, share.id, { image });
    const concerned = isMember(before?.id === share.id ? before : share);
    if (!concerned || share.image === null || same(brief(share.image), brief(image))) continue;
    for (const userId of await concernedBy(work, share)) {
      if (told.has(userId)) continue;
      told.add(userId);
      const event = { kind: 'image-changed', was: brief(share.image), is: brief(image) } as const;
      await notify(work, userId, {
        share: { ...share, image },
        event,
        dedupeKey: `image-${now}`,
      });
    }
  }
  const [changed] = stale.filter((share) => share.image && !same(brief(share.image), brief(image)));
  if (changed?.image) {
    const detail = { was: brief(changed.image), is: brief(image) };
    await noteObserved(work, changed, 'observed-image-changed', detail);
  }
  if (stale.length === 0) return false;
  await store.offers.describeOffers(tx, { teamId, cloudId, region, imageId }, image);
  for (const share of stale) await showShare(work, { ...share, image });
  return true;
};

const same = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other);

/** An image that no longer exists, as the record continues to show it. */
export const deletedImage = (image: ImageFacts): ImageFacts => ({ ...image, status: 'deleted' });
