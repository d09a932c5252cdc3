/** The consumer's card: what is offered, by whom, what each answer means, and the answer given. Pure. */
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
import {
  bold,
  code,
  escapeText,
  joined,
  mention,
  mrkdwn,
  sizeText,
  time,
} from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { problemText } from '../../slack/blocks/problem-text.ts';
import { quote } from '../../slack/blocks/quote.ts';
import type { Block, Message, Mrkdwn } from '../../slack/feature.ts';
import { afterwards, reasonLine } from './undo-and-reason.ts';

type Value = (subject?: string) => string;

/** A note may have as many characters as Slack allows a whole section: 3000. */
const noteMax = 2800;

export const shareCard = (model: ShareCardModel, value: Value): Message => {
  const { share, offers } = model;
  const [offer] = offers;
  const name = imageName(share);
  const to = mrkdwn`project ${bold(projectLabel(share))}`;
  const title = offer
    ? mrkdwn`${mention(offer.producer)} is sharing the image ${bold(name)} from project ${bold(offer.projectName)} with ${to}`
    : mrkdwn`Image ${bold(name)} for ${to}`;
  const state = stateOf(share);
  const until = termLines(share);
  return {
    text: joined([
      mrkdwn`${title} (${escapeText(share.cloudName)}, ${escapeText(share.region)}).`,
      mrkdwn`Image id: ${escapeText(share.imageId)}`,
      state,
      ...until,
      ...(offer?.note ? [mrkdwn`Note: ${escapeText(offer.note)}`] : []),
    ]),
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
              mrkdwn`:warning: The image is ${escapeText(share.image.status)} and cannot be booted at the moment.`,
            ),
          ]
        : []),
      section(state),
      ...until.map((words) => context(words)),
      ...answerBlocks(model, value),
    ],
  };
};

const facts = ({ image, imageId, cloudName, region }: Share): Mrkdwn[] => [
  mrkdwn`*Image id*\n${code(imageId)}`,
  mrkdwn`*Where*\n${escapeText(cloudName)}, ${escapeText(region)}`,
  ...(image ? imageFacts(image) : []),
];

const imageFacts = (image: ImageFacts): Mrkdwn[] => [
  ...(image.sizeBytes === null
    ? []
    : [
        mrkdwn`*Size*\n${sizeText(image.sizeBytes)}${image.diskFormat ? mrkdwn` (${escapeText(image.diskFormat)})` : ''}`,
      ]),
  ...(image.os ? [mrkdwn`*OS*\n${escapeText(image.os)}`] : []),
  ...(needs(image) ? [mrkdwn`*Needs at least*\n${needs(image)}`] : []),
  ...(image.checksum ? [mrkdwn`*Checksum*\n${code(image.checksum.slice(0, 64))}`] : []),
];

const needs = ({ minDiskGb, minRamMb }: ImageFacts) =>
  joined(
    [
      ...(minDiskGb > 0 ? [mrkdwn`${minDiskGb} GB disk`] : []),
      ...(minRamMb > 0 ? [mrkdwn`${minRamMb} MB RAM`] : []),
    ],
    mrkdwn`, `,
  );

/** The last day to answer, and the last day of the share. */
const termLines = (share: Share): Mrkdwn[] => {
  const { answerBy, endsAt } = openTerms(share);
  return [
    ...(answerBy === null ? [] : [mrkdwn`Answer by ${time(answerBy)}, or the offer ends.`]),
    ...(endsAt === null
      ? []
      : [
          mrkdwn`The share ends ${time(endsAt)} unless the producer extends it. Servers made from the image are not affected.`,
        ]),
  ];
};

