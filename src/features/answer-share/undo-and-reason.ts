/** What people can do after they answered: undo it for a minute, and say why they rejected. Pure. */
import { z } from 'zod';
import type { Share } from '../../model/share.ts';
import type { ShareCardModel } from '../../sharing/cards/render.ts';
import { imageName, isMember } from '../../sharing/rules/share-state.ts';
import { type Explained, reasonOf, standingAnswer, type Undone } from '../../sharing/rules/undo-window.ts';
import type { Detail } from '../../slack/blocks/assemble.ts';
import { button, modalView, section } from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { bold, escapeText, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { quote } from '../../slack/blocks/quote.ts';
import type { Message, ModalView, Mrkdwn } from '../../slack/feature.ts';

export const reasonCallbackId = 'share-reason';

/** Characters. */
const reasonMax = 500;

/** The buttons under an answer that was carried out. */
export const afterwards = ({ share, viewer, canUndo }: ShareCardModel, value: () => string) => {
  const why = reasonOf(share) === null ? plain`Say why` : plain`Change the reason`;
  const explains = standingAnswer(share, viewer)?.value === 'rejected';
  return [
    ...(explains ? [button({ text: why, actionId: 'share-why', value: value() })] : []),
    ...(canUndo ? [button({ text: plain`Undo`, actionId: 'share-undo', value: value() })] : []),
  ];
};

/** The reason for a reject, on a line of its own; '' if there is none. */
export const reasonLine = (share: Share, { words }: Detail): Mrkdwn => {
  const reason = reasonOf(share);
  return reason === null || words === 0 ? '' : mrkdwn`\n${quote(reason, Math.min(words, reasonMax))}`;
};

export const reasonModal = ({ share, revision, reason }: Explained): ModalView =>
  modalView({
    callbackId: reasonCallbackId,
    title: plain`Say why`,
    submit: reason === null ? plain`Send` : plain`Change`,
    blocks: [
      section(
        mrkdwn`Why did you reject ${bold(imageName(share))}? The producer sees your reason. Leave it empty to give none.`,
      ),
      input({
        label: plain`Reason`,
        blockId: 'reason',
        kind: 'lines',
        optional: true,
        max: reasonMax,
        ...(reason !== null && { initial: reason }),
      }),
    ],
    metadata: `${share.id}.${revision}`,
  });

export const reasonSchema = z.object({
  reason: z
    .string()
    .trim()
    .max(reasonMax, `Use at most ${reasonMax} characters.`)
    .nullable()
    .transform((text) => text || null),
});

/** The reject that the modal is about. */
export const readMetadata = (metadata: string): { readonly shareId: string; readonly revision: number } => {
  const [shareId = '', revision] = metadata.split('.');
  return { shareId, revision: Number(revision) };
};

/** Answers an Undo that was not carried out. */
export const notUndone = ({ kind, share }: Exclude<Undone, { readonly kind: 'undone' }>): Message => {
  const stands = mrkdwn`${bold(imageName(share))} is ${isMember(share) ? mrkdwn`now *${escapeText(share.status ?? '')}*` : mrkdwn`no longer shared`}.`;
  if (kind === 'changed')
    return {
      text: mrkdwn`Nothing was undone, because the share has changed since your answer. ${stands} The card shows the current state.`,
    };
  const instead = share.status === 'accepted' ? mrkdwn`Reject instead` : mrkdwn`Accept instead`;
  return {
    text: mrkdwn`It is too late to undo this: you had one minute. ${stands} To change that, click *${instead}* on the card.`,
  };
};
