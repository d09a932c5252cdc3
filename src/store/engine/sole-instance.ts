/** The instance of a database that no other process has open. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Instance } from './database.ts';

export const soleInstance = (): Instance => ({
  leaseToken: () => randomUUID(),
  wakeOthers: async () => {},
  events: new EventEmitter(),
});
