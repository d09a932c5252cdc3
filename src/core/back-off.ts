/** How long to wait before trying again: doubles from `firstMs` to `maxMs`, with jitter that only shortens it. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * The wait before attempt `attempt + 1`, in milliseconds.
 * @param attempt how many attempts have failed, from 1
 * @param random 0 ≤ random < 1; the wait lies between half of the full one and all of it
 */
export const backoffMs = (attempt: number, { firstMs, maxMs }: Backoff, random: number): number => {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full * (1 - random / 2));
};
