/** Hears of people who are deactivated, or come back. */
import type { SlackUserId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { EventHandlers } from './events.ts';
import type { Registry } from './registry.ts';

/** @param running what is being done, until it is over */
export const peopleEvents = (
  { presence }: Registry,
  log: Log,
  running: Set<Promise<void>>,
): EventHandlers => ({
  user_change: async ({ event }) => {
    const { id, deleted } = event.user;
    const work = (async () => presence?.changed(id as SlackUserId, deleted === true))()
      .catch((error: unknown) => log.error({ err: error }, 'failed to act on a user_change'))
      .finally(() => running.delete(work));
    running.add(work);
    await work;
  },
});
