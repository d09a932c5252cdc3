/** The lock that bots share and an operator's command takes alone, on a connection that is kept for as long. */
import type { ClientBase } from 'pg';
import { systemClock } from '../../core/clock.ts';
import { DatabaseInUseError } from './in-use-lock.ts';

/** Any number, the same in each process. */
const useLock = 7_164_202;

/** The server frees a lock some time after its process has ended: how long to keep trying, without queueing in front of others. */
const lockTries = 20;
const lockRetryMs = 100;

const ways = {
  bot: {
    lock: 'pg_try_advisory_lock_shared',
    taken: 'The database is in use by an operator’s command. Start the bot once the command has ended.',
  },
  operator: {
    lock: 'pg_try_advisory_lock',
    taken: 'The database is in use by a running bot. Stop every replica first.',
  },
} as const;

/** @throws DatabaseInUseError */
export const takeUseLock = async (client: ClientBase, who: keyof typeof ways): Promise<void> => {
  const { lock, taken } = ways[who];
  for (let left = lockTries; left > 0; left--) {
    const { rows } = await client.query(`select ${lock}($1) as "taken"`, [useLock]);
    if (rows[0]?.taken) return;
    await systemClock.sleep(lockRetryMs);
  }
  throw new DatabaseInUseError(taken);
};
