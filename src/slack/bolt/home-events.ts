/** Hears who opens the Home tab. */
import type { SlackUserId } from '../../core/ids.ts';
import type { EventHandlers } from './events.ts';
import type { TakeTurn } from './forms.ts';
import type { Registry } from './registry.ts';

export const homeEvents = ({ home }: Registry, turn: TakeTurn): EventHandlers => ({
  app_home_opened: async ({ event, body }) => {
    if (event.tab !== 'home') return;
    const incoming = {
      source: 'home',
      name: event.type,
      userId: event.user as SlackUserId,
      userName: undefined,
      belonging: { teamId: body.team_id, enterpriseId: body.enterprise_id },
      respond: undefined,
      // Bolt acknowledged the event before it called this.
      ack: async () => {},
    } as const;
    await turn(incoming, async (it) => {
      await it.ack();
      await it.attempt(async () => home?.opened(it.turn));
    });
  },
});
