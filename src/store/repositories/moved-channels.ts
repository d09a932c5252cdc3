/** Slack gives a channel another id: whatever names it follows. */
import type { SlackUserId, TeamId } from '../../core/ids.ts';
import type { Tx } from '../schema/tables.ts';

/** Every row that names the channel `from` names `to` from now on. */
export const followChannel = async (
  tx: Tx,
  { teamId, from, to }: { readonly teamId: TeamId; readonly from: SlackUserId; readonly to: SlackUserId },
): Promise<void> => {
  const isRecipient = { teamId, recipientId: from };
  await tx
    .updateTable('projectChannels')
    .set({ channel: to })
    .where(({ and }) => and({ teamId, channel: from }))
    .execute();
  await tx
    .updateTable('cards')
    .set({ recipientId: to, channel: to })
    .where(({ and }) => and(isRecipient))
    .execute();
  await tx
    .updateTable('notifications')
    .set({ recipientId: to })
    .where(({ and }) => and(isRecipient))
    .execute();
};
