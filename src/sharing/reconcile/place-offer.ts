/** Turns the tenants of an Offer into Shares, in the transaction that saves what its step found. */
import type { ProjectId } from '../../core/ids.ts';
import { newRowId } from '../../core/row-id.ts';
import type { Offer } from '../../model/offer.ts';
import { isUnchecked } from '../../model/restored.ts';
import type { Share, ShareObserved } from '../../model/share.ts';
import { agree } from '../intents/agree-terms.ts';
import { writeIntents } from '../intents/intent.ts';
import { setMemberIntent } from '../intents/make-offer.ts';
import { newShare } from '../rules/share-state.ts';
import { termsWith } from '../rules/terms.ts';
import type { Work } from '../transaction.ts';

/** The rows that placing reads and writes. */
export type Placed = 'accounts' | 'offers' | 'shares' | 'restores' | 'audit' | 'timers';

/** Each tenant becomes a Share with the intent to add it, or joins the one that exists; one that was withdrawn meanwhile is taken back. */
export const place = async (work: Work<Placed>, offer: Offer) => {
  // a withdrawal may have come since the Offer was claimed
  const stopped = new Set((await work.store.offers.findOffer(work.tx, offer.id))?.stopped);
  // what an Offer from a backup wants is as old as that, unless its producer has decided since
  const isOld = isUnchecked(offer) && !offer.opened;
  const askedAt = isOld ? offer.createdAt : work.now;
  for (const tenant of offer.tenants) {
    const share = await shareOf(work, offer, tenant, {});
    if (!stopped.has(tenant)) await agree(work, share, termsWith(share, offer));
    const revision = stopped.has(tenant)
      ? await writeIntents(work, share, {
          member: { value: 'absent', by: offer.producer, accountId: offer.accountId, at: work.now },
        })
      : await setMemberIntent({ ...work, now: askedAt }, offer, share);
    if (isOld) await work.store.restores.markShare(work.tx, share.id, offer.asOf, work.now);
    await work.store.shares.linkOfferShare(work.tx, {
      offerId: offer.id,
      shareId: share.id,
      role: 'asked',
      revision,
    });
  }
};

/** What a producer's act records about its image. */
type Act = Pick<
  Offer,
  'teamId' | 'enterpriseId' | 'cloudId' | 'region' | 'imageId' | 'image' | 'projectId' | 'projectName'
>;

/** The Share of this act's image with `projectId`, created or updated with what the act read of the image. */
export const shareOf = async (
  { store, tx, now }: Work<'accounts' | 'shares'>,
  act: Act,
  projectId: ProjectId,
  seen: Partial<ShareObserved>,
): Promise<Share> => {
  const { teamId, enterpriseId, cloudId, region, imageId } = act;
  const [known] = await store.accounts.accountsOfProject(tx, teamId, cloudId, projectId);
  const facts = {
    image: act.image,
    ownerProjectId: act.projectId,
    ownerProjectName: act.projectName,
    projectName: known?.projectName ?? null,
  };
  const key = { teamId, enterpriseId, cloudId, region, imageId, projectId };
  const id = newRowId();
  const share = await store.shares.ensureShare(tx, newShare(id, key, { ...facts, ...seen }, now));
  if (share.id !== id) await store.shares.describeShare(tx, share.id, facts);
  return share;
};
