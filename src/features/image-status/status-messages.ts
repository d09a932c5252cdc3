/** What `/image-status` is answered with. Pure. */
import type { MemberStatus } from '../../model/member.ts';
import type { Share } from '../../model/share.ts';
import { imageName, projectLabel } from '../../sharing/rules/share-state.ts';
import { bold, escapeText } from '../../slack/blocks/mrkdwn.ts';
import type { Message } from '../../slack/feature.ts';

/** It is written; the outcome stands on the card. */
export const statusTaken = (share: Share, status: MemberStatus): Message => ({
  text: `Setting ${bold(imageName(share))} to *${status}* for project ${escapeText(projectLabel(share))}. A card in your direct messages shows the outcome.`,
});
