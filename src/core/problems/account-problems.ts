/** Problems with the linked accounts and their credentials. */
import { listed, quoted, type Words } from './wording.ts';

export type AccountProblem =
  | { readonly kind: 'no-account' }
  | { readonly kind: 'no-such-account'; readonly name: string; readonly have: readonly string[] }
  | { readonly kind: 'no-account-for-project'; readonly project: string; readonly cloud: string }
  | { readonly kind: 'account-unlinked'; readonly project: string; readonly cloud: string }
  | { readonly kind: 'account-refused'; readonly account: string; readonly cloud: string }
  | { readonly kind: 'credential-lost'; readonly account: string }
  | { readonly kind: 'credentials-refused'; readonly what: 'id' | 'secret' | 'password' | 'apiKey' }
  | { readonly kind: 'bad-clouds-yaml'; readonly why: 'unreadable' | 'no-credential' | 'several' }
  | {
      readonly kind: 'link-again';
      readonly account: string;
      readonly cloud: string;
      readonly why: 'refused' | 'lost';
    };

export const accountWords: Words<AccountProblem> = {
  'no-account': () =>
    'You have no linked cloud account yet. Link one with /image-account, then send this again.',
  'no-such-account': (problem) =>
    `You have no account named ${quoted(problem.name)}. Yours: ${listed(problem.have)}.`,
  'no-account-for-project': (problem) =>
    `This needs an account of project ${quoted(problem.project)} on ${problem.cloud}, and you have none linked. Link one with /image-account, then try again.`,
  'account-unlinked': (problem) =>
    `The account of project ${quoted(problem.project)} on ${problem.cloud} was unlinked before this was done. It waits, and goes on once the account is linked again with /image-account.`,
  'account-refused': (problem) =>
    `${problem.cloud} refuses the account ${quoted(problem.account)}: the credential was revoked, has expired or lost its role. Link it again with /image-account; this goes on by itself then.`,
  'credential-lost': (problem) =>
    `The credential of ${quoted(problem.account)} can no longer be read, as its encryption key was given up. Link it again with /image-account; this goes on by itself then.`,
  'credentials-refused': (problem) =>
    ({
      id: 'The cloud knows no application credential with this id. Copy the id again from the output of the create command.',
      secret:
        'The cloud refuses this secret. It is shown only once, when the credential is made; if it is lost, make a new credential.',
      password:
        'The cloud refuses this user, password and project together. Check each, also the two domains.',
      apiKey:
        'The cloud refuses this username with this API key. Copy the key again from your profile in the Control Panel; a reset there ends the old one.',
    })[problem.what],
  'bad-clouds-yaml': (problem) =>
    ({
      unreadable:
        'This is no clouds.yaml. Paste the whole file that the dashboard offers after it made the application credential.',
      'no-credential':
        'This clouds.yaml has no application credential with its secret in it. Download it right after making the credential.',
      several:
        'This clouds.yaml has several application credentials. Leave one in it, and link the others one by one.',
    })[problem.why],
  'link-again': (problem) =>
    problem.why === 'lost'
      ? `The credential of ${quoted(problem.account)} can no longer be read, as its encryption key was given up. Link it again with /image-account, then send this again.`
      : `${problem.cloud} refuses the account ${quoted(problem.account)}: the credential was revoked, has expired or lost its role. Link it again with /image-account, then send this again.`,
};
