/** Whether somebody blocked the producer of an offer, for themselves or for their project. Pure. */
import { nobody, type SlackUserId } from '../../core/ids.ts';
import type { Offer } from '../../model/offer.ts';
import type { ProducerBlock } from '../../model/producer-block.ts';
import type { Share } from '../../model/share.ts';

export interface Recipient {
  readonly userId: SlackUserId;
  /** A person with an account of the Share's project, or its channel. */
  readonly isOfProject: boolean;
}

/** Who offers: of several Offers the newest counts; a Share made without the bot is its owner's. */
export const producerOf = (
  { cloudId, ownerProjectId }: Pick<Share, 'cloudId' | 'ownerProjectId'>,
  [newest]: readonly Offer[],
) => ({
  producer: newest === undefined || newest.producer === nobody ? null : newest.producer,
  project: { cloudId, projectId: newest?.projectId ?? ownerProjectId },
});

/** @param blocks against the Share's producer */
export const isBlocked = (
  blocks: readonly ProducerBlock[],
  share: Pick<Share, 'cloudId' | 'projectId'>,
  { userId, isOfProject }: Recipient,
): boolean =>
  blocks.some((block) =>
    block.forProject
      ? isOfProject && block.cloudId === share.cloudId && block.projectId === share.projectId
      : block.userId === userId,
  );
