/** One image, and what the reader may do with it. Pure. */
import type { Searched } from '../../accounts/find-image.ts';
import type { Image } from '../../cloud/glance-image.ts';
import type { Account } from '../../model/account.ts';
import type { CloudStatus, MemberStatus } from '../../model/member.ts';
import type { Intent } from '../../model/share.ts';
import { statusWord } from '../../sharing/rules/share-state.ts';
import { actions, button, context, section } from '../../slack/blocks/builders.ts';
import { packValue } from '../../slack/blocks/button-value.ts';
import { bold, escapeText, joined, mention, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Block, Message, Mrkdwn } from '../../slack/feature.ts';
import { bootable, type Fact, factsOf, type OwnerName, propertyList, sums, tagList } from './image-facts.ts';

export interface ImageModel {
  readonly image: Image;
  /** The account that read the image. */
  readonly account: Account;
  readonly region: string;
  /** Where the search found nothing. */
  readonly missed: readonly Searched[];
  readonly ownerName: OwnerName;
  /** The status of the account's project as a member; null = it is not a member, or it owns the image. */
  readonly member: CloudStatus | null;
  /** An answer in progress. */
  readonly answer: Intent<MemberStatus> | null;
  /** What has just been done; shown at the top. */
  readonly banner?: Mrkdwn;
}

export const imageMessage = (model: ImageModel): Message => {
  const { image, account, region, ownerName, banner } = model;
  const name = image.name?.trim() || image.id;
  const facts = factsOf(image, account, region, ownerName);
  const found = foundWords(model);
  const state = stateWords(model);
  const lists = [
    ...sums(image),
    ...listed(mrkdwn`Tags`, tagList(image)),
    ...listed(mrkdwn`Properties`, propertyList(image)),
  ];
  const [shown, rest] = [facts.slice(0, maxFields), facts.slice(maxFields)];
  return {
    text: joined([
      ...(banner ? [banner] : []),
      mrkdwn`${escapeText(name)}: ${bootable(image)}`,
      ...(found ? [found] : []),
      ...(state ? [state] : []),
      ...[...facts, ...lists].map(({ label, value }) => mrkdwn`${label}: ${value}`),
    ]),
    blocks: [
      ...(banner ? [section(banner)] : []),
      section(mrkdwn`${bold(name)}\n${bootable(image)}`, { fields: shown.map(titled) }),
      ...(found ? [context(found)] : []),
      ...(rest.length > 0 ? [context(...rest.map(({ label, value }) => mrkdwn`${label}: ${value}`))] : []),
      ...lists.map((fact) => section(titled(fact))),
      ...(state ? [section(state)] : []),
      ...nextSteps(model),
    ],
  };
};

/** Slack's limit for one section. */
const maxFields = 10;

const titled = ({ label, value }: Fact) => mrkdwn`*${label}*\n${value}`;

const listed = (label: Mrkdwn, value: Mrkdwn): Fact[] => (value ? [{ label, value }] : []);

/** The answer is recorded; the card shows the outcome. */
export const answerTaken = (image: string, status: MemberStatus, account: Account): Mrkdwn =>
  mrkdwn`Setting ${bold(image)} to *${escapeText(status)}* for project ${bold(account.projectName)}. A card in your direct messages shows the outcome.`;

const allOf = new Intl.ListFormat('en-GB');
const anyOf = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** Where the image was found, if the first place searched did not have it, or did not answer. */
const foundWords = ({ missed, account, region }: ImageModel): Mrkdwn => {
  if (missed.length === 0) return '';
  const vain = missed.flatMap(({ account, regions }) =>
    regions.length === 0 ? [] : mrkdwn`with ${bold(account)} in ${escapeText(anyOf.format(regions))}`,
  );
  const silent = [...new Set(missed.flatMap((one) => one.silent ?? []))];
  return joined(
    [
      mrkdwn`:mag: Found in ${bold(region)} with your account ${bold(account.name)}.`,
      ...(vain.length > 0 ? [mrkdwn`The bot did not find it ${joined(vain, mrkdwn`, nor `)}.`] : []),
      ...(silent.length > 0 ? [mrkdwn`${escapeText(allOf.format(silent))} did not answer.`] : []),
    ],
    mrkdwn` `,
  );
};

/** The image's state in the caller's project. A status only decides about the image list: every member has access. */
const stateWords = ({ member, answer, account }: ImageModel): Mrkdwn => {
  if (answer)
    return mrkdwn`:hourglass: ${mention(answer.by)} chose *${escapeText(answer.value)}*; updating the cloud…`;
  const project = bold(account.projectName);
  switch (member) {
    case null:
      return '';
    case 'pending':
      return mrkdwn`Shared with your project ${project}: *pending*. Accept adds it to the project's image list, and Reject keeps it out. You can use it by its id either way.`;
    case 'accepted':
      return mrkdwn`Shared with your project ${project}: *accepted*, so it is in the project's image list.`;
    case 'rejected':
      return mrkdwn`Shared with your project ${project}: *rejected*, so it is not in the project's image list. You can still use it by its id.`;
    default:
      return mrkdwn`Shared with your project ${project}: the cloud reports the status *${escapeText(statusWord(member))}*, which the bot does not know. You can use it by its id.`;
  }
};

const nextSteps = ({ image, account, region, member, answer }: ImageModel): Block[] => {
  const value = packValue({ account: account.id, region, image: image.id });
  const accept = button({ text: plain`Accept`, actionId: 'show-accept', value });
  const reject = button({ text: plain`Reject`, actionId: 'show-reject', value });
  const buttons = [
    ...(image.owner === account.projectId && image.visibility !== 'public' && image.visibility !== 'community'
      ? [button({ text: plain`Share…`, actionId: 'show-share', style: 'primary', value })]
      : []),
    ...(answer || member === null || member === 'accepted' ? [] : [accept]),
    ...(answer || member === null || member === 'rejected' ? [] : [reject]),
  ];
  return buttons.length > 0 ? [actions(...buttons)] : [];
};