/** The answer: who gave it and when. */
const stateOf = (share: Share): Mrkdwn => {
  const intent = openMemberIntent(share);
  const answer = openAnswer(share);
  const problem = share.answerProblem ? mrkdwn`\n:x: ${problemText(share.answerProblem)}` : '';
  const waiting = share.lastError ? mrkdwn`\n:hourglass: ${problemText(share.lastError)}` : '';
  // the last content of this message: an offer made again gets a new one
  if (intent?.again)
    return mrkdwn`:hourglass: ${mention(intent.by)} is offering it again, in a new message.${waiting}`;
  if (intent?.value === 'absent')
    return mrkdwn`:hourglass: ${mention(intent.by)} is withdrawing this image…${waiting}`;
  if (answer)
    return mrkdwn`:hourglass: ${mention(answer.by)} chose *${escapeText(answer.value)}*; updating the cloud…${waiting}`;
  if (!isMember(share)) return mrkdwn`${withdrawn(share)}${problem}`;
  const when = share.decided ? mrkdwn` ${time(share.decided.at)}` : '';
  const by = share.decided?.by ? mrkdwn`by ${mention(share.decided.by)}` : mrkdwn`outside the bot`;
  if (share.status === 'accepted')
    return mrkdwn`:white_check_mark: *Accepted* ${by}${when}. The image is in the project’s image list.${problem}`;
  if (share.status === 'rejected') {
    return mrkdwn`:heavy_multiplication_x: *Rejected* ${by}${when}. The image is hidden from the project’s image list.${reasonLine(share)}${problem}`;
  }
  const put = share.decided?.by ? mrkdwn` ${mention(share.decided.by)} set it back to pending${when}.` : '';
  const gone = share.cloudGone ? mrkdwn`\n:warning: ${problemText(cloudGone(share))}` : '';
  return mrkdwn`:hourglass_flowing_sand: *Waiting for an answer.*${put}${problem}${gone}`;
};

const withdrawn = (share: Share) => {
  const { decided, answerProblem, status } = share;
  const because = endedBecause(share);
  if (status === null) return mrkdwn`:hourglass: Loading…`;
  if (because !== null)
    return mrkdwn`:hourglass: *No longer shared*: ${because === 'ended' ? mrkdwn`the share ended as scheduled` : mrkdwn`nobody answered in time`} ${time(decided?.at ?? 0)}. Servers made from it are not affected.`;
  if (decided?.by)
    return mrkdwn`:no_entry_sign: *No longer shared*: withdrawn by ${mention(decided.by)} ${time(decided.at)}. Servers made from it are not affected.`;
  return answerProblem
    ? mrkdwn`:no_entry_sign: *Not shared with this project.*`
    : mrkdwn`:no_entry_sign: *No longer shared*: withdrawn outside the bot, or the image was deleted. Servers made from it are not affected.`;
};

/** The answer waits for its giver's account. Meanwhile, others in the project may answer in their own name. */
const waitsForAccount = ({ lastError }: Share) =>
  lastError !== null && ['account-refused', 'account-unlinked', 'credential-lost'].includes(lastError.kind);

const mayAnswer = (share: Share): boolean => {
  const member = openMemberIntent(share);
  if (!isMember(share) || member?.value === 'absent' || member?.again) return false;
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
          ? mrkdwn`${failing.health === 'lost' ? mrkdwn`The credential of your account ${bold(failing.name)} can no longer be read.` : mrkdwn`The cloud refuses your account ${bold(failing.name)}.`} Link it again to answer.`
          : mrkdwn`To answer, link an account of project ${code(share.projectId)} on ${escapeText(share.cloudName)}.`,
      ),
      actions(
        button({
          text: failing ? plain`Link again` : plain`Link account`,
          actionId: 'account-link',
          style: 'primary',
        }),
        ...more,
      ),
    ];
  }
  return [
    context(
      mrkdwn`Accept adds the image to the image list of everyone in the project. Reject keeps it out of the list. Either way, the project can boot the image by its id until the producer removes it. The image still belongs to the producer: to own a copy, boot a server from it and take a snapshot of that server.`,
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
    text:
      answer === 'accepted'
        ? first
          ? plain`Accept`
          : plain`Accept instead`
        : first
          ? plain`Reject`
          : plain`Reject instead`,
    actionId: answer === 'accepted' ? 'share-accept' : 'share-reject',
    value: value(),
    ...(answer === 'accepted' && first ? { style: 'primary' as const } : {}),
  });

/** Answers a click on a stale card: the current state, and a button to change that. */
export const staleCard = (share: Share, wanted: MemberStatus, newValue: string): Message => {
  const state = stateOf(share);
  const words = mrkdwn`This card changed after you saw it, so nothing was done. The current state of ${bold(imageName(share))}:`;
  const offered =
    isMember(share) &&
    openAnswer(share) === null &&
    share.status !== wanted &&
    (wanted === 'accepted' || wanted === 'rejected');
  return {
    text: mrkdwn`${words}\n${state}`,
    blocks: [
      section(mrkdwn`${words}\n${state}`),
      ...(offered ? [actions(answerButton(wanted, false, () => newValue))] : []),
    ],
  };
};
