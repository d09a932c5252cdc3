/** A page of images: a few facts about each, and what to do next. Pure. */
import type { Image } from '../../cloud/glance-image.ts';
import { clipText } from '../../core/plain-text.ts';
import { readTime } from '../../core/read-time.ts';
import type { Account } from '../../model/account.ts';
import type { MemberStatus } from '../../model/member.ts';
import type { Intent } from '../../model/share.ts';
import { actions, button, context, section } from '../../slack/blocks/builders.ts';
import { packValue } from '../../slack/blocks/button-value.ts';
import {
  bold,
  clip,
  code,
  escapeText,
  joined,
  mention,
  mrkdwn,
  sizeText,
  time,
} from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Block, Message, Mrkdwn } from '../../slack/feature.ts';
import { type Listing, listingValue } from './images-listing.ts';
import { regionBlocks, regionWords } from './other-regions.ts';
import type { Page } from './page.ts';
import { type Filters, sharedWithMe } from './query.ts';

export interface ListModel {
  readonly listing: Listing;
  readonly account: Account;
  readonly page: Page;
  /** Answers in progress, by image id. */
  readonly answers: ReadonlyMap<string, Intent<MemberStatus>>;
  /** What has just been done; shown at the top. */
  readonly banner?: Mrkdwn;
  /** How many images of other projects wait for the account's answer here; 0 if that is not worth saying. */
  readonly waiting?: number;
  /** The account's other regions, which were not read. */
  readonly elsewhere?: readonly string[];
}

export const listMessage = (model: ListModel): Message => {
  const { listing, account, page, banner, elsewhere = [] } = model;
  const top = [
    ...(banner ? [banner] : []),
    ...(page.restarted ? [mrkdwn`The list has changed, so this is the first page again.`] : []),
  ];
  const waits = waitingWords(model);
  const title = mrkdwn`${titleOf(listing.filters, account)} — ${escapeText(account.cloudName)}, ${escapeText(listing.region)}`;
  const small = joined(
    [...shownFilters(listing.filters).map(code), ...pageWords(listing, page)],
    mrkdwn` · `,
  );
  const left = [
    ...(page.tooLarge > 0 ? [tooLargeWords(page)] : []),
    ...(page.unread ? [unreadWords(page.unread)] : []),
  ];
  const rest = page.images.length > 0 || left.length > 0 ? [] : [emptyWords(model)];
  return {
    text: joined([
      ...top,
      ...waits,
      title,
      ...(small ? [small] : []),
      ...rest,
      ...page.images.map((image) => textLine(image, model)),
      ...left,
      ...regionWords(listing, elsewhere),
    ]),
    blocks: [
      ...top.map((text) => section(text)),
      ...waits.map((text) =>
        section(text, {
          accessory: button({
            text: plain`Show them`,
            actionId: 'list-waiting',
            value: listingValue({ ...listing, filters: { memberStatus: 'pending' }, cursor: null, page: 1 }),
          }),
        }),
      ),
      section(title),
      ...(small ? [context(small)] : []),
      ...rest.map((text) => section(text)),
      ...page.images.flatMap((image) => imageBlocks(image, model)),
      ...left.map((text) => context(text)),
      ...turning(model),
      ...regionBlocks(listing, elsewhere),
    ],
  };
};

/** The answer is recorded; the card shows the outcome. */
export const answerTaken = (name: string, status: MemberStatus, account: Account): Mrkdwn =>
  mrkdwn`Setting ${bold(name)} to *${escapeText(status)}* for project ${bold(account.projectName)}. A card in your direct messages shows the outcome.`;

