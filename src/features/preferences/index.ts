/** A person's preferences: what to notify them about and when, and for each of their projects a channel that replaces direct messages. */
import type { Person } from '../../core/ids.ts';
import type { Policy } from '../../core/policy.ts';
import type { IntentDeps } from '../../sharing/intents/intent.ts';
import { prefer, preferred } from '../../sharing/intents/set-preferences.ts';
import type { Feature, Reply } from '../../slack/feature.ts';
import { readForm } from './preferences-form.ts';
import { preferencesCallbackId, preferencesModal, savedModal } from './preferences-modal.ts';

export interface PreferencesDeps extends IntentDeps {
  readonly policy: Pick<Policy, 'quietHours'>;
}

export const preferencesForm = async (deps: PreferencesDeps, person: Person): Promise<Reply> => ({
  open: preferencesModal(await preferred(deps, person), deps.policy),
});

export const preferences = (deps: PreferencesDeps): Feature => ({
  buttons: {
    preferences: { run: ({ person }) => preferencesForm(deps, person) },
  },
  modals: {
    [preferencesCallbackId]: {
      // they decide where others read of offers
      tellsOthers: () => true,
      submit: async ({ person }, values) => {
        const now = await preferred(deps, person);
        const read = readForm(values, now);
        if (read === null) return { update: preferencesModal(now, deps.policy, values) };
        if ('errors' in read) return read;
        return { update: savedModal(await prefer(deps, person, read), now, deps.policy) };
      },
      changed: async ({ person }, values) =>
        preferencesModal(await preferred(deps, person), deps.policy, values),
    },
  },
});
