/** Unlinking, with what the person reads of it; and the two buttons of the card that asks about an account after a restore. */
import { applicationCredentialIdOf } from '../../accounts/credential.ts';
import { keepAccount } from '../../accounts/keep-account.ts';
import { type LinkDeps, unlinkAccount } from '../../accounts/linking.ts';
import type { Person } from '../../core/ids.ts';
import type { Button, Mrkdwn } from '../../slack/feature.ts';
import { unlinkedNote } from './account-messages.ts';

/** Null: the person has no such account. */
export const unlinkWithNote = async (
  deps: LinkDeps,
  person: Person,
  accountId: string,
): Promise<Mrkdwn | null> => {
  const { accounts, database } = deps.store;
  const own = await accounts.accountsOfPerson(database.kysely, person);
  const account = own.find(({ id }) => id === accountId);
  if (account === undefined) return null;
  const credentialId = await applicationCredentialIdOf(deps.credentials, account);
  await unlinkAccount(deps, person, accountId);
  return unlinkedNote(account, credentialId);
};

/** The card is drawn again by itself. */
export const keepOrUnlink = (deps: LinkDeps): Readonly<Record<string, Button>> => ({
  'account-confirm': {
    run: async ({ person }, accountId) => {
      await keepAccount(deps, person, accountId);
      return undefined;
    },
  },
  'account-drop': {
    run: async ({ person }, accountId) => {
      const note = await unlinkWithNote(deps, person, accountId);
      return note === null ? undefined : { say: { text: note } };
    },
  },
});
