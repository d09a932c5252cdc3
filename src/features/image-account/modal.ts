/** The modal that links an account: which cloud, how to sign in, and the fields that this way of signing in needs. */
import { z } from 'zod';
import type { Credential } from '../../cloud/token.ts';
import type { Problem } from '../../core/problem.ts';
import { Secret } from '../../core/secret.ts';
import { context, input, modalView, section } from '../../slack/blocks.ts';
import { escapeText } from '../../slack/mrkdwn.ts';
import type { Block, ModalValues, ModalView } from '../../slack/surface.ts';
import type { Account } from '../../store/rows.ts';
import { linkedBlocks } from './messages.ts';

export type Method = Credential['method'];

export const linkCallbackId = 'link-account';

/** What either side needs and nothing more. No `--role`: naming one leaves out the reader role that lists need. */
const accessRules = [
  ['GET', '/v2/images'],
  ['GET', '/v2/images/*'],
  ['PATCH', '/v2/images/*'],
  ['GET', '/v2/images/*/members'],
  ['POST', '/v2/images/*/members'],
  ['GET', '/v2/images/*/members/*'],
  ['PUT', '/v2/images/*/members/*'],
  ['DELETE', '/v2/images/*/members/*'],
].map(([method, path]) => ({ service: 'image', method, path }));

/** Ready to paste into a shell where `openstack` is set up. @see https://docs.openstack.org/keystone/latest/user/application_credentials.html */
export const createCommand = `openstack application credential create image-share \\\n  --access-rules '${JSON.stringify(accessRules)}'`;

const passesThrough =
  ':lock: What you type here passes through Slack and can be read on your screen. The bot keeps it encrypted and sends it to the cloud’s Keystone only.';

const applicationCredentialBlocks: readonly Block[] = [
  section(
    `An application credential is the safer way: it is bound to one project, no password leaves you, and you can revoke it. This command makes one that can do no more than the bot needs:\n\`\`\`${escapeText(createCommand)}\`\`\``,
  ),
  input({ label: 'Application credential ID', blockId: 'id', kind: 'text', max: 255 }),
  input({ label: 'Application credential secret', blockId: 'secret', kind: 'text', max: 1000 }),
];

const passwordBlocks: readonly Block[] = [
  context(
    'Your password gives the bot all you may do. An application credential gives it only what it needs.',
  ),
  input({ label: 'Username', blockId: 'username', kind: 'text', max: 255 }),
  input({ label: 'User domain', blockId: 'userDomain', kind: 'text', max: 255, initial: 'Default' }),
  input({ label: 'Password', blockId: 'password', kind: 'text', max: 1000 }),
  input({ label: 'Project', blockId: 'project', kind: 'text', max: 255 }),
  input({ label: 'Project domain', blockId: 'projectDomain', kind: 'text', max: 255, initial: 'Default' }),
];

export interface LinkModalState {
  readonly clouds: readonly string[];
  readonly cloud?: string | null;
  readonly method?: Method;
}

/** The modal as it stands for one way of signing in; inputs that both have keep what was typed. */
export const linkModal = ({ clouds, cloud, method = 'application_credential' }: LinkModalState): ModalView =>
  modalView({
    callbackId: linkCallbackId,
    title: 'Link a cloud account',
    submit: 'Link',
    blocks: [
      section(passesThrough),
      input({
        label: 'Cloud',
        blockId: 'cloud',
        kind: 'select',
        options: clouds.map((name) => ({ text: name, value: name })),
        ...(cloud || clouds.length === 1 ? { initial: cloud ?? clouds[0] ?? '' } : {}),
      }),
      input({
        label: 'Sign in with',
        blockId: 'method',
        kind: 'radio',
        dispatch: true,
        initial: method,
        options: [
          { text: 'Application credential', value: 'application_credential' },
          { text: 'Password', value: 'password' },
        ],
      }),
      ...(method === 'password' ? passwordBlocks : applicationCredentialBlocks),
      input({
        label: 'Name',
        blockId: 'name',
        kind: 'text',
        optional: true,
        max: 40,
        hint: 'What you call this account, for --account. Left empty: the project’s name.',
      }),
      input({
        label: 'Default region',
        blockId: 'region',
        kind: 'text',
        optional: true,
        max: 255,
        hint: 'Left empty: the cloud’s first.',
      }),
    ],
  });

const typed = (what: string) =>
  z
    .string({ error: `${what} is missing. Fill it in.` })
    .trim()
    .min(1, `${what} is missing. Fill it in.`);
const secretly = (what: string) =>
  z.string({ error: `${what} is missing. Fill it in.` }).transform((value) => new Secret(value));
const optionally = z
  .string()
  .trim()
  .nullish()
  .transform((value) => value || null);

const common = { cloud: typed('The cloud'), name: optionally, region: optionally };

/** What the modal's inputs say. */
export const linkForm = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('application_credential'),
    ...common,
    id: typed('The application credential’s id'),
    secret: secretly('The secret'),
  }),
  z.object({
    method: z.literal('password'),
    ...common,
    username: typed('The user name'),
    userDomain: typed('The user’s domain'),
    password: secretly('The password'),
    project: typed('The project'),
    projectDomain: typed('The project’s domain'),
  }),
]);

/** The credential that the filled-in form describes. */
export const credentialOf = (form: z.output<typeof linkForm>): Credential =>
  form.method === 'application_credential'
    ? { method: form.method, id: form.id, secret: form.secret }
    : {
        method: form.method,
        username: form.username,
        userDomain: form.userDomain,
        password: form.password,
        projectName: form.project,
        projectDomain: form.projectDomain,
      };

/** Under which input a problem stands. */
export const inputOf = (problem: Problem, values: ModalValues): string => {
  if (problem.kind === 'credentials-refused') return problem.what in values ? problem.what : 'cloud';
  if (problem.kind === 'no-such-region') return 'region';
  return problem.kind === 'name-taken' ? 'name' : 'cloud';
};

/** What the modal turns into once the account is linked. */
export const linkedModal = (account: Account): ModalView =>
  modalView({
    callbackId: 'account-linked',
    title: 'Account linked',
    close: 'Done',
    blocks: linkedBlocks(account),
  });

export const renameCallbackId = 'rename-account';

export const renameModal = (account: Account): ModalView =>
  modalView({
    callbackId: renameCallbackId,
    title: 'Rename account',
    submit: 'Rename',
    metadata: account.id,
    blocks: [input({ label: 'Name', blockId: 'name', kind: 'text', max: 40, initial: account.name })],
  });
