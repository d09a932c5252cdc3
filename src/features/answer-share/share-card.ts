/** The consumer's card: what is offered, by whom, what each answer means, and the answer given. Pure. */
import { wordProblem } from '../../core/problems/problem.ts';
import type { ImageFacts } from '../../model/image.ts';
import type { MemberStatus } from '../../model/member.ts';
import type { Share } from '../../model/share.ts';
import type { ShareCardModel } from '../../sharing/cards/render.ts';
import { waitsForAnswer } from '../../sharing/intents/remind.ts';
import {
  cloudGone,
  imageName,
  isMember,
  openAnswer,
  openMemberIntent,
  projectLabel,
} from '../../sharing/rules/share-state.ts';
import { endedBecause, openTerms } from '../../sharing/rules/terms.ts';
import { actions, button, context, section } from '../../slack/blocks/builders.ts';
import { cardMenu } from '../../slack/blocks/menus.ts';
import { bold, code, escapeText, mention, sizeText, time } from '../../slack/blocks/mrkdwn.ts';
import { quote } from '../../slack/blocks/quote.ts';
import type { Block, Message } from '../../slack/feature.ts';
import { afterwards, reasonLine } from './undo-and-reason.ts';

type Value = (subject?: string) => string;

/** A note may have as many characters as Slack allows a whole section: 3000. */
const noteMax = 2800;

export const shareCard = (model: ShareCardModel, value: Value): Message => {
  const { share, offers } = model;
  const [offer] = offers;
  const name = imageName(share);
  const to = `project ${bold(projectLabel(share))}`;
  const title = offer
    ? `${mention(offer.producer)} is sharing the image ${bold(name)} from project ${bold(offer.projectName)} with ${to}`
    : `Image ${bold(name)} for ${to}`;
  const state = stateOf(share);
  const until = termLines(share);
  return {
    text: [
      `${title} (${escapeText(share.cloudName)}, ${escapeText(share.region)}).`,
      `Image id: ${share.imageId}`,
      ...(offer?.note ? [`Note: ${escapeText(offer.note)}`] : []),
      state,
      ...until,
    ].join('\n'),
    blocks: [
      section(title, {
        accessory: cardMenu(value(), [
          ...(waitsForAnswer(share) ? (['not-now'] as const) : []),
          'refresh',
          'timeline',
        ]),
        fields: facts(share),
      }),
      ...(offer?.note ? [section(quote(offer.note, noteMax))] : []),
      ...(share.image && share.image.status !== 'active'
        ? [
            context(
              `:warning: The image is ${escapeText(share.image.status)} and cannot be booted at the moment.`,
            ),
          ]
        : []),
      section(state),
      ...until.map((words) => context(words)),
      ...answerBlocks(model, value),
    ],
  };
};

const facts = ({ image, imageId, cloudName, region }: Share): string[] => [
  `*Image id*\n${code(imageId)}`,
  `*Where*\n${escapeText(cloudName)}, ${escapeText(region)}`,
  ...(image ? imageFacts(image) : []),
];

const imageFacts = (image: ImageFacts): string[] => [
  ...(image.sizeBytes === null
    ? []
    : [
        `*Size*\n${sizeText(image.sizeBytes)}${image.diskFormat ? ` (${escapeText(image.diskFormat)})` : ''}`,
      ]),
  ...(image.os ? [`*OS*\n${escapeText(image.os)}`] : []),
  ...(needs(image) ? [`*Needs at least*\n${needs(image)}`] : []),
  ...(image.checksum ? [`*Checksum*\n${code(image.checksum.slice(0, 64))}`] : []),
];

const needs = ({ minDiskGb, minRamMb }: ImageFacts) =>
  [...(minDiskGb > 0 ? [`${minDiskGb} GB disk`] : []), ...(minRamMb > 0 ? [`${minRamMb} MB RAM`] : [])].join(
    ', ',
  );

/** The last day to answer, and the last day of the share. */
const termLines = (share: Share): string[] => {
  const { answerBy, endsAt } = openTerms(share);
  return [
    ...(answerBy === null ? [] : [`Answer by ${time(answerBy)}, or the offer ends.`]),
    ...(endsAt === null
      ? []
      : [
          `The share ends ${time(endsAt)} unless the producer extends it. Servers made from the image are not affected.`,
        ]),
  ];
};

/** The answer: who gave it and when. */
const stateOf = (share: Share): string => {
  const intent = openMemberIntent(share);
  const answer = openAnswer(share);
  const problem = share.answerProblem ? `\n:x: ${escapeText(wordProblem(share.answerProblem))}` : '';
  const waiting = share.lastError ? `\n:hourglass: ${escapeText(wordProblem(share.lastError))}` : '';
  // the last content of this message: an offer made again gets a new one
  if (intent?.again)
    return `:hourglass: ${mention(intent.by)} is offering it again, in a new message.${waiting}`;
  if (intent?.value === 'absent')
    return `:hourglass: ${mention(intent.by)} is withdrawing this image…${waiting}`;
  if (answer)
    return `:hourglass: ${mention(answer.by)} chose *${answer.value}*; updating the cloud…${waiting}`;
  if (!isMember(share)) return `${withdrawn(share)}${problem}`;
  return `${standing(share, problem)}${hiddenLine(share)}`;
};

