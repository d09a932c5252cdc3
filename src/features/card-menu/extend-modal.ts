/** The modal that moves the end of a share, or of an unanswered offer. Pure. */
import type { Extendable } from '../../sharing/intents/extend.ts';
import { imageName, projectLabel } from '../../sharing/rules/share-state.ts';
import { modalView, section } from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { bold, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { ModalValues, ModalView } from '../../slack/feature.ts';

export const extendCallbackId = 'extend-share';

export const extendModal = ({ share, which, at, suggested }: Extendable): ModalView =>
  modalView({
    callbackId: extendCallbackId,
    title: plain`Extend`,
    submit: plain`Extend`,
    metadata: share.id,
    blocks: [
      section(
        mrkdwn`${which === 'endsAt' ? mrkdwn`The share` : mrkdwn`The offer`} of ${bold(imageName(share))} ${which === 'endsAt' ? mrkdwn`with` : mrkdwn`to`} project ${bold(projectLabel(share))} ends ${time(at)}${which === 'endsAt' ? '' : mrkdwn` unless somebody answers`}.`,
      ),
      input({
        label: plain`New last day`,
        blockId: 'until',
        kind: 'date',
        initial: suggested,
        placeholder: plain`Choose a day, such as 2027-01-31`,
      }),
    ],
  });

export const dayAsked = ({ until }: ModalValues): string => (typeof until === 'string' ? until : '');
