/** The modal that links an account: the cloud, and the fields to sign in to it. */
import type { Linked } from '../../accounts/linking.ts';
import type { CloudChoice } from '../../cloud/cloud-choices.ts';
import type { Credential } from '../../cloud/token.ts';
import type { Account } from '../../model/account.ts';
import { context, modalView, section } from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { code, escapeText, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Block, ModalView } from '../../slack/feature.ts';
import { asTyped } from '../../slack/input/wire-text.ts';
import type { PasswordFields } from './account-form.ts';
import { accountList, linkedBlocks } from './account-messages.ts';
import { cloudInput, unencrypted } from './cloud-menu.ts';
import { createCommand } from './create-command.ts';

/** The ways to sign in to Keystone; Rackspace has only one. */
export type Method = Exclude<Credential['method'], 'rackspace_apikey'>;

export const linkCallbackId = 'link-account';

const passesThrough = mrkdwn`:lock: What you type here passes through Slack and is visible on your screen. The bot stores it encrypted and sends it only to the cloud’s identity service.`;

const applicationCredentialBlocks: readonly Block[] = [
  context(
    mrkdwn`This is the safer way: the credential is limited to one project, you keep your password to yourself, and you can revoke it. If you do not have one yet, create it with the command below.`,
  ),
  input({ label: plain`Application credential ID`, blockId: 'id', kind: 'text', optional: true, max: 255 }),
  input({
    label: plain`Application credential secret`,
    blockId: 'secret',
    kind: 'text',
    optional: true,
    max: 1000,
  }),
  input({
    label: plain`clouds.yaml`,
    blockId: 'cloudsYaml',
    kind: 'lines',
    optional: true,
    hint: plain`Instead of the two fields above: all that you got when you created the credential, such as a clouds.yaml or openrc file, or what the command or the API printed.`,
  }),
];

/** Comes last, because people who have a credential at hand need only the inputs. */
const howToMakeOne = section(
  mrkdwn`*To create an application credential* with only the rights that the bot needs:\n\`\`\`${escapeText(createCommand)}\`\`\``,
);

const passwordBlocks = (filled: PasswordFields): readonly Block[] => [
  context(
    mrkdwn`Your password lets the bot do everything that you can do. An application credential limits it to what it needs.`,
  ),
  input({
    label: plain`Username`,
    blockId: 'username',
    kind: 'text',
    max: 255,
    ...(filled.username && { initial: filled.username }),
  }),
  input({
    label: plain`User domain`,
    blockId: 'userDomain',
    kind: 'text',
    max: 255,
    initial: filled.userDomain ?? 'Default',
  }),
  input({ label: plain`Password`, blockId: 'password', kind: 'text', max: 1000 }),
  input({
    label: plain`Project`,
    blockId: 'project',
    kind: 'text',
    max: 255,
    ...(filled.project && { initial: filled.project }),
  }),
  input({
    label: plain`Project domain`,
    blockId: 'projectDomain',
    kind: 'text',
    max: 255,
    initial: filled.projectDomain ?? 'Default',
  }),
];

const rackspaceBlocks: readonly Block[] = [
  context(
    mrkdwn`An API key lets the bot do everything that its user can do. To limit the bot to what it needs, create a user with only the role \`cloudImages:admin\`.`,
  ),
  input({ label: plain`Username`, blockId: 'username', kind: 'text', max: 255 }),
  input({
    label: plain`API key`,
    blockId: 'apiKey',
    kind: 'text',
    max: 1000,
    hint: plain`You find it in the Control Panel, on the profile page under your name.`,
  }),
];

/** Their password is not Keystone's. */
const federatedBlocks: readonly Block[] = [
  context(
    mrkdwn`People of this cloud sign in at another place, so the bot can only use an application credential.`,
  ),
  ...applicationCredentialBlocks,
];

const keystoneBlocks = (method: Method, filled: PasswordFields): readonly Block[] => [
  input({
    label: plain`Sign in with`,
    // under its own id the radio would keep what the person had chosen
    blockId: filled.username === undefined ? 'method' : 'methodFilled',
    actionId: 'method',
    kind: 'radio',
    dispatch: true,
    initial: method,
    options: [
      { text: plain`Application credential`, value: 'application_credential' },
      { text: plain`Password`, value: 'password' },
    ],
  }),
  ...(method === 'password' ? passwordBlocks(filled) : applicationCredentialBlocks),
];

