/** The consumer's card: what is offered, by whom, what each answer means, and the answer given. Pure. */
import { clipText } from '../../core/plain-text.ts';
import type { ImageFacts } from '../../model/image.ts';
import type { MemberStatus } from '../../model/member.ts';
import type { Share } from '../../model/share.ts';
import type { ShareCardModel } from '../../sharing/cards/render.ts';
import { waitsForAnswer } from '../../sharing/intents/remind.ts';
import { isAsking } from '../../sharing/rules/restored-share.ts';
import {
  imageName,
  isMember,
  openAnswer,
  openMemberIntent,
  projectLabel,
} from '../../sharing/rules/share-state.ts';
import { assemble, type Detail, least, noteChars } from '../../slack/blocks/assemble.ts';
import { actions, button, context, section } from '../../slack/blocks/builders.ts';
import { cardMenu, plainCard } from '../../slack/blocks/menus.ts';
import {
  bold,
  code,
  escapeText,
  joined,
  mention,
  mrkdwn,
  needsText,
  sizeText,
} from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { quote } from '../../slack/blocks/quote.ts';
import { restoredButtons } from '../../slack/blocks/restored-question.ts';
import type { Block, CardMessage, Message, Mrkdwn } from '../../slack/feature.ts';
import { stateOf, termLines } from './answer-state.ts';
import { afterwards } from './undo-and-reason.ts';

type Value = (subject?: string) => string;

/** A note may have as many characters as Slack allows a whole section: 3000. */
const noteMax = 2800;

export const shareCard = (model: ShareCardModel, value: Value): CardMessage => {
  const { share } = model;
  const title = mrkdwn`${bold(clipText(imageName(share), least.names))} · ${code(share.imageId)}`;
  return {
    ...assemble((detail) => shareInDetail(model, value, detail)),
    plain: plainCard(title, stateOf(share, least), value()),
  };
};

/** The card that shows `detail` of what it could show. */
const shareInDetail = (model: ShareCardModel, value: Value, detail: Detail): Message => {
  const { share, offers } = model;
  const [offer] = offers;
  const short = (text: string) => clipText(text, detail.names);
  const name = short(imageName(share));
  const to = mrkdwn`project ${bold(short(projectLabel(share)))}`;
  const title = offer
    ? mrkdwn`${mention(offer.producer)} is sharing the image ${bold(name)} from project ${bold(short(offer.projectName))} with ${to}`
    : mrkdwn`Image ${bold(name)} for ${to}`;
  const state = stateOf(share, detail);
  const until = termLines(share);
  return {
    text: joined([
      mrkdwn`${title} (${escapeText(short(share.cloudName))}, ${escapeText(short(share.region))}).`,
      mrkdwn`Image id: ${escapeText(share.imageId)}`,
      state,
      ...until,
      ...(offer?.note ? [mrkdwn`Note: ${escapeText(clipText(offer.note, noteChars(detail)))}`] : []),
    ]),
    blocks: [
      section(title, {
        accessory: cardMenu(value(), [
          ...(waitsForAnswer(share) ? (['not-now'] as const) : []),
          'refresh',
          'timeline',
          ...(offer || share.ownerProjectId !== null ? (['block'] as const) : []),
        ]),
        fields: facts(share, short),
      }),
      ...(offer?.note ? [section(quote(offer.note, Math.min(noteMax, noteChars(detail))))] : []),
      ...(share.image && share.image.status !== 'active'
        ? [
            context(
              mrkdwn`:warning: The image is ${escapeText(clipText(share.image.status, 40))} and cannot be booted at the moment.`,
            ),
          ]
        : []),
      section(state),
      ...until.map((words) => context(words)),
      ...answerBlocks(model, value, short),
    ],
  };
};

type Short = (text: string) => string;

const facts = ({ image, imageId, cloudName, region }: Share, short: Short): Mrkdwn[] => [
  mrkdwn`*Image id*\n${code(imageId)}`,
  mrkdwn`*Where*\n${escapeText(short(cloudName))}, ${escapeText(short(region))}`,
  ...(image ? imageFacts(image, short) : []),
];

const imageFacts = (image: ImageFacts, short: Short): Mrkdwn[] => {
  const needs = needsText(image.minDiskGb, image.minRamMb);
  return [
    ...(image.sizeBytes === null
      ? []
      : [
          mrkdwn`*Size*\n${sizeText(image.sizeBytes)}${image.diskFormat ? mrkdwn` (${escapeText(short(image.diskFormat))})` : ''}`,
        ]),
    ...(image.os ? [mrkdwn`*OS*\n${escapeText(short(image.os))}`] : []),
    ...(needs ? [mrkdwn`*Needs at least*\n${needs}`] : []),
    ...(image.checksum ? [mrkdwn`*Checksum*\n${code(image.checksum.slice(0, 64))}`] : []),
  ];
};

/** The answer waits for its giver's account. Meanwhile, others in the project may answer in their own name. */
const waitsForAccount = ({ lastError }: Share) =>
  lastError !== null &&
  ['account-refused', 'account-unlinked', 'credential-lost', 'owner-away', 'account-unconfirmed'].includes(
    lastError.kind,
  );

const mayAnswer = (share: Share): boolean => {
  const member = openMemberIntent(share);
  if (!isMember(share) || share.image?.hidesMembers || member?.value === 'absent' || member?.again)
    return false;
  return openAnswer(share) === null || (member === null && waitsForAccount(share));
};

/** What an answer means, the buttons to give or change it, and what the person who answered can still do. */
const answerBlocks = (model: ShareCardModel, value: Value, short: Short): Block[] => {
  const { share, accounts } = model;
  const more = afterwards(model, value);
  if (isAsking(share) && isMember(share)) return restoredButtons(value());
  if (!mayAnswer(share)) return more.length === 0 ? [] : [actions(...more)];
  if (accounts.length === 0) {
    return [
      section(
        mrkdwn`To answer, link an account of project ${code(short(share.projectId))} on ${escapeText(short(share.cloudName))}.`,
      ),
      actions(button({ text: plain`Link account`, actionId: 'account-link', style: 'primary' }), ...more),
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
