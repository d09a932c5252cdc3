/** Accept and Reject on the consumer's card. */
import type { MemberStatus } from '../../model/member.ts';
import { answerCard } from '../../sharing/intents/answer.ts';
import type { ClickDeps } from '../../sharing/intents/intent.ts';
import { explainReject, rejectToExplain, undoAnswer } from '../../sharing/intents/undo.ts';
import { readModal } from '../../slack/blocks/modals.ts';
import type { Button, Feature } from '../../slack/feature.ts';
import { staleCard } from './share-card.ts';
import { notUndone, readMetadata, reasonCallbackId, reasonModal, reasonSchema } from './undo-and-reason.ts';

export const answerShare = (deps: ClickDeps): Feature => {
  const answer = (status: MemberStatus): Button => ({
    run: async ({ person }, value) => {
      const answered = await answerCard(deps, person, value, status);
      return answered.kind === 'older'
        ? { say: staleCard(answered.share, status, answered.value) }
        : undefined;
    },
  });
  return {
    buttons: {
      'share-accept': answer('accepted'),
      'share-reject': answer('rejected'),
      'share-undo': {
        run: async ({ person }, value) => {
          const undone = await undoAnswer(deps, person, value);
          return undone.kind === 'undone' ? undefined : { say: notUndone(undone) };
        },
      },
      'share-why': {
        run: async ({ person }, value) => ({
          open: reasonModal(await rejectToExplain(deps, person, value)),
        }),
      },
    },
    modals: {
      [reasonCallbackId]: {
        tellsOthers: () => true,
        submit: async ({ person }, values, metadata) => {
          const read = readModal(values, reasonSchema);
          if ('errors' in read) return read;
          await explainReject(deps, person, { ...readMetadata(metadata), ...read.data });
          return { close: true };
        },
      },
    },
  };
};
