/** What `/image-status` is answered with. Pure. */
import { imageName, projectLabel } from '../../sharing/share.ts';
import { bold, escapeText } from '../../slack/mrkdwn.ts';
import type { Message } from '../../slack/surface.ts';
import type { MemberStatus, Share } from '../../store/rows.ts';

/** It is written; the outcome stands on the card. */
export const statusTaken = (share: Share, status: MemberStatus): Message => ({
  text: `Setting ${bold(imageName(share))} to *${status}* for project ${escapeText(projectLabel(share))}. Our direct message has the card with the outcome.`,
});
