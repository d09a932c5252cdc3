/** Projects that become members at any moment: what people asked for and the bot has not carried out yet. */
import type { Person, ProjectId } from '../../core/ids.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import type { ClickDeps } from '../../sharing/intents/intent.ts';
import { openMemberIntent } from '../../sharing/rules/share-state.ts';

type Image = Pick<Withdrawal, 'cloudId' | 'region' | 'imageId' | 'projectId'>;

export const comingMembers = async (
  { database, offers, shares }: Pick<ClickDeps['store'], 'database' | 'offers' | 'shares'>,
  { teamId }: Person,
  image: Image,
): Promise<ReadonlySet<ProjectId>> => {
  const unplaced = await offers.offersUnplaced(database.kysely, { teamId, ...image });
  const offered = await shares.sharesOfImage(database.kysely, teamId, image.imageId);
  return new Set([
    ...unplaced.flatMap(({ tenants, stopped }) => tenants.filter((tenant) => !stopped.includes(tenant))),
    ...offered
      .filter(({ cloudId, region }) => cloudId === image.cloudId && region === image.region)
      .filter((share) => openMemberIntent(share)?.value === 'present')
      .map(({ projectId }) => projectId),
  ]);
};
