/** Cancel on the card of an act that waits for its proof; Accept and Decline on that of somebody who is asked to take over. */

import { cancelAct } from '../../sharing/intents/cancel-act.ts';
import { answerHandOver } from '../../sharing/intents/hand-over.ts';
import type { ClickDeps } from '../../sharing/intents/intent.ts';
import type { Feature } from '../../slack/feature.ts';

export const pendingActs = (deps: ClickDeps): Feature => ({
  buttons: {
    'hand-over-accept': {
      run: async ({ person }, value) => {
        await answerHandOver(deps, person, value, 'accept');
        return undefined;
      },
    },
    'hand-over-decline': {
      run: async ({ person }, value) => {
        await answerHandOver(deps, person, value, 'decline');
        return undefined;
      },
    },
    'act-cancel': {
      run: async ({ person }, value) => {
        await cancelAct(deps, person, value);
        return undefined;
      },
    },
  },
});
