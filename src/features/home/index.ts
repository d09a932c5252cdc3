/** The App Home: shown from the record at once, brought up to date from the cloud, and the buttons for the common acts. */
import { adoptOfferedElsewhere, type ElsewhereDeps } from '../../accounts/offered-elsewhere.ts';
import type { Person, SlackUserId } from '../../core/ids.ts';
import { openHome } from '../../sharing/opening-home.ts';
import type { Feature, Reply } from '../../slack/surface.ts';

/** Accounts that are asked for offers made elsewhere. */
const mostAsked = 10;

export interface HomeDeps extends ElsewhereDeps {
  /** The form that shares an image. */
  readonly openShare: (person: Person) => Promise<Reply>;
  /** The person's accounts, with what can be done with each. */
  readonly openAccounts: (person: Person) => Promise<Reply>;
  readonly openHelp: () => Reply;
}

export const home = (deps: HomeDeps): Feature => {
  const { accounts, database } = deps.ledger;
  /** Whose clouds are being asked: opening the Home many times asks once. */
  const asking = new Set<SlackUserId>();
  return {
    buttons: {
      'home-share': { run: ({ person }) => deps.openShare(person) },
      'home-accounts': { run: ({ person }) => deps.openAccounts(person) },
      'home-help': { run: async () => deps.openHelp() },
    },
    home: {
      opened: async ({ person }) => {
        await openHome(deps, person);
        if (asking.has(person.userId)) return;
        asking.add(person.userId);
        try {
          const own = await accounts.accountsOfPerson(database.kysely, person);
          await Promise.all(own.slice(0, mostAsked).map((account) => adoptOfferedElsewhere(deps, account)));
        } finally {
          asking.delete(person.userId);
        }
      },
    },
  };
};
