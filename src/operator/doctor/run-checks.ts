/** Runs checks side by side; one that throws or takes too long has failed, and keeps no other from its end. */
import type { Clock } from '../../core/clock.ts';
import { SetupError } from '../../core/setup-error.ts';
import { wordsOf } from '../../exit-code.ts';
import { type Check, type Finding, failure } from './finding.ts';

/** A finding under the name of its check. */
export interface Line extends Finding {
  readonly check: string;
}

export const checkLimitMs = 10_000;

const tooLong = failure(
  'no answer within 10 s',
  'Something on the way takes connections and says nothing: a firewall, a proxy, or a disk that hangs.',
);

/** A set-up's error says what to do by itself. */
const broken = (error: unknown): Finding => {
  if (error instanceof SetupError) return failure(error.message);
  return failure(
    `the check failed: ${error instanceof Error ? wordsOf(error) : String(error)}`,
    'See docs/troubleshooting.md.',
  );
};

const ran = async ({ name, run }: Check, clock: Pick<Clock, 'timeout'>): Promise<readonly Line[]> => {
  const limit = clock.timeout(checkLimitMs);
  const late = new Promise<readonly Finding[]>((resolve) => {
    limit.addEventListener('abort', () => resolve([tooLong]));
  });
  // a check that throws at once throws in here
  const found = (async () => run(limit))().catch((error: unknown) => [
    limit.aborted ? tooLong : broken(error),
  ]);
  return (await Promise.race([found, late])).map((finding) => ({ check: name, ...finding }));
};

/** @returns the lines in the order of the checks */
export const runChecks = async (
  checks: readonly Check[],
  clock: Pick<Clock, 'timeout'>,
): Promise<readonly Line[]> => (await Promise.all(checks.map((check) => ran(check, clock)))).flat();
