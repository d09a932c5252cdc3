/** What people are told, and the one button that stands there alone: a member made without the bot comes on the producer's card. */
import { adoptMember } from '../../sharing/intents/adopt-member.ts';
import type { IntentDeps } from '../../sharing/intents/intent.ts';
import type { Feature } from '../../slack/feature.ts';
import { adopted } from './notification-messages.ts';

export const notifications = (deps: IntentDeps): Feature => ({
  buttons: {
    'member-adopt': {
      run: async ({ person }, value) => ({ say: adopted(await adoptMember(deps, person, value)) }),
    },
  },
});
