/** The App Home: drawn from the record at once, then updated from the cloud; with buttons for the most common actions. */
import type { Person } from '../../core/ids.ts';
import type { IntentDeps } from '../../sharing/intents/intent.ts';
import { openHome } from '../../sharing/intents/open-home.ts';
import type { Feature, Reply } from '../../slack/feature.ts';

export interface HomeDeps extends IntentDeps {
  /** The form that shares an image. */
  readonly openShare: (person: Person) => Promise<Reply>;
  /** The form that lists images. */
  readonly openList: (person: Person) => Promise<Reply>;
  /** The person's accounts, each with its buttons. */
  readonly openAccounts: (person: Person) => Promise<Reply>;
  readonly openHelp: () => Reply;
}

export const home = (deps: HomeDeps): Feature => ({
  buttons: {
    'home-share': { run: ({ person }) => deps.openShare(person) },
    'home-list': { run: ({ person }) => deps.openList(person) },
    'home-accounts': { run: ({ person }) => deps.openAccounts(person) },
    'home-help': { run: async () => deps.openHelp() },
  },
  home: { opened: ({ person }) => openHome(deps, person) },
});
