/** The modal that blocks a producer: whom, and for whom. Pure. */
import type { Blockable, BlockChoice } from '../../sharing/intents/block-producer.ts';
import { ownerLabel, projectLabel } from '../../sharing/rules/share-state.ts';
import { context, modalView, section } from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { bold, mention, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { ModalValues, ModalView } from '../../slack/feature.ts';

export const blockCallbackId = 'block-producer';

/** @param value the clicked card's */
export const blockModal = ({ share, producer, forProject }: Blockable, value: string): ModalView =>
  modalView({
    callbackId: blockCallbackId,
    title: plain`Block`,
    submit: plain`Block`,
    metadata: value,
    blocks: [
      section(
        producer === null
          ? mrkdwn`You get no more messages about offers from project ${bold(ownerLabel(share))}.`
          : mrkdwn`You get no more messages about offers from ${mention(producer)}, or from everybody in project ${bold(ownerLabel(share))}.`,
      ),
      input({
        label: plain`Block offers from`,
        blockId: 'whom',
        kind: 'radio',
        initial: producer === null ? 'project' : 'person',
        options: [
          ...(producer === null ? [] : [{ text: plain`This person`, value: 'person' }]),
          { text: plain`Everybody in project ${ownerLabel(share)}`, value: 'project' },
        ],
      }),
      input({
        label: plain`Block for`,
        blockId: 'forWhom',
        kind: 'radio',
        initial: 'me',
        options: [
          { text: plain`Me`, value: 'me' },
          ...(forProject
            ? [{ text: plain`Everybody in project ${projectLabel(share)}`, value: 'project' }]
            : []),
        ],
      }),
      context(
        mrkdwn`Images are still shared, and you find them with \`/list-images --member-status pending\`. The producer does not learn that you blocked them. To unblock, open Preferences.`,
      ),
    ],
  });

export const blockAsked = ({ whom, forWhom }: ModalValues): BlockChoice => ({
  whom: whom === 'person' ? 'person' : 'project',
  forWhom: forWhom === 'project' ? 'project' : 'me',
});
