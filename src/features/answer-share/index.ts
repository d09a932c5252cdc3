/** Accept and Reject on the consumer's card, and Refresh on every card. */
import { answerCard, refreshCard } from '../../sharing/answering.ts';
import type { ClickDeps } from '../../sharing/wishes.ts';
import type { Button, Feature } from '../../slack/surface.ts';
import type { MemberStatus } from '../../store/rows.ts';
import { olderPicture } from './messages.ts';

export const answerShare = (deps: ClickDeps): Feature => {
  const answer = (status: MemberStatus): Button => ({
    run: async ({ person }, value) => {
      const answered = await answerCard(deps, person, value, status);
      return answered.kind === 'older'
        ? { say: olderPicture(answered.share, status, answered.value) }
        : undefined;
    },
  });
  return {
    buttons: {
      'share-accept': answer('accepted'),
      'share-reject': answer('rejected'),
      'card-refresh': {
        run: async ({ person }, value) => {
          await refreshCard(deps, person, value);
          return undefined;
        },
      },
    },
  };
};
