/** What a person is told: one line for each thing that happened or is about to, several in one message. Pure. */
import { durationText } from '../../core/durations.ts';
import type { News } from '../../model/notification.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { NoticePicture, Told } from '../../sharing/cards/notification-card.ts';
import { imageName, isMember, projectLabel } from '../../sharing/rules/share-state.ts';
import { actions, button, context, section } from '../../slack/blocks/builders.ts';
import { firstOf } from '../../slack/blocks/lists.ts';
import { bold, code, escapeText, mention, time } from '../../slack/blocks/mrkdwn.ts';
import { quote } from '../../slack/blocks/quote.ts';
import type { Block, Message } from '../../slack/feature.ts';

/** More in one message would be a list that nobody reads; each has a card of its own as well. */
const mostShown = 15;

export const noticeMessage = ({ told }: NoticePicture): Message => {
  const groups = grouped(told.filter(isLastAsked));
  const shown = groups.slice(0, mostShown);
  const rest = groups.slice(mostShown).flat().length;
  const more = rest > 0 ? [`and ${rest} more: your Home has them all.`] : [];
  return {
    text: [...shown.map(words), ...more].join('\n'),
    blocks: [...shown.flatMap(groupBlocks), ...more.map((text) => context(text))],
  };
};

const asking = ['offered', 'remind', 'ends-unanswered'];

/** What was offered and reminded of while its reader slept is asked once: as it was said last. */
const isLastAsked = (line: Told, at: number, told: readonly Told[]): boolean =>
  !asking.includes(line.notice.news.kind) ||
  !told
    .slice(at + 1)
    .some(({ notice, share }) => share.id === line.share.id && asking.includes(notice.news.kind));

/** Lines that say the same of one image, for several projects: one sentence. What is asked or has a button stands alone. */
type Group = readonly [Told, ...Told[]];

const grouped = (told: readonly Told[]): Group[] => {
  const groups = new Map<string, Group>();
  for (const line of told) {
    const key = sameness(line);
    const before = groups.get(key);
    groups.set(key, before ? [...before, line] : [line]);
  }
  return [...groups.values()];
};

const sameness = (line: Told): string => {
  const { notice, share } = line;
  const { news } = notice;
  if (isAsked(line) || line.mayExtend || ['member-added', 'remind', 'offered', 'reason'].includes(news.kind))
    return notice.id;
  const said = news.kind === 'answered' ? { ...news, by: null } : news;
  return JSON.stringify([share.cloudId, share.region, share.imageId, said, sinceExtended(line)]);
};

/** What a warning adds once its end was moved. */
const sinceExtended = ({ notice: { news }, share }: Told): string => {
  if (news.kind !== 'ends' && news.kind !== 'ends-unanswered') return '';
  const at = news.kind === 'ends' ? share.endsAt : share.answerBy;
  return at === null || at === news.at ? '' : ` It was extended since, to ${time(at)}.`;
};

const isAsked = ({ notice, value }: Told) => value !== null && asking.includes(notice.news.kind);

const groupBlocks = (group: Group): Block[] => {
  const [line] = group;
  return [
    section(words(group), beside(line)),
    ...(line.value === null || !isAsked(line)
      ? []
      : [
          actions(
            button({ text: 'Accept', actionId: 'share-accept', style: 'primary', value: line.value }),
            button({ text: 'Reject', actionId: 'share-reject', value: line.value }),
          ),
        ]),
  ];
};

/** What can be done about it at once. Adopted, a member's answer is told, and it can be removed from the card. */
const beside = ({ notice: { news }, share, mayExtend }: Told) => {
  if (mayExtend) return { accessory: button({ text: 'Extend…', actionId: 'share-extend', value: share.id }) };
  if (news.kind === 'member-added')
    return {
      accessory: button({
        text: 'Adopt',
        actionId: 'member-adopt',
        value: `${share.id}.${news.projectId}`,
      }),
    };
  if (news.kind === 'tidy')
    return { accessory: button({ text: 'Clean up…', actionId: 'unshare-tidy', value: share.id }) };
  return news.kind === 'channel-lost'
    ? { accessory: button({ text: 'Preferences', actionId: 'preferences' }) }
    : {};
};

/** More projects in one sentence are counted. */
const mostNamed = 10;

