/** One image as a person reads it, with what they may do next. Pure. */
import type { Searched } from '../../accounts/find-image.ts';
import type { Image } from '../../cloud/images.ts';
import type { Account } from '../../model/account.ts';
import type { MemberStatus } from '../../model/member.ts';
import type { Intent } from '../../model/share.ts';
import { actions, button, context, section } from '../../slack/blocks/builders.ts';
import { packValue } from '../../slack/blocks/button-value.ts';
import { bold, escapeText, mention } from '../../slack/blocks/mrkdwn.ts';
import type { Block, Message } from '../../slack/feature.ts';
import { bootable, type Fact, factsOf, type OwnerName, propertyList, sums, tagList } from './image-facts.ts';

export interface ImageModel {
  readonly image: Image;
  /** With which it was read. */
  readonly account: Account;
  readonly region: string;
  /** Where was looked before. */
  readonly missed: readonly Searched[];
  readonly ownerName: OwnerName;
  /** The account's project as a member of the image; null = it is none, or the owner. */
  readonly member: MemberStatus | null;
  /** An answer that is still being carried out. */
  readonly answer: Intent<MemberStatus> | null;
  /** What was just done, at the top. */
  readonly banner?: string;
}

export const imageMessage = (model: ImageModel): Message => {
  const { image, account, region, ownerName, banner } = model;
  const name = image.name?.trim() || image.id;
  const facts = factsOf(image, account, region, ownerName);
  const found = foundWords(model);
  const state = stateWords(model);
  const lists = [
    ...sums(image),
    ...listed('Tags', tagList(image)),
    ...listed('Properties', propertyList(image)),
  ];
  const [shown, rest] = [facts.slice(0, maxFields), facts.slice(maxFields)];
  return {
    text: [
      ...(banner ? [banner] : []),
      `${escapeText(name)}: ${bootable(image)}`,
      ...(found ? [found] : []),
      ...(state ? [state] : []),
      ...[...facts, ...lists].map(({ label, value }) => `${label}: ${value}`),
    ].join('\n'),
    blocks: [
      ...(banner ? [section(banner)] : []),
      section(`${bold(name)}\n${bootable(image)}`, { fields: shown.map(titled) }),
      ...(found ? [context(found)] : []),
      ...(rest.length > 0 ? [context(...rest.map(({ label, value }) => `${label}: ${value}`))] : []),
      ...lists.map((fact) => section(titled(fact))),
      ...(state ? [section(state)] : []),
      ...nextSteps(model),
    ],
  };
};

/** Slack's, for one section. */
const maxFields = 10;

const titled = ({ label, value }: Fact) => `*${label}*\n${value}`;

const listed = (label: string, value: string): Fact[] => (value ? [{ label, value }] : []);

/** An answer was taken; its outcome stands on the card. */
export const answerTaken = (image: string, status: MemberStatus, account: Account): string =>
  `Setting ${bold(image)} to *${status}* for project ${bold(account.projectName)}. A card in your direct messages shows the outcome.`;

/** Where it was, when that is not where one looks first. */
const foundWords = ({ missed, account, region }: ImageModel): string => {
  if (missed.length === 0) return '';
  const vain = missed.map(
    (looked) => `with ${bold(looked.account)} in ${looked.regions.map(escapeText).join(', ')}`,
  );
  return `:mag: Found in ${bold(region)} with your account ${bold(account.name)}. The bot did not find it ${vain.join(' or ')}.`;
};

/** What the image is to the caller's project. Never more than a place in a list: access comes with being a member. */
const stateWords = ({ member, answer, account }: ImageModel): string => {
  if (answer) return `:hourglass: ${mention(answer.by)} chose *${answer.value}*; updating the cloud…`;
  const project = bold(account.projectName);
  switch (member) {
    case null:
      return '';
    case 'pending':
      return `Shared with your project ${project}: *pending*. Accept adds it to the project's image list, and Reject keeps it out. You can use it by its id either way.`;
    case 'accepted':
      return `Shared with your project ${project}: *accepted*, so it is in the project's image list.`;
    case 'rejected':
      return `Shared with your project ${project}: *rejected*, so it is not in the project's image list. You can still use it by its id.`;
    default:
      return member satisfies never;
  }
};

const nextSteps = ({ image, account, region, member, answer }: ImageModel): Block[] => {
  const value = packValue({ account: account.id, region, image: image.id });
  const accept = button({ text: 'Accept', actionId: 'show-accept', value });
  const reject = button({ text: 'Reject', actionId: 'show-reject', value });
  const buttons = [
    ...(image.owner === account.projectId && image.visibility !== 'public' && image.visibility !== 'community'
      ? [button({ text: 'Share…', actionId: 'show-share', style: 'primary', value })]
      : []),
    ...(answer || member === null || member === 'accepted' ? [] : [accept]),
    ...(answer || member === null || member === 'rejected' ? [] : [reject]),
  ];
  return buttons.length > 0 ? [actions(...buttons)] : [];
};
