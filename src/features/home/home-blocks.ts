/** The App Home: what is waiting for me, what I share and with whom, my accounts; few buttons. Pure. */
import { wordProblem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { Share } from '../../model/share.ts';
import type { HomeModel, SharedImage, WaitingShare } from '../../sharing/cards/home-card.ts';
import {
  cloudGone,
  imageName,
  memberStatusOf,
  openAnswer,
  openMemberIntent,
  projectLabel,
} from '../../sharing/rules/share-state.ts';
import { actions, button, context, divider, header, section } from '../../slack/blocks/builders.ts';
import { bold, code, escapeText, mention } from '../../slack/blocks/mrkdwn.ts';
import type { Block } from '../../slack/feature.ts';

/** How many projects of one image are named; the others are counted. */
const maxNamed = 6;
/** More than anybody is likely to link. */
const maxAccounts = 10;

export const homeBlocks = ({ waiting, shared, accounts }: HomeModel): readonly Block[] => {
  if (accounts.length === 0) return welcome;
  return [
    actions(
      button({ text: 'Share an image', actionId: 'home-share', style: 'primary' }),
      button({ text: 'List images', actionId: 'home-list' }),
      button({ text: 'My accounts', actionId: 'home-accounts' }),
      button({ text: 'Preferences', actionId: 'preferences' }),
      button({ text: 'Help', actionId: 'home-help' }),
    ),
    header('Waiting for your answer'),
    ...(waiting.total === 0 ? [context('Nothing. Offers to your projects appear here.')] : []),
    ...waiting.shown.flatMap(waitingBlocks),
    ...more(waiting, '`/list-images --member-status pending` shows them all.'),
    divider(),
    header('What you share'),
    ...(shared.total === 0 ? [context('Nothing yet. Share an image with `/share-image`.')] : []),
    ...shared.shown.map((image) => section(sharedText(image))),
    ...more(shared, '`/image-members` lists the members of an image.'),
    divider(),
    header('Your accounts'),
    ...accounts.slice(0, maxAccounts).map(accountBlock),
    ...more({ shown: accounts.slice(0, maxAccounts), total: accounts.length }, '“My accounts” shows them.'),
  ];
};

const welcome: readonly Block[] = [
  header('Share cloud images between accounts'),
  section(
    'Link your cloud account. You can then share your images, and this page shows what others offer to your projects.',
  ),
  actions(
    button({ text: 'Link an account', actionId: 'account-link', style: 'primary' }),
    button({ text: 'Help', actionId: 'home-help' }),
  ),
];

const more = ({ shown, total }: { shown: readonly unknown[]; total: number }, how: string): Block[] =>
  total > shown.length ? [context(`and ${total - shown.length} more. ${how}`)] : [];

const place = ({ cloudName, region }: { readonly cloudName: string; readonly region: string }) =>
  `${escapeText(cloudName)}, ${escapeText(region)}`;

const waitingBlocks = ({ share, offer, value }: WaitingShare): Block[] => {
  const from = offer
    ? `${mention(offer.producer)} is sharing it from project ${bold(offer.projectName)}`
    : 'Shared';
  const answer = openAnswer(share);
  const state = answer
    ? `\n:hourglass: ${mention(answer.by)} chose *${answer.value}*; updating the cloud…`
    : '';
  const words = section(
    `${bold(imageName(share))} · ${code(share.imageId)}\n${from} with project ${bold(projectLabel(share))} (${place(share)}).${state}`,
  );
  if (value === null) return [words];
  return [
    words,
    actions(
      button({ text: 'Accept', actionId: 'share-accept', style: 'primary', value }),
      button({ text: 'Reject', actionId: 'share-reject', value }),
    ),
  ];
};

/** In this order they are counted. */
const states = ['accepted', 'pending', 'rejected', 'in progress'] as const;

const stateOf = (share: Share): (typeof states)[number] => {
  return (openMemberIntent(share) === null && memberStatusOf(share)) || 'in progress';
};

const sharedText = ({ shares, ...where }: SharedImage): string => {
  const counts = states
    .map((state) => ({ state, count: shares.filter((share) => stateOf(share) === state).length }))
    .filter(({ count }) => count > 0);
  const named = shares.slice(0, maxNamed).map((share) => `${project(share)} ${stateOf(share)}`);
  const rest = shares.length - named.length;
  return [
    `${bold(imageName(shares[0]))} · ${code(shares[0].imageId)} (${place(where)})`,
    `${counts.map(({ state, count }) => `${count} ${state}`).join(', ')}: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`,
  ].join('\n');
};

const project = (share: Share) =>
  share.projectName ? escapeText(share.projectName) : code(share.projectId.slice(0, 40));

const healthText = {
  good: '',
  refused:
    '\n:warning: The cloud refuses it. Link it again, and everything that is waiting for it continues.',
  lost: '\n:warning: Its credential can no longer be read. Link it again, and everything that is waiting for it continues.',
} as const;

const goneText = (account: Account) =>
  account.cloudGone ? `\n:warning: ${escapeText(wordProblem(cloudGone(account)))}` : '';

const accountBlock = (account: Account): Block =>
  section(
    `${bold(account.name)}${account.isDefault ? ' · default' : ''} — project ${escapeText(account.projectName)} on ${escapeText(account.cloudName)}\nProject id: ${code(account.projectId)}${healthText[account.health]}${goneText(account)}`,
    account.health === 'good'
      ? {}
      : { accessory: button({ text: 'Link again', actionId: 'account-link', value: account.id }) },
  );
