/** Notifications, and the one button that belongs only to them: Adopt, which gives the producer a card for a member added outside the bot. */
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
