/** What people read about their linked accounts. Pure. */
import type { Linked } from '../../accounts/linking.ts';
import { type Problem, wordProblem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import { isUnchecked } from '../../model/restored.ts';
import { whyNotUsed } from '../../sharing/people/may-act.ts';
import { cloudGone } from '../../sharing/rules/share-state.ts';
import { actions, button, context, divider, section } from '../../slack/blocks/builders.ts';
import { bold, code, escapeText, joined, mention, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Block, CardMessage, Message, ModalView, Mrkdwn } from '../../slack/feature.ts';
import { asTyped } from '../../slack/input/wire-text.ts';

/** More than anybody is likely to link, and few enough for one message. */
const maxShown = 15;

const noted = (note: Mrkdwn | null): Block[] => (note === null ? [] : [section(note)]);

const healthText = {
  good: '',
  refused: mrkdwn`\n:warning: The cloud refuses this account. Link it again, and everything that is waiting for it continues.`,
  lost: mrkdwn`\n:warning: The credential can no longer be read. Link it again, and everything that is waiting for it continues.`,
} as const;

const goesOn = mrkdwn`Link it again, and everything that is waiting for it continues.`;

const onlyReads = mrkdwn`\n:warning: The cloud lets this account only read. You can look images up with it; you are not asked about offers.`;

const expires = ({ expiresAt }: Account) =>
  expiresAt === null ? mrkdwn`` : mrkdwn`\nIts application credential expires ${time(expiresAt)}.`;

const unconfirmed = (account: Account) =>
  account.asOf === null ? '' : mrkdwn`\n:warning: ${escapeText(wordProblem(whyNotUsed(account)))}`;

const health = (account: Account) =>
  mrkdwn`${unconfirmed(account)}${expires(account)}${account.health === 'good' && !account.speaks ? onlyReads : healthText[account.health]}${account.cloudGone ? mrkdwn`\n:warning: ${escapeText(wordProblem(cloudGone(account)))}` : ''}`;

const linkAgain = ({ id: value }: Account, style: { readonly style?: 'primary' } = { style: 'primary' }) =>
  button({ text: plain`Link again`, actionId: 'account-link', ...style, value });

const accountBlocks = (account: Account): Block[] => [
  section(
    mrkdwn`${bold(account.name)}${account.isDefault ? mrkdwn` · default` : ''} — project ${escapeText(account.projectName)} on ${escapeText(account.cloudName)}${account.region ? mrkdwn`, ${escapeText(account.region)}` : ''}\nProject id: ${code(account.projectId)}${health(account)}`,
  ),
  actions(
    ...(account.asOf === null
      ? []
      : [button({ text: plain`Keep`, actionId: 'account-keep', style: 'primary', value: account.id })]),
    ...(account.health !== 'good' ? [linkAgain(account)] : []),
    ...(account.health === 'good' && account.expiresAt !== null ? [linkAgain(account, {})] : []),
    ...(account.isDefault
      ? []
      : [button({ text: plain`Make default`, actionId: 'account-default', value: account.id })]),
    button({ text: plain`Rename`, actionId: 'account-rename', value: account.id }),
    button({
      text: plain`Unlink`,
      actionId: 'account-unlink',
      value: account.id,
      style: 'danger',
      confirm: {
        title: plain`Unlink this account?`,
        text: mrkdwn`The bot deletes the credential of ${bold(account.name)}. Your images stay shared. You cannot answer for project ${escapeText(account.projectName)} until you link the account again.`,
        confirm: plain`Unlink`,
      },
    }),
  ),
];

/** Asks the owner of an account that came back with a backup whether they have unlinked it since. */
const keepOrUnlinkCard = (account: Account, asOf: number): CardMessage => {
  const words = mrkdwn`The bot was restored from a backup of ${time(asOf)}, and does not know whether you have unlinked the account ${bold(account.name)} (project ${escapeText(account.projectName)} on ${escapeText(account.cloudName)}) since. Until you decide, it is not used, and nothing of it is shown.`;
  return {
    text: words,
    plain: { text: words },
    blocks: [
      section(words),
      actions(
        button({ text: plain`Keep`, actionId: 'account-confirm', style: 'primary', value: account.id }),
        button({ text: plain`Unlink`, actionId: 'account-drop', style: 'danger', value: account.id }),
      ),
    ],
  };
};

/** Asks its owner to link an account again, now or before its credential expires, or to confirm it; `null`: that has happened, or the account was unlinked. */
export const accountCard = (account: Account | null): CardMessage => {
  if (account !== null && isUnchecked(account)) return keepOrUnlinkCard(account, account.asOf);
  if (account === null || (account.health === 'good' && account.expiresAt === null)) {
    const text = mrkdwn`This account has been kept, linked again or unlinked. There is nothing left to do here.`;
    return { text, plain: { text } };
  }
  const which = mrkdwn`account ${bold(account.name)} (project ${escapeText(account.projectName)} on ${escapeText(account.cloudName)})`;
  const words = {
    good: mrkdwn`The application credential of your ${which} expires ${time(account.expiresAt ?? 0)}. Create a new one and link the account again before then, and sharing goes on without a break.`,
    lost: mrkdwn`Your ${which} can no longer sign in: the operator removed the key that encrypts its credential. ${goesOn}`,
    refused: mrkdwn`The cloud refuses your ${which}: its credential was revoked or has expired, or its user was disabled. ${goesOn}`,
  }[account.health];
  return {
    text: words,
    plain: { text: words },
    blocks: [section(words), actions(linkAgain(account))],
  };
};

/** In place of a card whose reader no longer speaks for its project. */
export const closedCard = ({ imageId }: { readonly imageId: string }, why: Problem): CardMessage => {
  if (why.kind === 'taken-over' && why.by !== null) {
    const text = mrkdwn`:bust_in_silhouette: ${mention(why.by)} took over ${code(imageId)} and is its producer now.`;
    return { text, plain: { text } };
  }
  const words = mrkdwn`:lock: You no longer see what became of ${code(imageId)}. ${escapeText(wordProblem(why))}`;
  const none = why.kind === 'no-account-for-project' || why.kind === 'nobody-speaks';
  return {
    text: words,
    plain: { text: words },
    blocks: [
      section(words),
      // it has a card of its own, which asks
      ...(why.kind === 'account-unconfirmed'
        ? []
        : [
            actions(
              button({
                text: none ? plain`Link account` : plain`Link again`,
                actionId: 'account-link',
                style: 'primary',
              }),
            ),
          ]),
    ],
  };
};

/** The person's accounts, each with the project id that a producer needs; above them what was just done. */
export const accountList = (accounts: readonly Account[], note: Mrkdwn | null = null): Message => {
  const shown = accounts.slice(0, maxShown);
  const more = accounts.length - shown.length;
  return {
    text: joined([
      ...(note === null ? [] : [note]),
      mrkdwn`Your linked accounts. Give the project id to people who want to share an image with you.`,
      ...shown.map(
        (account) =>
          mrkdwn`${escapeText(account.name)}${account.isDefault ? mrkdwn` (default)` : ''}: project ${escapeText(account.projectName)}, id ${escapeText(account.projectId)}, on ${escapeText(account.cloudName)}${account.expiresAt === null ? '' : mrkdwn` — its application credential expires ${time(account.expiresAt)}`}${account.health === 'good' ? '' : mrkdwn` — link it again`}`,
      ),
    ]),
    blocks: [
      ...noted(note),
      section(
        mrkdwn`*Your linked accounts*\nGive the project id to people who want to share an image with you.`,
      ),
      divider(),
      ...shown.flatMap(accountBlocks),
      ...(more > 0 ? [context(mrkdwn`and ${more} more`)] : []),
      divider(),
      actions(
        button({ text: plain`Link another account`, actionId: 'account-link' }),
        button({ text: plain`Preferences`, actionId: 'preferences' }),
      ),
    ],
  };
};

/** Says what linking is for, with the button; above them what was just done. */
export const nothingLinked = (note: Mrkdwn | null = null): Message => {
  const words = mrkdwn`You have no linked cloud account. Link one so that the bot can act for you.`;
  return {
    text: note === null ? words : mrkdwn`${note}\n${words}`,
    blocks: [
      ...noted(note),
      section(words),
      actions(button({ text: plain`Link an account`, actionId: 'account-link', style: 'primary' })),
    ],
  };
};

const revoke = (credentialId: string) =>
  mrkdwn`\`\`\`openstack application credential delete ${escapeText(credentialId)}\`\`\``;

/**
 * Says that the account is unlinked, and how to revoke its credential at the cloud, which still accepts it.
 * @param credentialId of its application credential; null if it is not known
 */
export const unlinkedNote = (account: Account, credentialId: string | null): Mrkdwn => {
  const left = {
    application_credential: mrkdwn`the cloud still accepts it. To revoke it, run this with your own login${credentialId === null ? mrkdwn` and the id that \`openstack application credential list\` shows` : ''}:\n${revoke(credentialId ?? '<id>')}`,
    password: mrkdwn`your password stays valid. If others may have seen it, change it at the cloud.`,
    rackspace_apikey: mrkdwn`the API key stays valid. To revoke it, reset it in the Control Panel, on the profile page under your name.`,
  }[account.method];
  return mrkdwn`:white_check_mark: Unlinked ${bold(account.name)}. The bot deleted its credential, but ${left}`;
};

/** While a cloud takes longer to answer than Slack waits. */
export const signingInBlocks = (cloud: string): Block[] => [
  section(mrkdwn`:hourglass: Signing in to ${bold(cloud)}…`),
  context(
    mrkdwn`The cloud takes its time, and the bot waits up to 25 seconds. Nothing is saved before the cloud has answered. You can close this: you then read in a direct message what came of it. If this is still here after a minute, close it and link the account again.`,
  ),
];

/** For a person who closed the form before its cloud had answered. */
export const notLinkedMessage = (cloud: string, problem: Problem): Message => {
  const words = mrkdwn`The account on ${bold(cloud)} is not linked. ${escapeText(wordProblem(problem))}`;
  return {
    text: words,
    blocks: [section(words), actions(button({ text: plain`Link an account`, actionId: 'account-link' }))],
  };
};

/** For a person who closed the form before its cloud had answered. */
export const linkedMessage = ({ account, replacedCredentialId }: Linked): Message => ({
  text: mrkdwn`${linkedLine(account)} Project id: ${code(account.projectId)}`,
  blocks: linkedBlocks(account, replacedCredentialId),
});

/** For a person who closed the form that their command's would have taken the place of. */
export const goOnByHand = (typed: string): Message => ({
  text: mrkdwn`Your command opens a form, and Slack lets the bot open none now. Send it again: ${code(asTyped(typed.trim()))}`,
});

const linkedLine = (account: Account) =>
  mrkdwn`:white_check_mark: Linked as ${bold(account.name)}: project ${bold(account.projectName)} on ${escapeText(account.cloudName)}, ${escapeText(account.region ?? '')}.`;

/** The form of the command that waited for the account, in place of the news that it is linked. */
export const withLinkedLine = (form: ModalView, account: Account): ModalView => ({
  ...form,
  blocks: [section(linkedLine(account)), ...form.blocks],
});

/** Shown right after linking, only in the modal. `replacedCredentialId`: an application credential that the cloud still accepts. */
export const linkedBlocks = (account: Account, replacedCredentialId: string | null): Block[] => [
  section(mrkdwn`${linkedLine(account)}${expires(account)}`),
  section(
    mrkdwn`Project id:\n\`\`\`${escapeText(account.projectId)}\`\`\`\nGive this id to people who want to share an image with you.`,
  ),
  ...(replacedCredentialId === null
    ? []
    : [
        section(
          mrkdwn`The bot deleted the credential that it had for this project before, but the cloud still accepts it. To revoke it, run this with your own login:\n${revoke(replacedCredentialId)}`,
        ),
      ]),
  context(
    mrkdwn`To share an image of this project, type \`/share-image\`. To list, rename or unlink your accounts, type \`/image-account\`.`,
  ),
];