const titleOf = (filters: Filters, account: Account): Mrkdwn => {
  const project = bold(account.projectName);
  if (sharedWithMe(filters)) {
    const status =
      filters.memberStatus === 'all'
        ? mrkdwn`in any status`
        : mrkdwn`*${escapeText(filters.memberStatus ?? '')}*`;
    return mrkdwn`Images that others share with project ${project}, ${status}`;
  }
  if (filters.custom) return mrkdwn`Images of project ${project} that are not public`;
  return filters.visibility || filters.owner
    ? mrkdwn`Images that project ${project} can see`
    : mrkdwn`Images of project ${project}, public images, and shared images that it has accepted`;
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

const quoted = (typed: string) => (/\s/u.test(typed) ? `"${clipText(typed, 80)}"` : clipText(typed, 80));

const pageWords = ({ page: number }: Listing, { previous, next }: Page): Mrkdwn[] =>
  previous || next ? [mrkdwn`page ${number}`] : [];

const label = ({ name, id }: Image) => name?.trim() || id;

const facts = (image: Image): Mrkdwn => {
  const created = readTime(image.created_at);
  return joined(
    [
      image.status === 'active'
        ? mrkdwn`active`
        : mrkdwn`:warning: ${escapeText(image.status)}, cannot be booted now`,
      escapeText(image.visibility),
      ...(image.size === null ? [] : [sizeText(image.size)]),
      ...(created === null ? [] : [mrkdwn`created ${time(created)}`]),
    ],
    mrkdwn` · `,
  );
};

const textLine = (image: Image, { answers }: ListModel) =>
  mrkdwn`${clip(escapeText(label(image)), 60)}: ${facts(image)}, id ${escapeText(image.id)}${going(answers.get(image.id))}`;

const going = (answer: Intent<MemberStatus> | undefined) =>
  answer
    ? mrkdwn`\n:hourglass: ${mention(answer.by)} chose *${escapeText(answer.value)}*; updating the cloud…`
    : '';

const imageBlocks = (image: Image, { listing, account, answers }: ListModel): Block[] => {
  const imageRef = packValue({ account: account.id, region: listing.region, image: image.id });
  const answer = answers.get(image.id);
  const waits = sharedWithMe(listing.filters) && listing.filters.memberStatus === 'pending';
  const value = listingValue(listing, image);
  return [
    section(mrkdwn`${bold(label(image))}\n${facts(image)}\n${code(image.id)}${going(answer)}`, {
      accessory: button({ text: plain`Show`, actionId: 'image-show', value: imageRef }),
    }),
    ...(waits && !answer
      ? [
          actions(
            button({ text: plain`Accept`, actionId: 'list-accept', value }),
            button({ text: plain`Reject`, actionId: 'list-reject', value }),
          ),
        ]
      : []),
  ];
};

const turning = ({ listing, page }: ListModel): Block[] => {
  const to = (cursor: NonNullable<Page['next']>) => listingValue({ ...listing, cursor });
  const buttons = [
    ...(page.previous
      ? [button({ text: plain`Previous`, actionId: 'list-previous', value: to(page.previous) })]
      : []),
    ...(page.next ? [button({ text: plain`Next`, actionId: 'list-next', value: to(page.next) })] : []),
  ];
  const from = (filters: Filters) => listingValue({ ...listing, filters, cursor: null, page: 1 });
  return [
    actions(
      ...buttons,
      ...(listing.filters.custom
        ? [button({ text: plain`All I can use`, actionId: 'list-all', value: from({}) })]
        : []),
      button({ text: plain`Filter…`, actionId: 'list-filter', value: from(listing.filters) }),
    ),
  ];
};

/** One sentence, or none. */
const waitingWords = ({ waiting = 0 }: ListModel): readonly Mrkdwn[] => {
  if (waiting === 0) return [];
  return [
    waiting === 1 ? mrkdwn`1 image waits for your answer.` : mrkdwn`${waiting} images wait for your answer.`,
  ];
};

/** Its name and id are in the answer that is not read. */
const tooLargeWords = ({ tooLarge, endsThere }: Page): Mrkdwn => {
  const why = mrkdwn`${tooLarge} image is too large to show: its owner gave it more properties than the bot reads.`;
  return endsThere
    ? mrkdwn`${why} The list ends before it; another \`--sort\` shows what comes after it.`
    : why;
};

/** What the cloud sent has no id. */
const unreadWords = (count: number): Mrkdwn =>
  mrkdwn`${count === 1 ? mrkdwn`1 image` : mrkdwn`${count} images`} could not be read: the cloud sent no id.`;

/** Says why the list may be empty, and what to try. */
const emptyWords = ({ listing: { filters }, account, page }: ListModel): Mrkdwn => {
  if (page.next) return mrkdwn`No matching images so far. Click *Next* to search further.`;
  if (page.previous) return mrkdwn`There are no more images. Click *Previous* to go back.`;
  const narrowed = shownFilters({ ...filters, sort: undefined });
  const elsewhere = mrkdwn`another region with \`--region\`, or another of your accounts with \`--account\``;
  if (narrowed.length > 0)
    return mrkdwn`No image matches ${joined(narrowed.map(code), mrkdwn` and `)}. Remove a filter, or try ${elsewhere}.`;
  if (filters.custom)
    return mrkdwn`Project ${bold(account.projectName)} has no images of its own here. Try ${elsewhere}.`;
  if (sharedWithMe(filters)) {
    return mrkdwn`There are none here. Try ${elsewhere}. People who want to share an image with you need your project id: ${code(account.projectId)}. If the owner hides an image from lists, answer with the image id: ${code('/image-status <uuid> accepted')}.`;
  }
  return mrkdwn`There are no images here. Try ${elsewhere}, or list offers with \`/list-images --member-status pending\`.`;
};
