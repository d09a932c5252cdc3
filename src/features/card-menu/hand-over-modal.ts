/** The modal that asks a colleague to be the producer of what somebody shares. Pure. */
import type { Offer } from '../../model/offer.ts';
import { imageName } from '../../sharing/rules/share-state.ts';
import { context, modalView, section } from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { bold, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { ModalValues, ModalView } from '../../slack/feature.ts';

export const handOverCallbackId = 'hand-over';

/** @param value the clicked card's */
export const handOverModal = (offer: Offer, value: string): ModalView =>
  modalView({
    callbackId: handOverCallbackId,
    title: plain`Hand over`,
    submit: plain`Ask`,
    metadata: value,
    blocks: [
      section(
        mrkdwn`Who should be the producer of ${bold(imageName(offer))} instead of you? Only people who may act for project ${bold(offer.projectName)} can.`,
      ),
      input({ label: plain`Colleague`, blockId: 'people', kind: 'person' }),
      context(
        mrkdwn`They get a message and accept or decline. Until they accept, you stay the producer. Afterwards they get the cards and notifications; what is shared stays as it is.`,
      ),
    ],
  });

export const colleagueAsked = ({ people }: ModalValues): string => (typeof people === 'string' ? people : '');
