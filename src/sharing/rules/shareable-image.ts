/** Which images can be shared: whose, in which status, with which visibility; and that a private one is made `shared` first. Pure. */
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { ImageFacts } from '../../model/image.ts';
import type { Offer } from '../../model/offer.ts';
import { sharesPrivateImages } from './rackspace-rules.ts';
import { imageName } from './share-state.ts';

/** How an Offer goes on once its image is known. The owner is compared here: the cloud lets an admin's token pass, we do not. */
export const judgeImage = (
  offer: Offer,
  image: ImageFacts,
  account: Pick<Account, 'method'>,
): Pick<Offer, 'phase' | 'problem' | 'image'> => {
  const name = imageName({ image, imageId: offer.imageId });
  const failed = (problem: Problem) => ({ phase: 'failed' as const, problem, image });
  if (image.owner !== offer.projectId)
    return failed({ kind: 'image-not-yours', image: name, project: offer.projectName });
  if (image.visibility === 'public' || image.visibility === 'community') {
    return failed({ kind: 'image-needs-no-members', image: name, visibility: image.visibility });
  }
  if (image.visibility !== 'private' && image.visibility !== 'shared')
    return failed({ kind: 'image-unusable', image: name, status: image.visibility });
  if (['deleted', 'pending_delete', 'killed'].includes(image.status)) {
    return failed({ kind: 'image-unusable', image: name, status: image.status });
  }
  const open = image.visibility === 'private' && !sharesPrivateImages(account);
  return { phase: open ? 'opening' : 'placing', problem: null, image };
};
