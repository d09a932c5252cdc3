/** What people read of somebody who left their project. Pure. */
import type { NotificationEvent } from '../../model/notification.ts';
import type { Share } from '../../model/share.ts';
import { ownerLabel } from '../../sharing/rules/share-state.ts';
import { bold, escapeText, joined, mention, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import type { Mrkdwn } from '../../slack/feature.ts';

type Left = Extract<NotificationEvent, { readonly kind: 'no-producer' }>;

/** @param short cuts a name to what there is room for */
export const leaverWords = (
  event: Left,
  share: Share,
  mayTakeOver: boolean,
  short: (name: string) => string,
): Mrkdwn =>
  mrkdwn`${hasLeft(event, share, short)}. ${mayTakeOver ? takeOver(event) : mrkdwn`There is nothing left to take over.`}`;

const hasLeft = ({ by, images, removals }: Left, share: Share, short: (name: string) => string): Mrkdwn =>
  joined(
    [
      mrkdwn`:bust_in_silhouette: ${mention(by)} has left project ${bold(short(ownerLabel(share)))} (${escapeText(short(share.cloudName))})`,
      ...(images === 0
        ? []
        : [mrkdwn`was sharing ${images === 1 ? mrkdwn`an image` : mrkdwn`${images} images`} of it`]),
      ...(removals === 0
        ? []
        : [
            mrkdwn`had asked for ${removals === 1 ? mrkdwn`a removal that is` : mrkdwn`${removals} removals that are`} not done`,
          ]),
    ],
    mrkdwn`, and `,
  );

const takeOver = ({ images, removals }: Left): Mrkdwn =>
  images === 0
    ? mrkdwn`Take over to try ${removals === 1 ? mrkdwn`it` : mrkdwn`them`} again.`
    : mrkdwn`${images === 1 ? mrkdwn`It has` : mrkdwn`They have`} no producer now. Take over to get the cards and notifications.`;
