/** Problems with the linked accounts and their credentials. */
import { listed, quoted, type Words, waitText } from './wording.ts';

export type AccountProblem =
  | { readonly kind: 'no-account' }
  | { readonly kind: 'no-such-account'; readonly name: string; readonly have: readonly string[] }
  | { readonly kind: 'no-account-for-project'; readonly project: string; readonly cloud: string }
  | { readonly kind: 'account-unlinked'; readonly project: string; readonly cloud: string }
  | { readonly kind: 'account-refused'; readonly account: string; readonly cloud: string }
  | { readonly kind: 'credential-lost'; readonly account: string }
  | { readonly kind: 'credentials-refused'; readonly what: 'id' | 'secret' | 'password' | 'apiKey' }
  /** Too many sign-ins of this person, or with this user name or credential id, were refused. */
  | { readonly kind: 'sign-in-held'; readonly why: 'person' | 'name'; readonly waitMs: number }
  | { readonly kind: 'bad-clouds-yaml'; readonly why: 'unreadable' | 'no-credential' | 'several' }
  | {
      readonly kind: 'link-again';
      readonly account: string;
      readonly cloud: string;
      readonly why: 'refused' | 'lost';
    };

export const accountWords: Words<AccountProblem> = {
  'no-account': () =>
    'You have not linked a cloud account yet. Link one with /image-account, then send this again.',
  'no-such-account': (problem) =>
    `You have no account named ${quoted(problem.name)}. Your accounts: ${listed(problem.have)}.`,
  'no-account-for-project': (problem) =>
    `This needs an account of project ${quoted(problem.project)} on ${problem.cloud}, and you have not linked one. Link one with /image-account, then try again.`,
  'account-unlinked': (problem) =>
    `The account of project ${quoted(problem.project)} on ${problem.cloud} was unlinked before the bot was done. Link it again with /image-account, and this continues on its own.`,
  'account-refused': (problem) =>
    `${problem.cloud} refuses the account ${quoted(problem.account)}: the credential was revoked, has expired or lost its role. Link it again with /image-account, and this continues on its own.`,
  'credential-lost': (problem) =>
    `The bot can no longer read the credential of ${quoted(problem.account)}, because the operator removed its encryption key. Link it again with /image-account, and this continues on its own.`,
  'credentials-refused': (problem) =>
    ({
      id: 'The cloud does not know an application credential with this id. Copy the id again from the output of the create command.',
      secret:
        'The cloud refuses this secret. The secret is shown only once, when you create the credential. If you have lost it, create a new credential.',
      password:
        'The cloud refuses this combination of user, password and project. Check all three, and both domains.',
      apiKey:
        'The cloud refuses this username with this API key. Copy the key again from your profile in the Control Panel. If it was reset there, the old key no longer works.',
    })[problem.what],
  'sign-in-held': (problem) =>
    ({
      person: `The cloud refused your last sign-ins, so the bot did not send this one. Try again in ${waitText(problem.waitMs)}.`,
      name: `The cloud refused several sign-ins with this user or credential, so the bot did not send this one. Try again in ${waitText(problem.waitMs)}. If the others were not yours, tell the operator of this bot.`,
    })[problem.why],
  'bad-clouds-yaml': (problem) =>
    ({
      unreadable:
        'This is not a clouds.yaml file. Paste the whole file that the dashboard offers after you create the application credential.',
      'no-credential':
        'This clouds.yaml contains no application credential with its secret. Download the file right after you create the credential.',
      several:
        'This clouds.yaml contains several application credentials. Keep one of them, and link the others one at a time.',
    })[problem.why],
  'link-again': (problem) =>
    problem.why === 'lost'
      ? `The bot can no longer read the credential of ${quoted(problem.account)}, because the operator removed its encryption key. Link it again with /image-account, then send this again.`
      : `${problem.cloud} refuses the account ${quoted(problem.account)}: the credential was revoked, has expired or lost its role. Link it again with /image-account, then send this again.`,
};