/** What is so now is read from the Share: a reminder of an offer that was answered since does not ask again. */
const words = (group: Group): string => {
  const [{ notice, share }] = group;
  const { news } = notice;
  const image = bold(imageName(share));
  const projects = projectsOf(group, (line) => bold(projectLabel(line.share)));
  switch (news.kind) {
    case 'answered':
      return `${answered[news.status]} ${image} was ${news.status === 'pending' ? 'put back to pending' : news.status} for ${projectsOf(group, answeredBy)}.`;
    case 'removed':
      if (news.why === 'unanswered')
        return `:hourglass: The offer of ${image} to ${projects} ended, as nobody answered it in time.`;
      if (news.why === 'ended')
        return `:hourglass: ${image} is no longer shared with ${projects}: the share ended, as agreed. Servers made from it stay.`;
      return `:no_entry_sign: ${image} is no longer shared with ${projects}: ${news.by === null ? 'it was removed outside the bot, or the image was deleted' : `withdrawn by ${mention(news.by)}`}. Servers made from it stay.`;
    case 'image-changed':
      return `${changed(news)} It is shared with ${projects}.`;
    case 'offered':
      return share.status === 'pending'
        ? `:inbox_tray: ${image} is offered to ${projects} (${escapeText(share.cloudName)}, ${escapeText(share.region)}).`
        : `:inbox_tray: ${image} was offered to ${projects}; it is ${standing(share)} now.`;
    case 'member-added':
      return `:heavy_plus_sign: Project ${code(news.projectId)} was made a member of ${image} outside the bot; it is ${news.status}.`;
    case 'remind':
      return share.status === 'pending'
        ? `:bell: ${image} waits for an answer of ${projects}, for ${durationText(notice.createdAt - share.createdAt)} now.`
        : `:bell: ${image} was waiting for an answer of ${projects}; it is ${standing(share)} now.`;
    case 'reason':
      return reasonGiven(news, share);
    case 'check-tenant':
      return `:mag: ${image} waits for an answer of ${idsOf(group)}, which nobody here has linked. Please check ${group.length > 1 ? 'the ids' : 'the id'} for typing errors: the cloud accepts anything. If ${group.length > 1 ? 'they are' : 'it is'} right, ask its people to run \`/image-account\`.`;
    case 'nobody-left':
      return `:mag: ${image} waits for an answer of ${projects}, and of those who were asked nobody is left: they cannot be reached in Slack, or unlinked the project. Ask somebody else there to run \`/image-account\`: the card then comes to them.`;
    case 'channel-lost':
      return `:warning: The bot may not post in ${mention(news.channel)} (${escapeText(news.why)}), so what is offered to project ${bold(news.project)} comes to its people one by one again. To use the channel, type \`/invite @Image Share\` there, then choose it again.`;
    case 'ends-unanswered':
      return `:hourglass_flowing_sand: The offer of ${image} to ${projects} ends ${time(news.at)} unless it is answered.${sinceExtended(group[0])}`;
    case 'ends':
      return `:hourglass_flowing_sand: The share of ${image} with ${projects} ends ${time(news.at)}. Access ends with it; servers made from it stay.${sinceExtended(group[0])}`;
    case 'extended':
      return news.term === 'endsAt'
        ? `:calendar: ${mention(news.by)} extended the share of ${image} with ${projects}: it ends ${time(news.at)}.`
        : `:calendar: ${mention(news.by)} extended the offer of ${image} to ${projects}: it ends ${time(news.at)} unless it is answered.`;
    case 'tidy':
      return `:broom: ${image} has members that you could remove: ${removable(news)}. They have access until you do.`;
    default:
      return news satisfies never;
  }
};

const standing = (share: Share) => (isMember(share) ? share.status : 'no longer shared');

const removable = ({ rejected, forgotten }: Extract<News, { readonly kind: 'tidy' }>): string =>
  [
    ...(rejected > 0 ? [`${rejected} rejected it`] : []),
    ...(forgotten > 0 ? [`${forgotten} never answered, and nobody here has linked them`] : []),
  ].join('; ');

/** What was said is read from the answer: it may have been taken back since. */
const reasonGiven = (news: Extract<News, { readonly kind: 'reason' }>, share: Share): string => {
  const who = `${mention(news.by)} of project ${bold(projectLabel(share))}`;
  const reason = share.answer?.revision === news.revision ? share.answer.reason : undefined;
  return reason === undefined
    ? `:speech_balloon: ${who} had said why ${bold(imageName(share))} was rejected, and took it back.`
    : `:speech_balloon: ${who} says why ${bold(imageName(share))} was rejected:\n${quote(reason, 500)}`;
};

const projectsOf = (group: Group, name: (line: Told) => string) =>
  `${group.length > 1 ? 'projects' : 'project'} ${firstOf(group.map(name), mostNamed)}`;

const idsOf = (group: Group) => projectsOf(group, ({ share }) => code(share.projectId));

const answeredBy = ({ notice: { news }, share }: Told) =>
  `${bold(projectLabel(share))}${news.kind === 'answered' ? ` ${by(news.by)}` : ''}`;

/** What the click on Adopt is answered with. */
export const adopted = (offer: Offer): Message => ({
  text: `Project ${code(offer.tenants[0] ?? '')} is on a card of yours now: its answer is told, and you can remove it there.`,
});

const changed = ({ was, is }: Extract<News, { readonly kind: 'image-changed' }>): string => {
  const image = bold(is.name?.trim() || 'An image without a name');
  if (is.status === 'deleted')
    return `:wastebasket: The image ${image} was deleted. Servers made from it stay.`;
  if (is.status !== was.status)
    return is.status === 'active'
      ? `:arrow_forward: The image ${image} is active again: it can be booted.`
      : `:double_vertical_bar: The image ${image} is ${escapeText(is.status)} now: it cannot be booted.`;
  if (is.visibility !== was.visibility)
    return `:eye: The image ${image} is ${escapeText(is.visibility)} now${is.visibility === 'private' ? ': its members have no access' : ''}.`;
  return `:pencil2: The image ${bold(was.name?.trim() || 'without a name')} is called ${image} now.`;
};

const answered = {
  accepted: ':white_check_mark:',
  rejected: ':heavy_multiplication_x:',
  pending: ':hourglass_flowing_sand:',
} as const;

const by = (userId: Parameters<typeof mention>[0] | null) =>
  userId === null ? 'outside the bot' : `by ${mention(userId)}`;
