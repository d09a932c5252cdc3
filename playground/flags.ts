/** Reads the playground's command line and `PLAYGROUND_PORT`. Pure. */
import { parseArgs } from 'node:util';

const defaultPort = 3333;

export const usage = `Usage: npm run playground -- [--keep DIR] [--cloud NAME [--allow-writes]]
       npm run playground -- --tour | --help

A Slack and an OpenStack cloud on this machine, with the real bot between them. No account, no network, no configuration.
It serves a page to play in, http://127.0.0.1:${defaultPort}, until Ctrl-C; PLAYGROUND_PORT sets another port.

  --keep DIR      keeps the state in DIR and takes it up again at the next start; else it is thrown away at the end
  --cloud NAME    puts a cloud of your clouds.yaml in the place of the playground's own; what people do in Slack is
                  then done to that cloud, and the page beside it only looks
  --allow-writes  with --cloud: the page's own buttons may change that cloud too, and its faults can be switched
  --tour          plays the main job through, prints what everybody sees, exits 0 if all went well
  --help          prints this
`;

export interface Flags {
  readonly keep: string | null;
  readonly cloud: string | null;
  readonly allowWrites: boolean;
  readonly tour: boolean;
  readonly help: boolean;
  /** 0: any free port. */
  readonly port: number;
}

/** The flags cannot be used; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError */
export const readFlags = (args: readonly string[], portGiven: string | undefined): Flags => {
  const { keep, cloud, tour = false, help = false, ...given } = parse(args);
  const allowWrites = given['allow-writes'] ?? false;
  if (keep === '' || keep?.startsWith('--')) throw new UsageError('--keep needs a folder: --keep DIR.');
  if (cloud === '') throw new UsageError('--cloud needs the name of a cloud: --cloud NAME.');
  if (tour && cloud !== undefined)
    throw new UsageError(
      'The tour needs people and images of its own, so it plays on the playground’s cloud only: leave out --cloud.',
    );
  if (tour && keep !== undefined)
    throw new UsageError('The tour begins again each time, so it has nothing to keep: leave out --keep.');
  if (allowWrites && cloud === undefined)
    throw new UsageError(
      '--allow-writes goes with --cloud: the playground’s own cloud may be written to anyway.',
    );
  return {
    keep: keep ?? null,
    cloud: cloud ?? null,
    allowWrites,
    tour,
    help,
    port: readPort(portGiven?.trim()),
  };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        keep: { type: 'string' },
        cloud: { type: 'string' },
        'allow-writes': { type: 'boolean' },
        tour: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
};

const readPort = (given: string | undefined): number => {
  if (!given) return defaultPort;
  const port = Number(given);
  if (/^\d+$/.test(given) && port < 65_536) return port;
  throw new UsageError(
    `PLAYGROUND_PORT is “${given}”, which is no port: give a number up to 65535, or 0 for any free port.`,
  );
};