const standing = (share: Share, problem: string): string => {
  const when = share.decided ? ` ${time(share.decided.at)}` : '';
  const by = share.decided?.by ? `by ${mention(share.decided.by)}` : 'outside the bot';
  if (share.status === 'accepted')
    return `:white_check_mark: *Accepted* ${by}${when}. The image is in the project’s image list.${problem}`;
  if (share.status === 'rejected') {
    return `:heavy_multiplication_x: *Rejected* ${by}${when}. The image is hidden from the project’s image list.${reasonLine(share)}${problem}`;
  }
  const put = share.decided?.by ? ` ${mention(share.decided.by)} set it back to pending${when}.` : '';
  const gone = share.cloudGone ? `\n:warning: ${escapeText(wordProblem(cloudGone(share)))}` : '';
  return `:hourglass_flowing_sand: *Waiting for an answer.*${put}${problem}${gone}`;
};

/** Its owner changed who can see it; the membership is kept. */
const hiddenLine = ({ image, cloudName }: Share): string => {
  if (!image?.hidesMembers) return '';
  return image.visibility === 'private'
    ? '\n:lock: *Hidden by its owner*: the image is private now, so the project has no access until it is shared again.'
    : `\n:globe_with_meridians: *Open to everyone now*: the image is ${escapeText(image.visibility)}, so everyone on ${escapeText(cloudName)} can use it.`;
};

const withdrawn = (share: Share) => {
  const { decided, answerProblem, status } = share;
  const because = endedBecause(share);
  if (status === null && !answerProblem) return ':hourglass: Loading…';
  if (status === 'unavailable' && answerProblem?.kind !== 'not-a-member')
    return ':grey_question: *Not available to your project now*: its owner hid it, withdrew it or deleted it. Servers made from it are not affected.';
  if (because !== null)
    return `:hourglass: *No longer shared*: ${because === 'ended' ? 'the share ended as scheduled' : 'nobody answered in time'} ${time(decided?.at ?? 0)}. Servers made from it are not affected.`;
  if (decided?.by)
    return `:no_entry_sign: *No longer shared*: withdrawn by ${mention(decided.by)} ${time(decided.at)}. Servers made from it are not affected.`;
  return answerProblem
    ? ':no_entry_sign: *Not shared with this project.*'
    : ':no_entry_sign: *No longer shared*: withdrawn outside the bot, or the image was deleted. Servers made from it are not affected.';
};

/** The answer waits for its giver's account. Meanwhile, others in the project may answer in their own name. */
const waitsForAccount = ({ lastError }: Share) =>
  lastError !== null && ['account-refused', 'account-unlinked', 'credential-lost'].includes(lastError.kind);

const mayAnswer = (share: Share): boolean => {
  const member = openMemberIntent(share);
  if (!isMember(share) || share.image?.hidesMembers || member?.value === 'absent' || member?.again)
    return false;
  return openAnswer(share) === null || (member === null && waitsForAccount(share));
};

/** What an answer means, the buttons to give or change it, and what the person who answered can still do. */
const answerBlocks = (model: ShareCardModel, value: Value): Block[] => {
  const { share, accounts } = model;
  const more = afterwards(model, value);
  if (!mayAnswer(share)) return more.length === 0 ? [] : [actions(...more)];
  if (!accounts.some(({ health }) => health === 'good')) {
    const [failing] = accounts;
    return [
      section(
        failing
          ? `${failing.health === 'lost' ? `The credential of your account ${bold(failing.name)} can no longer be read.` : `The cloud refuses your account ${bold(failing.name)}.`} Link it again to answer.`
          : `To answer, link an account of project ${code(share.projectId)} on ${escapeText(share.cloudName)}.`,
      ),
      actions(
        button({ text: failing ? 'Link again' : 'Link account', actionId: 'account-link', style: 'primary' }),
        ...more,
      ),
    ];
  }
  return [
    context(
      'Accept adds the image to the image list of everyone in the project. Reject keeps it out of the list. Either way, the project can boot the image by its id until the producer removes it. The image still belongs to the producer: to own a copy, boot a server from it and take a snapshot of that server.',
    ),
    actions(
      ...answers(share.status).map((answer) => answerButton(answer, share.status === 'pending', value)),
      ...more,
    ),
  ];
};

const answers = (status: Share['status']): ('accepted' | 'rejected')[] => {
  if (status === 'accepted') return ['rejected'];
  return status === 'rejected' ? ['accepted'] : ['accepted', 'rejected'];
};

const answerButton = (answer: 'accepted' | 'rejected', first: boolean, value: Value) =>
  button({
    text: answer === 'accepted' ? (first ? 'Accept' : 'Accept instead') : first ? 'Reject' : 'Reject instead',
    actionId: answer === 'accepted' ? 'share-accept' : 'share-reject',
    value: value(),
    ...(answer === 'accepted' && first ? { style: 'primary' as const } : {}),
  });

/** Answers a click on a stale card: the current state, and a button to change that. */
export const staleCard = (share: Share, wanted: MemberStatus, newValue: string): Message => {
  const state = stateOf(share);
  const words = `This card changed after you saw it, so nothing was done. The current state of ${bold(imageName(share))}:`;
  const offered =
    isMember(share) &&
    openAnswer(share) === null &&
    share.status !== wanted &&
    (wanted === 'accepted' || wanted === 'rejected');
  return {
    text: `${words}\n${state}`,
    blocks: [
      section(`${words}\n${state}`),
      ...(offered ? [actions(answerButton(wanted, false, () => newValue))] : []),
    ],
  };
};
