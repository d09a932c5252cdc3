/** Cancel on the card of an act that waits for its proof. */

import { cancelAct } from '../../sharing/intents/cancel-act.ts';
import type { ClickDeps } from '../../sharing/intents/intent.ts';
import type { Feature } from '../../slack/feature.ts';

export const pendingActs = (deps: ClickDeps): Feature => ({
  buttons: {
    'act-cancel': {
      run: async ({ person }, value) => {
        await cancelAct(deps, person, value);
        return undefined;
      },
    },
  },
});
