/** What people are told of a failure that is tried again: from a point on, a momentary fault is no explanation any more. Pure. */
import type { Problem } from '../../core/problems/problem.ts';

const lastingFailures = 3;

/**
 * @param lasting what is told once it has failed too often; missing: `problem` all along
 * @param failures in a row, this one included
 */
export const laterProblem = (
  { problem, lasting }: { readonly problem: Problem; readonly lasting?: Problem },
  failures: number,
): Problem => (failures >= lastingFailures && lasting ? lasting : problem);
