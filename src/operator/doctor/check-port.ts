/** The port of the health paths: free, a bot's of ours, or somebody else's. */
import { z } from 'zod';
import type { Config } from '../../config.ts';
import { type Finding, failure, good, orGood, warning } from './finding.ts';

/** What a bot that runs beside says on `/readyz`; `free`: nobody listens; `other`: something else does. */
export type Beside = 'free' | 'other' | Readiness;

const readinessSchema = z.object({
  ready: z.boolean(),
  checks: z.record(z.string(), z.union([z.boolean(), z.string()])).default({}),
  /** What else does not work, and leaves the bot ready. */
  degraded: z.record(z.string(), z.string()).default({}),
  withoutSocket: z.string().optional(),
});
type Readiness = z.output<typeof readinessSchema>;

type Place = Pick<Config['slack'], 'host' | 'port'>;

/** An address that means all of them is reached at this machine's own. */
const hostOf = (host: string): string => {
  if (host === '0.0.0.0') return '127.0.0.1';
  const own = host === '::' ? '::1' : host;
  return own.includes(':') ? `[${own}]` : own;
};

export const askBeside = async ({ host, port }: Place, signal: AbortSignal): Promise<Beside> => {
  // any free port: nobody knows which
  if (port === 0) return 'free';
  try {
    const answer = await fetch(`http://${hostOf(host)}:${port}/readyz`, { signal, redirect: 'manual' });
    const read = readinessSchema.safeParse(await answer.json());
    return read.success ? read.data : 'other';
  } catch (error) {
    signal.throwIfAborted();
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    return cause?.code === 'ECONNREFUSED' ? 'free' : 'other';
  }
};

export const portFindings = ({ port }: Place, beside: Beside): readonly Finding[] => {
  if (port === 0) return [];
  if (beside === 'free') return [good(`no bot runs here; port ${port} is free`)];
  if (beside === 'other')
    return [failure(`port ${port} is taken by another process`, 'Stop that one, or set another PORT.')];
  const { ready, checks, degraded, withoutSocket } = beside;
  const failed = Object.entries(checks).filter(([, state]) => state !== true);
  const said = [
    ...failed.map(([name, state]) => `of ${name}: ${state === false ? 'it does not work' : state}`),
    ...Object.entries(degraded).map(([name, state]) => `of ${name}: ${state}`),
    ...(withoutSocket === undefined ? [] : [`of its socket: ${withoutSocket}`]),
    ...(ready || failed.length > 0 ? [] : ['that it is not ready, and not why']),
  ];
  const wrong = said.map((what) =>
    warning(`the bot that runs here says ${what}`, 'docs/operations.md, “Health and log”, explains /readyz.'),
  );
  return orGood(wrong, 'a bot runs here, and is ready');
};
