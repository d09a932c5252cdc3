/** What an operator's command is, and how it says that it was typed wrongly. */
import type { Environment } from '../config.ts';

/** What a command prints is on `stdout` alone, so that it can be redirected into a file; a process is one. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Where a command that asks reads the answer; missing: nobody can be asked. */
  readonly stdin?: NodeJS.ReadableStream;
}

/**
 * @param words what was typed after the command's name
 * @throws UsageError when the command cannot be asked like that
 */
export type Command = (words: readonly string[], env: Environment, streams: Streams) => Promise<void>;

/** A message, with its line's end, says what is amiss before the usage; without one the usage says enough. */
export class UsageError extends Error {}
