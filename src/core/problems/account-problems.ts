/** Problems with the linked accounts and their credentials. */
import { listed, quoted, utcText, type Words, waitText } from './wording.ts';

/** A form in which tools write a credential. */
export type PastedForm = 'clouds.yaml' | 'openrc' | 'command' | 'api' | 'terraform';

const formText: Readonly<Record<PastedForm, string>> = {
  'clouds.yaml': 'a clouds.yaml file',
  openrc: 'an openrc file',
  command: 'the output of a command',
  api: 'an answer of the API',
  terraform: 'a block of Terraform',
};

export type AccountProblem =
  | { readonly kind: 'no-account' }
  | { readonly kind: 'no-such-account'; readonly name: string; readonly have: readonly string[] }
  | { readonly kind: 'no-account-for-project'; readonly project: string; readonly cloud: string }
  | { readonly kind: 'account-unlinked'; readonly project: string; readonly cloud: string }
  | { readonly kind: 'account-refused'; readonly account: string; readonly cloud: string }
  /** The account's access rules lack this act, such as `POST /v2/images/{id}/members` with a `*` for the id. */
  | {
      readonly kind: 'act-refused';
      readonly account: string;
      readonly cloud: string;
      readonly act: string;
    }
  | { readonly kind: 'credential-lost'; readonly account: string }
  | { readonly kind: 'account-read-only'; readonly account: string; readonly cloud: string }
  /** The account's owner is deactivated in Slack. */
  | { readonly kind: 'owner-away'; readonly account: string }
  /** It came back with a backup, of `asOf`, and may have been unlinked since. */
  | { readonly kind: 'account-unconfirmed'; readonly account: string; readonly asOf: number }
  /** No account that is linked speaks for the project. */
  | { readonly kind: 'nobody-speaks'; readonly project: string; readonly cloud: string }
  | {
      readonly kind: 'credentials-refused';
      readonly what: 'id' | 'name' | 'secret' | 'password' | 'expired password' | 'apiKey';
    }
  /** Too many sign-ins of this person, or with this user name or credential id, were refused. */
  | { readonly kind: 'sign-in-held'; readonly why: 'person' | 'name'; readonly waitMs: number }
  | { readonly kind: 'too-many-accounts'; readonly max: number }
  /** `form`: what the pasted text looks like; null: like nothing that the bot knows. */
  | {
      readonly kind: 'bad-paste';
      readonly form: PastedForm | null;
      readonly missing: 'everything' | 'id' | 'secret' | 'both' | 'user';
    }
  | { readonly kind: 'several-credentials'; readonly labels: readonly string[] }
  | {
      readonly kind: 'link-again';
      readonly account: string;
      readonly cloud: string;
      readonly why: 'refused' | 'lost';
    };

/** What an account without that rule cannot do. */
const actNames: Readonly<Record<string, string>> = {
  'GET /v2/images': 'list images',
  'GET /v2/images/*': 'read an image',
  'PATCH /v2/images/*': 'change who can see an image',
  'GET /v2/images/*/members': 'list the members of an image',
  'GET /v2/images/*/members/*': 'read a member of an image',
  'POST /v2/images/*/members': 'add a member',
  'PUT /v2/images/*/members/*': 'change a member status',
  'DELETE /v2/images/*/members/*': 'remove a member',
};

