/** The modal that links an account: the cloud, and the fields to sign in to it. */
import type { Linked } from '../../accounts/linking.ts';
import type { CloudChoice } from '../../cloud/cloud-choices.ts';
import { type Problem, wordProblem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import { modalView, section } from '../../slack/blocks/builders.ts';
import { waitingView } from '../../slack/blocks/in-place.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { code, escapeText, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { ModalView } from '../../slack/feature.ts';
import { asTyped } from '../../slack/input/wire-text.ts';
import { carriedOf, type Filled, type Method, type Radio } from './account-form.ts';
import { accountList, linkedBlocks, signingInBlocks } from './account-messages.ts';
import { cloudInput, unencrypted } from './cloud-menu.ts';
import { inputsOf, kindOf } from './link-inputs.ts';

export const linkCallbackId = 'link-account';
const linkTitle = plain`Link a cloud account`;

const passesThrough = mrkdwn`:lock: What you type here passes through Slack and is visible on your screen. The bot stores it encrypted and sends it only to the cloud’s identity service.`;

export interface LinkModalState {
  readonly choices: readonly CloudChoice[];
  /** The id of a choice. */
  readonly cloud?: string | null;
  readonly method?: Method;
  readonly radio?: Radio;
  readonly filled?: Filled;
  /** Why linking failed with what is filled in. */
  readonly problem?: Problem;
  /** The command, as typed, that runs once the account is linked. */
  readonly waiting?: string | undefined;
}

/**
 * The modal for one cloud and one way to sign in; what was typed for another way, but the secrets, is carried along.
 * If there are several clouds, none is preselected: a secret must not go to the wrong one.
 */
export const linkModal = ({
  choices,
  cloud,
  method = 'application_credential',
  radio = 'method',
  filled = {},
  problem,
  waiting,
}: LinkModalState): ModalView => {
  const chosen = choices.length === 1 ? choices[0] : choices.find(({ id }) => id === cloud);
  const kinds = new Set(choices.map(kindOf));
  const [only = null] = kinds.size === 1 ? kinds : [];
  return modalView({
    callbackId: linkCallbackId,
    title: linkTitle,
    submit: plain`Link`,
    metadata: carriedOf(filled),
    blocks: [
      ...(problem ? [section(mrkdwn`:warning: ${escapeText(wordProblem(problem))}`)] : []),
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
      ...inputsOf(chosen ? kindOf(chosen) : only, method, { filled, radio }),
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

/** What stands in the form's place while its cloud takes its time. */
export const signingInModal = (cloud: string): ModalView => waitingView(linkTitle, signingInBlocks(cloud));

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
