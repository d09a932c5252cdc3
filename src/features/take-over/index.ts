/** Take over: on the Home and in a digest, for people of a project whose producers have left. */
import type { CloudId, ProjectId } from '../../core/ids.ts';
import type { IntentDeps } from '../../sharing/intents/intent.ts';
import { type Left, takeOver } from '../../sharing/intents/take-over.ts';
import type { Feature, Reply, Turn } from '../../slack/feature.ts';
import { tooLate } from './take-over-messages.ts';

export const takeOvers = (deps: IntentDeps): Feature => {
  const asked = async ({ person }: Turn, left: Left): Promise<Reply> => {
    const taken = await takeOver(deps, person, left);
    return taken === null ? undefined : { say: tooLate(taken) };
  };
  return {
    buttons: {
      'take-over': { run: (turn, offerId) => asked(turn, { offerId }) },
      'take-over-all': {
        run: (turn, value) => {
          const [cloudId = '', ...projectId] = value.split('/');
          return asked(turn, { cloudId: cloudId as CloudId, projectId: projectId.join('/') as ProjectId });
        },
      },
    },
  };
};