const nameAndRegion = (ownName: string): readonly Block[] => [
  input({
    label: plain`Name`,
    blockId: 'name',
    kind: 'text',
    optional: true,
    max: 40,
    hint: plain`Your own name for this account, for use with --account. Leave empty to use ${ownName}.`,
  }),
  input({
    label: plain`Default region`,
    blockId: 'region',
    kind: 'text',
    optional: true,
    max: 255,
    hint: plain`Leave empty to use the cloud’s first region.`,
  }),
];

/** How people sign in: with which inputs. */
type Kind = CloudChoice['cloud']['authType'] | 'federated';

const kindOf = ({ cloud }: CloudChoice): Kind => (cloud.federated ? 'federated' : cloud.authType);

/** The inputs to show; none until the kind of cloud is known. */
const inputsOf = (kind: Kind | null, method: Method, filled: PasswordFields): readonly Block[] => {
  switch (kind) {
    case 'v3':
      return [
        ...keystoneBlocks(method, filled),
        ...nameAndRegion('the project’s name'),
        ...(method === 'application_credential' ? [howToMakeOne] : []),
      ];
    case 'federated':
      return [...federatedBlocks, ...nameAndRegion('the project’s name'), howToMakeOne];
    case 'rackspace_apikey':
      return [...rackspaceBlocks, ...nameAndRegion('the username')];
    case null:
      return [context(mrkdwn`Choose a cloud first. Each kind of cloud has its own way to sign in.`)];
    default:
      return kind satisfies never;
  }
};

export interface LinkModalState {
  readonly choices: readonly CloudChoice[];
  /** The id of a choice. */
  readonly cloud?: string | null;
  readonly method?: Method;
  /** What is filled in of the inputs for a password. */
  readonly password?: PasswordFields;
  /** The command, as typed, that runs once the account is linked. */
  readonly waiting?: string | undefined;
}

/**
 * The modal for one cloud and one way to sign in; an input that both ways have keeps what was typed.
 * If there are several clouds, none is preselected: a secret must not go to the wrong one.
 */
export const linkModal = ({
  choices,
  cloud,
  method = 'application_credential',
  password = {},
  waiting,
}: LinkModalState): ModalView => {
  const chosen = choices.length === 1 ? choices[0] : choices.find(({ id }) => id === cloud);
  const kinds = new Set(choices.map(kindOf));
  const [only = null] = kinds.size === 1 ? kinds : [];
  return modalView({
    callbackId: linkCallbackId,
    title: plain`Link a cloud account`,
    submit: plain`Link`,
    blocks: [
      ...(waiting
        ? [
            section(
              mrkdwn`To do this, the bot needs a linked cloud account. Once you link one, your command runs:\n${code(asTyped(waiting))}`,
            ),
          ]
        : []),
      section(passesThrough),
      ...unencrypted(choices),
      cloudInput(choices, chosen, kinds.size > 1),
      ...inputsOf(chosen ? kindOf(chosen) : only, method, password),
    ],
  });
};

/** The person's accounts, opened from the Home. */
export const accountsModal = (accounts: readonly Account[]): ModalView =>
  modalView({
    callbackId: 'my-accounts',
    title: plain`My accounts`,
    close: plain`Done`,
    blocks: accountList(accounts).blocks ?? [],
  });

/** What the modal turns into once the account is linked. */
export const linkedModal = ({ account, replacedCredentialId }: Linked): ModalView =>
  modalView({
    callbackId: 'account-linked',
    title: plain`Account linked`,
    close: plain`Done`,
    blocks: linkedBlocks(account, replacedCredentialId),
  });

export const renameCallbackId = 'rename-account';

export const renameModal = (account: Account): ModalView =>
  modalView({
    callbackId: renameCallbackId,
    title: plain`Rename account`,
    submit: plain`Rename`,
    metadata: account.id,
    blocks: [input({ label: plain`Name`, blockId: 'name', kind: 'text', max: 40, initial: account.name })],
  });
