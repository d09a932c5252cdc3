/** Adopts a member that somebody added without the bot, by offering the image after the fact. */
import type { Person, ProjectId } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { Offer } from '../../model/offer.ts';
import { ownerAccount } from '../people/acting-account.ts';
import { inTransaction } from '../transaction.ts';
import type { IntentDeps } from './intent.ts';
import { offerImage } from './make-offer.ts';

/**
 * Offers the image to a project that is already a member: nothing changes at the cloud, and the producer gets a card for it.
 * @param value the id of one of the image's Shares, and the member
 * @throws UserError `outdated`, `no-account-for-project`
 */
export const adoptMember = async (deps: IntentDeps, person: Person, value: string): Promise<Offer> => {
  const [shareId = '', ...projectId] = value.split('.');
  const found = await inTransaction(deps, async (work) => {
    const { store, tx } = work;
    const share = await store.shares.findShare(tx, shareId);
    if (share === null || share.teamId !== person.teamId || share.ownerProjectId === null)
      throw new UserError({ kind: 'outdated' });
    const { cloudId, cloudName, ownerProjectId, ownerProjectName } = share;
    const side = {
      cloudId,
      cloudName,
      projectId: ownerProjectId,
      projectName: ownerProjectName ?? ownerProjectId,
      accountId: '',
    };
    return { share, account: await ownerAccount(work, person, side) };
  });
  const { offer } = await offerImage(deps, person, {
    account: found.account,
    region: found.share.region,
    regionNamed: true,
    imageId: found.share.imageId,
    tenants: [projectId.join('.') as ProjectId],
    people: [],
    note: null,
    accept: false,
  });
  return offer;
};
