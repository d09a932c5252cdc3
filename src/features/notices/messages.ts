/** What a person is told: one line for each thing that happened or is about to, several in one message. Pure. */
import { durationText } from '../../core/duration.ts';
import type { NoticePicture, Told } from '../../sharing/noticing.ts';
import { imageName, projectLabel } from '../../sharing/share.ts';
import { actions, button, context, section } from '../../slack/blocks.ts';
import { bold, code, escapeText, mention, time } from '../../slack/mrkdwn.ts';
import type { Block, Message } from '../../slack/surface.ts';
import type { News } from '../../store/later.ts';
import type { Offer } from '../../store/rows.ts';

/** More in one message would be a list that nobody reads; each has a card of its own as well. */
const mostShown = 15;

export const noticeMessage = ({ told }: NoticePicture): Message => {
  const shown = told.slice(0, mostShown);
  const rest = told.length - shown.length;
  const more = rest > 0 ? [`and ${rest} more: your Home has them all.`] : [];
  return {
    text: [...shown.map(words), ...more].join('\n'),
    blocks: [...shown.flatMap(lineBlocks), ...more.map((text) => context(text))],
  };
};

const lineBlocks = (line: Told): Block[] => [
  section(words(line), adopt(line)),
  ...(line.value === null || !asks(line)
    ? []
    : [
        actions(
          button({ text: 'Accept', actionId: 'share-accept', style: 'primary', value: line.value }),
          button({ text: 'Reject', actionId: 'share-reject', value: line.value }),
        ),
      ]),
];

/** The bot knows nothing of this member yet; from then on its answer is told, and it can be removed from the card. */
const adopt = ({ notice: { news }, share }: Told) =>
  news.kind === 'member-added'
    ? {
        accessory: button({
          text: 'Adopt',
          actionId: 'member-adopt',
          value: `${share.id}.${news.projectId}`,
        }),
      }
    : {};

const asks = ({ notice }: Told) => ['offered', 'remind', 'ends-unanswered'].includes(notice.news.kind);

/** What is so now is read from the Share: a reminder of an offer that was answered since does not ask again. */
const words = ({ notice, share }: Told): string => {
  const { news } = notice;
  const image = bold(imageName(share));
  const project = `project ${bold(projectLabel(share))}`;
  switch (news.kind) {
    case 'answered':
      return `${answered[news.status]} ${image} was ${news.status === 'pending' ? 'put back to pending' : news.status} for ${project} ${by(news.by)}.`;
    case 'removed':
      if (news.why === 'unanswered')
        return `:hourglass: The offer of ${image} to ${project} ended, as nobody answered it in time.`;
      if (news.why === 'ended')
        return `:hourglass: ${image} is no longer shared with ${project}: the share ended, as agreed. Servers made from it stay.`;
      return `:no_entry_sign: ${image} is no longer shared with ${project}: ${news.by === null ? 'it was removed outside the bot, or the image was deleted' : `withdrawn by ${mention(news.by)}`}. Servers made from it stay.`;
    case 'image-changed':
      return `${changed(news)} It is shared with ${project}.`;
    case 'offered':
      return share.status === 'pending'
        ? `:inbox_tray: ${image} is offered to ${project} (${escapeText(share.cloud)}, ${escapeText(share.region)}).`
        : `:inbox_tray: ${image} was offered to ${project}; it is ${share.status ?? 'no longer shared'} now.`;
    case 'member-added':
      return `:heavy_plus_sign: Project ${code(news.projectId)} was made a member of ${image} outside the bot; it is ${news.status}.`;
    case 'remind':
      return share.status === 'pending'
        ? `:bell: ${image} waits for an answer of ${project}, for ${durationText(notice.createdAt - share.createdAt)} now.`
        : `:bell: ${image} was waiting for an answer of ${project}; it is ${share.status ?? 'no longer shared'} now.`;
    case 'check-tenant':
      return `:mag: ${image} waits for an answer of project ${code(share.projectId)}, which nobody here has linked. Please check the id for typing errors: the cloud accepts anything. If it is right, ask its people to run \`/image-account\`.`;
    case 'ends-unanswered':
      return `:hourglass_flowing_sand: The offer of ${image} to ${project} ends ${time(news.at)} unless it is answered.`;
    case 'ends':
      return `:hourglass_flowing_sand: The share of ${image} with ${project} ends ${time(news.at)}. Its project then loses access; servers made from it stay.`;
    default:
      return news satisfies never;
  }
};

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
