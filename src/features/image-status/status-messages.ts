/** The replies to `/image-status`. Pure. */
import type { MemberStatus } from '../../model/member.ts';
import type { Share } from '../../model/share.ts';
import { imageName, projectLabel } from '../../sharing/rules/share-state.ts';
import { bold, escapeText, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import type { Message } from '../../slack/feature.ts';

/** The answer is recorded; the card shows the outcome. */
export const statusTaken = (share: Share, status: MemberStatus): Message => ({
  text: mrkdwn`Setting ${bold(imageName(share))} to *${escapeText(status)}* for project ${escapeText(projectLabel(share))}. A card in your direct messages shows the outcome.`,
});
