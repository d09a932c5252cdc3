/** What a person is told: one line for each thing that happened or is about to, several in one message. Pure. */
import { durationText } from '../../core/duration.ts';
import type { NoticePicture, Told } from '../../sharing/noticing.ts';
import { imageName, projectLabel } from '../../sharing/share.ts';
import { actions, button, context, section } from '../../slack/blocks.ts';
import { bold, code, mention, time } from '../../slack/mrkdwn.ts';
import type { Block, Message } from '../../slack/surface.ts';

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
  section(words(line)),
  ...(line.value === null || !asks(line)
    ? []
    : [
        actions(
          button({ text: 'Accept', actionId: 'share-accept', style: 'primary', value: line.value }),
          button({ text: 'Reject', actionId: 'share-reject', value: line.value }),
        ),
      ]),
];

const asks = ({ notice }: Told) => ['remind', 'ends-unanswered'].includes(notice.news.kind);

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

const answered = {
  accepted: ':white_check_mark:',
  rejected: ':heavy_multiplication_x:',
  pending: ':hourglass_flowing_sand:',
} as const;

const by = (userId: Parameters<typeof mention>[0] | null) =>
  userId === null ? 'outside the bot' : `by ${mention(userId)}`;
