/** A page of images: a few facts about each, and what to do next. Pure. */
import type { Image } from '../../cloud/images.ts';
import { readTime } from '../../core/read-time.ts';
import type { Account } from '../../model/account.ts';
import type { MemberStatus } from '../../model/member.ts';
import type { Intent } from '../../model/share.ts';
import { actions, button, context, section } from '../../slack/blocks/builders.ts';
import { packValue } from '../../slack/blocks/button-value.ts';
import { bold, clip, code, escapeText, mention, sizeText, time } from '../../slack/blocks/mrkdwn.ts';
import type { Block, Message } from '../../slack/feature.ts';
import { type Listing, listingValue } from './images-listing.ts';
import type { Page } from './page.ts';
import { type Filters, sharedWithMe } from './query.ts';

export interface ListModel {
  readonly listing: Listing;
  readonly account: Account;
  readonly page: Page;
  /** Answers in progress, by image id. */
  readonly answers: ReadonlyMap<string, Intent<MemberStatus>>;
  /** What has just been done; shown at the top. */
  readonly banner?: string;
}

export const listMessage = (model: ListModel): Message => {
  const { listing, account, page, banner } = model;
  const top = [
    ...(banner ? [banner] : []),
    ...(page.restarted ? ['The list has changed, so this is the first page again.'] : []),
  ];
  const title = `${titleOf(listing.filters, account)} — ${escapeText(account.cloudName)}, ${escapeText(listing.region)}`;
  const small = [...shownFilters(listing.filters).map(code), ...pageWords(listing, page)].join(' · ');
  const rest = page.images.length > 0 ? [] : [emptyWords(model)];
  return {
    text: [
      ...top,
      title,
      ...(small ? [small] : []),
      ...rest,
      ...page.images.map((image) => textLine(image, model)),
    ].join('\n'),
    blocks: [
      ...top.map((text) => section(text)),
      section(title),
      ...(small ? [context(small)] : []),
      ...rest.map((text) => section(text)),
      ...page.images.flatMap((image) => imageBlocks(image, model)),
      ...turning(model),
    ],
  };
};

/** The answer is recorded; the card shows the outcome. */
export const answerTaken = (name: string, status: MemberStatus, account: Account): string =>
  `Setting ${bold(name)} to *${status}* for project ${bold(account.projectName)}. A card in your direct messages shows the outcome.`;

const titleOf = (filters: Filters, account: Account): string => {
  const project = bold(account.projectName);
  if (sharedWithMe(filters)) {
    const status = filters.memberStatus === 'all' ? 'in any status' : `*${filters.memberStatus}*`;
    return `Images that others share with project ${project}, ${status}`;
  }
  if (filters.custom) return `Images of project ${project} that are not public`;
  return filters.visibility || filters.owner
    ? `Images that project ${project} can see`
    : `Images of project ${project}, public images, and shared images that it has accepted`;
};

/** The filters as people would type them. */
const shownFilters = ({ visibility, name, owner, status, tags = [], sort, memberStatus }: Filters) => [
  ...(visibility ? [`--visibility ${visibility}`] : []),
  ...(memberStatus && visibility === 'all' ? [`--member-status ${memberStatus}`] : []),
  ...(name === undefined ? [] : [`--name ${quoted(name)}`]),
  ...(owner === undefined ? [] : [`--owner ${quoted(owner)}`]),
  ...(status ? [`--status ${status}`] : []),
  ...tags.map((tag) => `--tag ${quoted(tag)}`),
  ...(sort ? [`--sort ${sort.map((each) => each.join(':')).join(',')}`] : []),
];

const quoted = (typed: string) => (/\s/u.test(typed) ? `"${clip(typed, 80)}"` : clip(typed, 80));

const pageWords = ({ page: number }: Listing, { previous, next }: Page): string[] =>
  previous || next ? [`page ${number}`] : [];

const label = ({ name, id }: Image) => name?.trim() || id;

const facts = (image: Image): string => {
  const created = readTime(image.created_at);
  return [
    image.status === 'active' ? 'active' : `:warning: ${escapeText(image.status)}, cannot be booted now`,
    image.visibility,
    ...(image.size === null ? [] : [sizeText(image.size)]),
    ...(created === null ? [] : [`created ${time(created)}`]),
  ].join(' · ');
};

const textLine = (image: Image, { answers }: ListModel) =>
  `${clip(escapeText(label(image)), 60)}: ${facts(image)}, id ${image.id}${going(answers.get(image.id))}`;

const going = (answer: Intent<MemberStatus> | undefined) =>
  answer ? `\n:hourglass: ${mention(answer.by)} chose *${answer.value}*; updating the cloud…` : '';

const imageBlocks = (image: Image, { listing, account, answers }: ListModel): Block[] => {
  const imageRef = packValue({ account: account.id, region: listing.region, image: image.id });
  const answer = answers.get(image.id);
  const waits = sharedWithMe(listing.filters) && listing.filters.memberStatus === 'pending';
  const value = listingValue(listing, image);
  return [
    section(`${bold(label(image))}\n${facts(image)}\n${code(image.id)}${going(answer)}`, {
      accessory: button({ text: 'Show', actionId: 'image-show', value: imageRef }),
    }),
    ...(waits && !answer
      ? [
          actions(
            button({ text: 'Accept', actionId: 'list-accept', value }),
            button({ text: 'Reject', actionId: 'list-reject', value }),
          ),
        ]
      : []),
  ];
};

const turning = ({ listing, page }: ListModel): Block[] => {
  const to = (cursor: NonNullable<Page['next']>) => listingValue({ ...listing, cursor });
  const buttons = [
    ...(page.previous
      ? [button({ text: 'Previous', actionId: 'list-previous', value: to(page.previous) })]
      : []),
    ...(page.next ? [button({ text: 'Next', actionId: 'list-next', value: to(page.next) })] : []),
  ];
  return buttons.length > 0 ? [actions(...buttons)] : [];
};

/** Says why the list may be empty, and what to try. */
const emptyWords = ({ listing: { filters }, account, page }: ListModel): string => {
  if (page.next) return 'No matching images so far. Click *Next* to search further.';
  if (page.previous) return 'There are no more images. Click *Previous* to go back.';
  const narrowed = shownFilters({ ...filters, sort: undefined });
  const elsewhere = 'another region with `--region`, or another of your accounts with `--account`';
  if (narrowed.length > 0)
    return `No image matches ${narrowed.map(code).join(' and ')}. Remove a filter, or try ${elsewhere}.`;
  if (filters.custom)
    return `Project ${bold(account.projectName)} has no images of its own here. Try ${elsewhere}.`;
  if (sharedWithMe(filters)) {
    return `There are none here. Try ${elsewhere}. People who want to share an image with you need your project id: ${code(account.projectId)}. If the owner hides an image from lists, answer with the image id: ${code('/image-status <uuid> accepted')}.`;
  }
  return `There are no images here. Try ${elsewhere}, or list offers with \`/list-images --member-status pending\`.`;
};
