/** `/image-account`: links cloud accounts to a person, and lists, renames and unlinks them. */

import { chooseDefault, renameAccount } from '../../accounts/change-account.ts';
import { keepAccount } from '../../accounts/keep-account.ts';
import type { Person } from '../../core/ids.ts';
import { UserError, wordProblem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { Feature, Mrkdwn, Reply } from '../../slack/feature.ts';
import { accountList, nothingLinked } from './account-messages.ts';
import {
  accountsModal,
  type LinkModalState,
  linkCallbackId,
  linkModal,
  renameCallbackId,
  renameModal,
} from './account-modal.ts';
import { cloudMenuId, cloudOptions } from './cloud-menu.ts';
import { keepOrUnlink, unlinkWithNote } from './keep-or-unlink.ts';
import { createLinkForm, type LinkFormDeps } from './link-form.ts';

export interface ImageAccountDeps extends LinkFormDeps {
  readonly openPreferences: (person: Person) => Promise<Reply>;
}

export const imageAccount = (deps: ImageAccountDeps): Feature => {
  const { store } = deps;
  const { choices } = deps;
  const accountsOf = (person: Person) => store.accounts.accountsOfPerson(store.database.kysely, person);
  /** The current list, which replaces the one that was clicked. */
  const listed = async (person: Person, note: Mrkdwn | null = null): Promise<Reply> => {
    const accounts = await accountsOf(person);
    return { replace: accounts.length === 0 ? nothingLinked(note) : accountList(accounts, note) };
  };
  const form = async (person: Person, state: Omit<LinkModalState, 'choices' | 'waiting'> = {}) =>
    linkModal({ choices: choices(), ...state, waiting: await deps.waiting.peek(person) });

  /** The one that the account was linked with; another of its cloud, if that is gone. */
  const choiceOf = ({ cloudId, entry }: Account): string | null => {
    const of = choices().filter(({ cloud }) => cloud.id === cloudId);
    return (of.find((one) => one.entry === entry) ?? of[0])?.id ?? null;
  };

  return {
    options: { [cloudMenuId]: { run: async (_, letters) => cloudOptions(choices(), letters) } },
    commands: {
      '/image-account': {
        summary: 'Link your cloud accounts, and see the project ids to give to producers',
        usage: '[link|preferences]',
        examples: ['/image-account', '/image-account link', '/image-account preferences'],
        run: async ({ person }, text) => {
          if (text.trim() === 'preferences') return deps.openPreferences(person);
          const accounts = await accountsOf(person);
          if (accounts.length === 0 || text.trim() === 'link') return { open: await form(person) };
          return { say: accountList(accounts) };
        },
      },
    },
    buttons: {
      'account-link': {
        run: async ({ person }, accountId) => {
          const again = (await accountsOf(person)).find(({ id }) => id === accountId);
          return { open: await form(person, again && { cloud: choiceOf(again) }) };
        },
      },
      'account-default': {
        run: async ({ person }, accountId) => {
          await chooseDefault(deps, person, accountId);
          return listed(person);
        },
      },
      'account-keep': {
        run: async ({ person }, accountId) => {
          await keepAccount(deps, person, accountId);
          return listed(person);
        },
      },
      ...keepOrUnlink(deps),
      'account-rename': {
        run: async ({ person }, accountId) => {
          const account = (await accountsOf(person)).find(({ id }) => id === accountId);
          return account ? { update: renameModal(account) } : listed(person);
        },
      },
      'account-unlink': {
        run: async ({ person }, accountId) => listed(person, await unlinkWithNote(deps, person, accountId)),
      },
    },
    modals: {
      [linkCallbackId]: createLinkForm(deps, form),
      [renameCallbackId]: {
        submit: async ({ person }, values, accountId) => {
          const name = String(values.name ?? '').trim();
          if (name === '')
            return { errors: { name: wordProblem({ kind: 'field-empty', field: 'The name' }) } };
          try {
            await renameAccount(deps, person, accountId, name);
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
            return { errors: { name: wordProblem(error.problem) } };
          }
          return { update: accountsModal(await accountsOf(person)) };
        },
      },
    },
  };
};
