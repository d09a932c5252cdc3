/** A channel that stands for a project's people changes in Slack, before the bot posts there again. */
import type { Clock } from '../../core/clock.ts';
import type { SlackUserId, TeamId } from '../../core/ids.ts';
import type { Policy } from '../../core/policy.ts';
import type { Store } from '../repositories.ts';
import type { SlackHealth } from './slack-health.ts';
import { leaveChannel } from './unreachable.ts';

interface ChannelChangeDeps {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  readonly policy: Policy;
  /** Wakes the loop. */
  readonly nudge: () => void;
}

export const channelChanges = (
  { store, clock, policy, nudge }: ChannelChangeDeps,
  health: Pick<SlackHealth, 'revoked'>,
) => ({
  /** The bot may not post there any more, or should not: offers go to the project's people. */
  channelLost: async (teamId: TeamId, channel: SlackUserId, why: string): Promise<void> => {
    await store.database.transaction((tx) =>
      leaveChannel({ store, tx, now: clock.now(), policy }, { teamId, channel }, why),
    );
    nudge();
  },
  /** The channel is the same under another id. */
  channelMoved: async (teamId: TeamId, from: SlackUserId, to: SlackUserId): Promise<void> => {
    await store.database.transaction((tx) => store.movedChannels.followChannel(tx, { teamId, from, to }));
  },
  revoked: health.revoked,
});
