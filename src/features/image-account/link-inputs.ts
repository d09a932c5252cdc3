/** The inputs with which people sign in to one kind of cloud. Pure. */
import type { CloudChoice } from '../../cloud/cloud-choices.ts';
import { context, section } from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { escapeLines, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Block, Option, Plain } from '../../slack/feature.ts';
import type { Filled, Method, Radio } from './account-form.ts';
import { createCommand } from './create-command.ts';

/** For what is not secret: filled in with what is known. */
const nameInput = (
  label: Plain,
  blockId: keyof Filled,
  filled: Filled,
  more: { readonly otherwise?: string; readonly placeholder?: Plain } = {},
): Block => {
  const { otherwise = '', ...rest } = more;
  return input({ label, blockId, kind: 'text', max: 255, initial: filled[blockId] ?? otherwise, ...rest });
};

const saferWay = context(
  mrkdwn`An application credential is the safer way: it is limited to one project, you keep your password to yourself, and you can revoke it. If you do not have one yet, create it with the command below.`,
);

const applicationCredentialBlocks = (filled: Filled): readonly Block[] => [
  saferWay,
  nameInput(plain`Application credential ID`, 'id', filled, {
    placeholder: plain`21dced0fd20347869b93710d2b98aae0`,
  }),
  input({ label: plain`Application credential secret`, blockId: 'secret', kind: 'text', max: 1000 }),
];

const pastedBlocks: readonly Block[] = [
  saferWay,
  input({
    label: plain`clouds.yaml or openrc file`,
    blockId: 'cloudsYaml',
    kind: 'lines',
    hint: plain`All that you got when you created the credential: the file, or what the command or the API printed.`,
    placeholder: plain`export OS_APPLICATION_CREDENTIAL_ID=21dced0fd20347869b93710d2b98aae0`,
  }),
];

/** Comes last, because people who have a credential at hand need only the inputs. */
const howToMakeOne = section(
  mrkdwn`*To create an application credential* with only the rights that the bot needs:\n\`\`\`${escapeLines(createCommand)}\`\`\``,
);

const passwordBlocks = (filled: Filled): readonly Block[] => [
  context(
    mrkdwn`Your password lets the bot do everything that you can do. An application credential limits it to what it needs.`,
  ),
  nameInput(plain`Username`, 'username', filled),
  nameInput(plain`User domain`, 'userDomain', filled, { otherwise: 'Default' }),
  input({ label: plain`Password`, blockId: 'password', kind: 'text', max: 1000 }),
  nameInput(plain`Project`, 'project', filled),
  nameInput(plain`Project domain`, 'projectDomain', filled, { otherwise: 'Default' }),
];

const rackspaceBlocks = (filled: Filled): readonly Block[] => [
  context(
    mrkdwn`An API key lets the bot do everything that its user can do. To limit the bot to what it needs, create a user with only the role \`cloudImages:admin\`.`,
  ),
  nameInput(plain`Username`, 'username', filled),
  input({
    label: plain`API key`,
    blockId: 'apiKey',
    kind: 'text',
    max: 1000,
    hint: plain`You find it in the Control Panel, on the profile page under your name.`,
  }),
];

const methodOptions: readonly (Option & { readonly value: Method })[] = [
  { text: plain`Application credential ID and secret`, value: 'application_credential' },
  { text: plain`Pasted clouds.yaml or openrc file`, value: 'pasted' },
  { text: plain`Password`, value: 'password' },
];

const blocksOf: { readonly [M in Method]: (filled: Filled) => readonly Block[] } = {
  application_credential: applicationCredentialBlocks,
  pasted: () => pastedBlocks,
  password: passwordBlocks,
};

const methodBlocks = (method: Method, methods: readonly Method[], { filled, radio }: Known) => [
  input({
    label: plain`Sign in with`,
    blockId: radio,
    actionId: 'method',
    kind: 'radio',
    dispatch: true,
    initial: method,
    options: methodOptions.filter(({ value }) => methods.includes(value)),
  }),
  ...blocksOf[method](filled),
];

const nameAndRegion = (ownName: Plain, filled: Filled): readonly Block[] => [
  input({
    label: plain`Name`,
    blockId: 'name',
    kind: 'text',
    optional: true,
    max: 40,
    initial: filled.name ?? '',
    hint: plain`Your own name for this account, for use with --account. Leave empty to use ${ownName}.`,
  }),
  input({
    label: plain`Default region`,
    blockId: 'region',
    kind: 'text',
    optional: true,
    max: 255,
    initial: filled.region ?? '',
    placeholder: plain`IAD`,
    hint: plain`Leave empty to use the cloud’s first region.`,
  }),
];

/** How people sign in: with which inputs. */
type Kind = CloudChoice['cloud']['authType'] | 'federated';

export const kindOf = ({ cloud }: CloudChoice): Kind => (cloud.federated ? 'federated' : cloud.authType);

/** What the form is filled in with. */
interface Known {
  readonly filled: Filled;
  /** The radio's `block_id`: under the same one it keeps what the person has chosen. */
  readonly radio: Radio;
}

/** The inputs to show; none until the kind of cloud is known. */
export const inputsOf = (kind: Kind | null, method: Method, known: Known): readonly Block[] => {
  const { filled } = known;
  switch (kind) {
    case 'v3':
      return [
        ...methodBlocks(method, ['application_credential', 'pasted', 'password'], known),
        ...nameAndRegion(plain`the project’s name`, filled),
        ...(method === 'password' ? [] : [howToMakeOne]),
      ];
    case 'federated':
      return [
        // their password is not Keystone's
        context(
          mrkdwn`People of this cloud sign in at another place, so the bot can only use an application credential.`,
        ),
        ...methodBlocks(
          method === 'password' ? 'application_credential' : method,
          ['application_credential', 'pasted'],
          { ...known, radio: 'methodFederated' },
        ),
        ...nameAndRegion(plain`the project’s name`, filled),
        howToMakeOne,
      ];
    case 'rackspace_apikey':
      return [...rackspaceBlocks(filled), ...nameAndRegion(plain`the username`, filled)];
    case null:
      return [context(mrkdwn`Choose a cloud first. Each kind of cloud has its own way to sign in.`)];
    default:
      return kind satisfies never;
  }
};
