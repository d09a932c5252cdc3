/** What people typed before they had an account: stored sealed for an hour, and returned once, when an account is linked. */
import { z } from 'zod';
import type { Person } from '../core/ids.ts';
import type { SealedRecords } from '../store/secrets/credentials.ts';

const keptMs = 60 * 60_000;

type Owner = Pick<Person, 'teamId' | 'userId'>;

const recordKey = ({ teamId, userId }: Owner) => ['command', teamId, userId].join(':');

const stored = z.string().optional();

/** One command per person: the last one typed. */
export interface WaitingCommands {
  /** @param typed the whole line, as Slack sent it */
  keep(person: Owner, typed: string): Promise<void>;
  /** Undefined if no command waits, or its hour has passed. */
  peek(person: Owner): Promise<string | undefined>;
  /** Like {@link WaitingCommands.peek}, but removes the command, whatever happens to it next. */
  take(person: Owner): Promise<string | undefined>;
}

export const createWaitingCommands = ({ put, get, remove }: SealedRecords): WaitingCommands => {
  const peek = async (person: Owner) => stored.parse(await get(recordKey(person)));
  return {
    keep: (person, typed) => put(recordKey(person), typed, keptMs),
    peek,
    async take(person) {
      const typed = await peek(person);
      if (typed !== undefined) await remove(recordKey(person));
      return typed;
    },
  };
};
