/** After a restore: Carry out and Drop, on the cards that ask about what was wanted before the backup. */
import { type Decision, decideRestored } from '../../sharing/intents/decide-restored.ts';
import type { ClickDeps } from '../../sharing/intents/intent.ts';
import type { Button, Feature } from '../../slack/feature.ts';

export const restored = (deps: ClickDeps): Feature => {
  const decide = (decision: Decision): Button => ({
    run: async ({ person }, value) => {
      await decideRestored(deps, person, value, decision);
      return undefined;
    },
  });
  return { buttons: { 'restored-carry-out': decide('carry-out'), 'restored-drop': decide('drop') } };
};
