/** An image is not any more what the record has of it: renamed, deactivated, hidden or deleted by its owner's own tools. */
import type { Policy } from '../../core/policy.ts';
import type { ImageFacts } from '../../model/image.ts';
import type { Share } from '../../model/share.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { noteObserved } from '../audit.ts';
import { showShare } from '../cards/refresh.ts';
import { concernedBy, notify } from '../notifications/notify.ts';
import type { Store } from '../repositories.ts';
import { isMember } from '../rules/share-state.ts';

type Key = Pick<Share, 'teamId' | 'cloudId' | 'region' | 'imageId'>;

const brief = ({ name, status, visibility }: ImageFacts) => ({ name, status, visibility });

/**
 * Writes how the image is now wherever it is shown. Those concerned are told of what matters, each once however many Shares it has.
 * @param before the Share as it was before the read that saw this: of a deleted image its member is gone from the record by now
 */
export const describeImage = async (
  store: Store,
  policy: Policy,
  tx: Tx,
  { teamId, cloudId, region, imageId }: Key,
  image: ImageFacts,
  now: number,
  before: Share | null = null,
): Promise<boolean> => {
  const of = (await store.shares.sharesOfImage(tx, teamId, imageId)).filter(
    (share) => share.cloudId === cloudId && share.region === region,
  );
  const stale = of.filter((share) => share.image !== null && !same(share.image, image));
  const told = new Set<string>();
  for (const share of stale) {
    await store.shares.describeShare(tx, share.id, { image });
    const concerned = isMember(before?.id === share.id ? before : share);
    if (!concerned || share.image === null || same(brief(share.image), brief(image))) continue;
    for (const userId of await concernedBy(store, tx, share)) {
      if (told.has(userId)) continue;
      told.add(userId);
      const event = { kind: 'image-changed', was: brief(share.image), is: brief(image) } as const;
      await notify({ store, policy }, tx, userId, {
        share: { ...share, image },
        event,
        dedupeKey: `image-${now}`,
        now,
      });
    }
  }
  const [changed] = stale.filter((share) => share.image && !same(brief(share.image), brief(image)));
  if (changed?.image) {
    const detail = { was: brief(changed.image), is: brief(image) };
    await noteObserved(store, tx, changed, 'observed-image-changed', detail, now);
  }
  if (stale.length === 0) return false;
  await store.offers.describeOffers(tx, { teamId, cloudId, region, imageId }, image);
  for (const share of stale) await showShare(store, tx, { ...share, image }, now);
  return true;
};

const same = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other);

/** An image that is not there any more, as the record goes on showing it. */
export const deletedImage = (image: ImageFacts): ImageFacts => ({ ...image, status: 'deleted' });
