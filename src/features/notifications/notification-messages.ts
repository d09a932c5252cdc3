/** Words for a person's notifications: a line for each event, with several in one message. Pure. */
import { durationText } from '../../core/durations.ts';
import { clipText } from '../../core/plain-text.ts';
import type { NotificationEvent } from '../../model/notification.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { DigestCardModel, DigestLine } from '../../sharing/cards/notification-card.ts';
import { maxTakenOver } from '../../sharing/rules/left-behind.ts';
import { imageName, isMember, projectLabel, statusWord } from '../../sharing/rules/share-state.ts';
import { assemble, type Detail } from '../../slack/blocks/assemble.ts';
import { actions, button, context, section } from '../../slack/blocks/builders.ts';
import { firstOf } from '../../slack/blocks/lists.ts';
import { bold, code, escapeText, joined, mention, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { quote } from '../../slack/blocks/quote.ts';
import { takeOverAll } from '../../slack/blocks/take-over-button.ts';
import type { Block, CardMessage, Message, Mrkdwn } from '../../slack/feature.ts';
import { leaverWords } from './leaver-words.ts';
import { type Group, grouped, isAsked, isLastAsked, movedTo } from './notification-groups.ts';

/** Nobody reads a longer list; each event has a card of its own as well. */
const maxShown = 15;

export const digestMessage = ({ lines }: DigestCardModel): CardMessage => {
  const groups = grouped(lines.filter(isLastAsked));
  const count = mrkdwn`You have ${groups.flat().length} notifications. The bot’s Home tab shows the current state.`;
  return {
    ...assemble((detail) => digestInDetail(groups, detail)),
    plain: { text: count, blocks: [section(count)] },
  };
};

const digestInDetail = (groups: readonly Group[], detail: Detail): Message => {
  const shown = groups.slice(0, Math.min(maxShown, Math.max(detail.listed, 2)));
  const rest = groups.slice(shown.length).flat().length;
  const more = rest > 0 ? [mrkdwn`and ${rest} more. The bot’s Home tab shows all of them.`] : [];
  return {
    text: joined([...shown.map((group) => words(group, detail)), ...more]),
    blocks: [...shown.flatMap((group) => groupBlocks(group, detail)), ...more.map((text) => context(text))],
  };
};

const ends = (line: DigestLine, warned: number): Mrkdwn => {
  const moved = movedTo(line);
  return moved === null
    ? mrkdwn`ends ${time(warned)}`
    : mrkdwn`has been extended: it now ends ${time(moved)}`;
};

const afterRestore = ({ asOf }: { readonly asOf?: number }): Mrkdwn =>
  asOf === undefined
    ? ''
    : mrkdwn` The bot was restored from a backup of ${time(asOf)}, and does not know whether you have extended the share since. So it waits a day.`;

const groupBlocks = (group: Group, detail: Detail): Block[] => {
  const [line] = group;
  return [
    section(words(group, detail), beside(line)),
    ...(line.value === null || !isAsked(line)
      ? []
      : [
          actions(
            button({ text: plain`Accept`, actionId: 'share-accept', style: 'primary', value: line.value }),
            button({ text: plain`Reject`, actionId: 'share-reject', value: line.value }),
          ),
        ]),
  ];
};

/** The button beside a line. Adopting a member gives the producer a card, on which it can be removed, and news of its answer. */
const beside = ({ notification: { event }, share, mayExtend, mayTakeOver }: DigestLine) => {
  const { cloudId, ownerProjectId: projectId } = share;
  if (event.kind === 'no-producer' && mayTakeOver && projectId !== null)
    return { accessory: takeOverAll({ cloudId, projectId }, maxTakenOver) };
  if (mayExtend)
    return { accessory: button({ text: plain`Extend…`, actionId: 'share-extend', value: share.id }) };
  if (event.kind === 'member-added')
    return {
      accessory: button({
        text: plain`Adopt`,
        actionId: 'member-adopt',
        value: `${share.id}.${event.projectId}`,
      }),
    };
  if (event.kind === 'cleanup')
    return { accessory: button({ text: plain`Clean up…`, actionId: 'unshare-cleanup', value: share.id }) };
  return event.kind === 'channel-lost'
    ? { accessory: button({ text: plain`Preferences`, actionId: 'preferences' }) }
    : {};
};

/** How many projects one sentence names; the others are counted. */
const maxNamed = 10;

/** Words show the Share's current state: a reminder of an offer that has since been answered does not ask again. */
const words = (group: Group, detail: Detail): Mrkdwn => {
  const [{ notification, share, mayTakeOver }] = group;
  const { event } = notification;
  const short = (text: string) => clipText(text, detail.names);
  const image = bold(short(imageName(share)));
  const projects = projectsOf(group, detail, (line) => bold(short(projectLabel(line.share))));
  switch (event.kind) {
    case 'answered':
      return mrkdwn`${answered[event.status]} ${image} was ${escapeText(event.status === 'pending' ? 'set back to pending' : event.status)} for ${projectsOf(group, detail, (line) => answeredBy(line, short))}.`;
    case 'removed':
      if (event.why === 'unanswered')
        return mrkdwn`:hourglass: The offer of ${image} to ${projects} ended because nobody answered in time.`;
      if (event.why === 'ended')
        return mrkdwn`:hourglass: ${image} is no longer shared with ${projects}: the share ended as scheduled. Servers made from it are not affected.`;
      if (event.why === 'unavailable')
        return mrkdwn`:grey_question: ${image} is not available to ${projects} now: its owner hid it, withdrew it or deleted it. Servers made from it are not affected.`;
      return mrkdwn`:no_entry_sign: ${image} is no longer shared with ${projects}: ${event.by === null ? mrkdwn`it was removed outside the bot, or the image was deleted` : mrkdwn`withdrawn by ${mention(event.by)}`}. Servers made from it are not affected.`;
    case 'end-waits':
      return mrkdwn`:warning: The share of ${image} with ${projects} should have ended, but nobody here may act for the image’s project any more. Link an account of it with \`/image-account\`, and the bot ends the share.`;
    case 'image-changed':
      return mrkdwn`${changed(event, short)} It ${event.is.status === 'deleted' ? mrkdwn`was` : mrkdwn`is`} shared with ${projects}.`;
    case 'offered':
      return share.status === 'pending'
        ? mrkdwn`:inbox_tray: ${image} is offered to ${projects} (${escapeText(short(share.cloudName))}, ${escapeText(short(share.region))}).`
        : mrkdwn`:inbox_tray: ${image} was offered to ${projects}; it is ${standing(share)}.`;
    case 'member-added':
      return mrkdwn`:heavy_plus_sign: Somebody made project ${code(short(event.projectId))} a member of ${image} outside the bot. Its status is ${escapeText(statusWord(event.status))}. Adopt it to get a card that shows its answer and lets you remove it.`;
    case 'remind':
      return share.status === 'pending'
        ? mrkdwn`:bell: ${image} has been waiting for an answer from ${projects} for ${escapeText(durationText(notification.createdAt - share.createdAt))}.`
        : mrkdwn`:bell: ${image} was waiting for an answer from ${projects}; it is ${standing(share)}.`;
    case 'reason':
      return reasonGiven(event, share, detail);
    case 'check-tenant':
      return mrkdwn`:mag: ${image} is waiting for an answer from ${projectsOf(group, detail, (line) => code(short(line.share.projectId)))}, which nobody here has linked. Check ${group.length > 1 ? mrkdwn`the ids` : mrkdwn`the id`} for typos, because the cloud accepts any id. If ${group.length > 1 ? mrkdwn`they are right, ask their people` : mrkdwn`it is right, ask its people`} to run \`/image-account\`.`;
    case 'nobody-left':
      return mrkdwn`:mag: ${image} is waiting for an answer from ${projects}, but the bot can no longer ask anybody there: the people it asked cannot be reached in Slack or have unlinked the project. Ask somebody else in the project to run \`/image-account\`, and they get the card.`;
    case 'no-producer':
      return leaverWords(event, share, mayTakeOver, short);
    case 'channel-lost':
      if (event.why === 'shared')
        return mrkdwn`:warning: ${mention(event.channel)} is shared with another company, whose people would read what is offered. So offers to project ${bold(short(event.project))} go to its people as direct messages again. Choose another channel in Preferences.`;
      return mrkdwn`:warning: The bot cannot post in ${mention(event.channel)} (${escapeText(short(event.why))}), so offers to project ${bold(short(event.project))} go to its people as direct messages again. To use the channel, type \`/invite @Image Share\` there and choose it again in Preferences.`;
    case 'ends-unanswered':
      return mrkdwn`:hourglass_flowing_sand: The offer of ${image} to ${projects} ${ends(group[0], event.at)} unless somebody answers.${afterRestore(event)}`;
    case 'ends':
      return mrkdwn`:hourglass_flowing_sand: The share of ${image} with ${projects} ${ends(group[0], event.at)}. Access ends with it. Servers made from the image are not affected.${afterRestore(event)}`;
    case 'extended':
      return event.term === 'endsAt'
        ? mrkdwn`:calendar: ${mention(event.by)} extended the share of ${image} with ${projects}: it now ends ${time(event.at)}.`
        : mrkdwn`:calendar: ${mention(event.by)} extended the offer of ${image} to ${projects}: it now ends ${time(event.at)} unless somebody answers.`;
    case 'cleanup':
      return mrkdwn`:broom: ${image} has members that you could remove: ${removable(event)}. They keep access until you remove them.`;
    default:
      return event satisfies never;
  }
};

const standing = (share: Share) => {
  if (share.status === 'unavailable') return mrkdwn`not available to the project now`;
  return isMember(share) ? mrkdwn`now ${escapeText(statusWord(share.status))}` : mrkdwn`no longer shared`;
};

const removable = ({
  rejected,
  forgotten,
}: Extract<NotificationEvent, { readonly kind: 'cleanup' }>): Mrkdwn =>
  joined(
    [
      ...(rejected > 0 ? [mrkdwn`${rejected} rejected it`] : []),
      ...(forgotten > 0
        ? [
            mrkdwn`${forgotten} never answered, and nobody here has linked ${forgotten === 1 ? mrkdwn`it` : mrkdwn`them`}`,
          ]
        : []),
    ],
    mrkdwn`; `,
  );

/** The reason is read from the answer, because it may have been withdrawn since. */
const reasonGiven = (
  event: Extract<NotificationEvent, { readonly kind: 'reason' }>,
  share: Share,
  { names, words }: Detail,
): Mrkdwn => {
  const who = mrkdwn`${mention(event.by)} of project ${bold(clipText(projectLabel(share), names))}`;
  const image = bold(clipText(imageName(share), names));
  const reason = share.answer?.revision === event.revision ? share.answer.reason : undefined;
  return reason === undefined
    ? mrkdwn`:speech_balloon: ${who} gave a reason for rejecting ${image}, and has since withdrawn it.`
    : mrkdwn`:speech_balloon: ${who} explains why ${image} was rejected:\n${quote(reason, Math.min(500, Math.max(words, 80)))}`;
};

const projectsOf = (group: Group, { singly }: Detail, name: (line: DigestLine) => Mrkdwn) =>
  mrkdwn`${group.length > 1 ? mrkdwn`projects` : mrkdwn`project`} ${firstOf(group.map(name), singly ? maxNamed : 3)}`;

const answeredBy = ({ notification: { event }, share }: DigestLine, short: Short) =>
  mrkdwn`${bold(short(projectLabel(share)))}${event.kind === 'answered' ? mrkdwn` ${by(event.by)}` : ''}`;

/** The reply to Adopt. */
export const adopted = (offer: Offer): Message => ({
  text: mrkdwn`You now have a card for project ${code(offer.tenants[0] ?? '')}. You can remove the project there, and the bot notifies you when it answers.`,
});

type Short = (text: string) => string;

const changed = (
  { was, is }: Extract<NotificationEvent, { readonly kind: 'image-changed' }>,
  short: Short,
): Mrkdwn => {
  const named = (name: string | null) =>
    name?.trim() ? mrkdwn`The image ${bold(short(name))}` : mrkdwn`An image without a name`;
  const image = named(is.name);
  if (is.status === 'deleted')
    return mrkdwn`:wastebasket: ${image} was deleted. Servers made from it are not affected.`;
  if (is.status !== was.status)
    return is.status === 'active'
      ? mrkdwn`:arrow_forward: ${image} is active again and can be booted.`
      : mrkdwn`:double_vertical_bar: ${image} is now ${escapeText(short(is.status))} and cannot be booted.`;
  if (is.visibility !== was.visibility)
    return mrkdwn`:eye: ${image} is now ${escapeText(is.visibility)}${is.visibility === 'private' ? mrkdwn`, so its members no longer have access` : ''}.`;
  const name = bold(short(is.name?.trim() ?? ''));
  return mrkdwn`:pencil2: ${named(was.name)} ${name ? mrkdwn`is now called ${name}` : mrkdwn`no longer has a name`}.`;
};

const answered = {
  accepted: mrkdwn`:white_check_mark:`,
  rejected: mrkdwn`:heavy_multiplication_x:`,
  pending: mrkdwn`:hourglass_flowing_sand:`,
} as const;

const by = (userId: Parameters<typeof mention>[0] | null) =>
  userId === null ? mrkdwn`outside the bot` : mrkdwn`by ${mention(userId)}`;
