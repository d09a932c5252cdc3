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
  // what is not proven yet is about the channel too; a step that is under way for it comes to nothing
  const acts = await tx
    .selectFrom('pendingActs')
    .select(['id', 'terms'])
    .where(({ and }) => and({ teamId, kind: 'set-channel', phase: 'proving' }))
    .execute();
  for (const { id, terms } of acts) {
    if (JSON.parse(terms).channel !== from) continue;
    const moved = JSON.stringify({ kind: 'set-channel', channel: to });
    await tx
      .updateTable('pendingActs')
      .set({ terms: moved, leaseToken: null, leaseUntil: null })
      .where('id', '=', id)
      .execute();
  }
};