export const accountWords: Words<AccountProblem> = {
  'no-account': () =>
    'You have not linked a cloud account yet. Link one with /image-account, then send this again.',
  'no-such-account': (problem) =>
    `You have no account named ${quoted(problem.name)}. Your accounts: ${listed(problem.have)}.`,
  'no-account-for-project': (problem) =>
    `This needs an account of project ${quoted(problem.project)} on ${problem.cloud}, and you have not linked one. Link one with /image-account, then try again.`,
  'too-many-accounts': (problem) =>
    `You have linked ${problem.max} accounts, which is as many as the bot keeps for a person. Unlink one with /image-account, then link this one.`,
  'account-unlinked': (problem) =>
    `The account of project ${quoted(problem.project)} on ${problem.cloud} was unlinked before the bot was done. Link it again with /image-account, and this continues on its own.`,
  'account-refused': (problem) =>
    `${problem.cloud} refuses the account ${quoted(problem.account)}: the credential was revoked, has expired or lost its role. Link it again with /image-account, and this continues on its own.`,
  'act-refused': (problem) =>
    `The account ${quoted(problem.account)} could not ${actNames[problem.act] ?? 'do this'} on ${problem.cloud}, because the access rules of its credential lack \`${problem.act}\`. Everything else goes on. To do this too, link a credential that has this rule with /image-account.`,
  'credential-lost': (problem) =>
    `The bot can no longer read the credential of ${quoted(problem.account)}, because the operator removed its encryption key. Link it again with /image-account, and this continues on its own.`,
  'account-read-only': (problem) =>
    `${problem.cloud} lets the account ${quoted(problem.account)} only read: its role, or its access rules, permit no more. Nothing was changed. Ask the owner of the cloud account for a role such as member, link the account again with /image-account, then send this again.`,
  'owner-away': (problem) =>
    `The owner of the account ${quoted(problem.account)} is deactivated in Slack, so the bot does not use it. This continues on its own if they come back.`,
  'account-unconfirmed': (problem) =>
    `The bot was restored from a backup of ${utcText(problem.asOf)}, and does not know whether ${quoted(problem.account)} was unlinked since. Its owner keeps or unlinks it with /image-account; if they keep it, this continues on its own.`,
  'nobody-speaks': (problem) =>
    `Nobody here may act for project ${quoted(problem.project)} on ${problem.cloud} any more. Link an account of it with /image-account, and this continues on its own.`,
  'credentials-refused': (problem) =>
    ({
      id: 'The cloud does not know an application credential with this id. Copy the id again from the output of the create command.',
      name: 'The cloud refuses this application credential: its name, its user or its secret is wrong. Check the three, and the user’s domain, or paste what was printed when it was created.',
      secret:
        'The cloud refuses this secret. The secret is shown only once, when you create the credential. If you have lost it, create a new credential.',
      password:
        'The cloud refuses this combination of user, password and project, or has locked the user after too many attempts: it gives both the same answer. Check all three, and both domains. If they are right, wait, or ask the cloud’s operator.',
      'expired password':
        'This password has expired. Change it in the cloud’s dashboard, or with `openstack user password set`, then link the account with the new one.',
      apiKey:
        'The cloud refuses this username with this API key. Copy the key again from your profile in the Control Panel. If it was reset there, the old key no longer works.',
    })[problem.what],
  'sign-in-held': (problem) =>
    ({
      person: `The cloud refused your last sign-ins, so the bot did not send this one. Try again in ${waitText(problem.waitMs)}.`,
      name: `The cloud refused several sign-ins with this user or credential, so the bot did not send this one. Try again in ${waitText(problem.waitMs)}. If the others were not yours, tell the operator of this bot.`,
    })[problem.why],
  'bad-paste': (problem) => {
    if (problem.form === null)
      return 'The bot cannot read this. Paste the whole text that you got when you created the application credential: a clouds.yaml or openrc file, or what the command or the API printed.';
    if (problem.missing === 'user')
      return `This looks like ${formText[problem.form]}, and names an application credential, but not its user. Add the user’s name and domain, or the credential’s id.`;
    const missing = {
      everything: 'no application credential',
      id: 'no id of an application credential',
      secret: 'no secret of the application credential',
      both: 'no application credential with its secret',
    }[problem.missing];
    return `This looks like ${formText[problem.form]}, and contains ${missing}. The secret is shown only once, when you create the credential: paste what you got then.`;
  },
  'several-credentials': (problem) =>
    `This contains several application credentials: ${listed(problem.labels)}. Keep the one that you mean, and link the others one at a time.`,
  'link-again': (problem) =>
    problem.why === 'lost'
      ? `The bot can no longer read the credential of ${quoted(problem.account)}, because the operator removed its encryption key. Link it again with /image-account, then send this again.`
      : `${problem.cloud} refuses the account ${quoted(problem.account)}: the credential was revoked, has expired or lost its role. Link it again with /image-account, then send this again.`,
};
