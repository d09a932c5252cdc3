/** What is being read from clouds for somebody who waits: noted where it is read, heard where the person is answered. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface BeingRead {
  /** A region, or a cloud whose region is not known yet. */
  readonly place: string;
  /** The account's name. */
  readonly account: string;
}

const listeners = new AsyncLocalStorage<(read: BeingRead) => void>();

/** To be called as a read begins; heard by whoever waits for it, if anybody does. */
export const noteReading = (read: BeingRead): void => listeners.getStore()?.(read);

/** Runs `work`, and hears of each read that begins in it. */
export const hearReading = <T>(heard: (read: BeingRead) => void, work: () => T): T =>
  listeners.run(heard, work);
