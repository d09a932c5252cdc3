/** What a consumer reads of an image that hides its members. Pure. */
import type { Share } from '../../model/share.ts';
import { escapeText, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import type { Mrkdwn } from '../../slack/feature.ts';

/** Its owner changed who can see it; the membership is kept. */
export const hiddenLine = ({ image, cloudName }: Share): Mrkdwn | '' => {
  if (!image?.hidesMembers) return '';
  return image.visibility === 'private'
    ? mrkdwn`\n:lock: *Hidden by its owner*: the image is private now, so the project has no access until it is shared again.`
    : mrkdwn`\n:globe_with_meridians: *Open to everyone now*: the image is ${escapeText(image.visibility)}, so everyone on ${escapeText(cloudName)} can use it.`;
};
