/** Long texts that people typed, while a button or a form leads to them: stored sealed, since Slack holds only short values. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Person } from '../core/ids.ts';
import type { SealedRecords } from '../store/secrets/credentials.ts';

const keptMs = 60 * 60_000;

type Owner = Pick<Person, 'teamId' | 'userId'>;

const recordKey = ({ teamId, userId }: Owner, id: string) => ['draft', teamId, userId, id].join(':');

const stored = z.string().optional();

export interface Drafts {
  /**
   * Returns the draft's id, which only its owner can read it by.
   * @param ms an hour, if it is not said
   */
  keep(person: Owner, typed: string, ms?: number): Promise<string>;
  /** Undefined once its time has passed. */
  read(person: Owner, id: string): Promise<string | undefined>;
}

export const createDrafts = ({ put, get }: Pick<SealedRecords, 'put' | 'get'>): Drafts => ({
  async keep(person, typed, ms = keptMs) {
    const id = randomUUID();
    await put(recordKey(person, id), typed, ms);
    return id;
  },
  async read(person, id) {
    return stored.parse(await get(recordKey(person, id)));
  },
});
