/** When people are told that Slack does not take a card. Pure. */
import type { Card } from '../../model/card.ts';

/** A shorter refusal is nobody's concern. */
export const tellAfterMs = 10 * 60_000;

/** Slack's code for a card that it has refused for so long that people are told; null: none. */
export const toldRefusal = (
  { kind, refusedWith, refusedSince }: Pick<Card, 'kind' | 'refusedWith' | 'refusedSince'>,
  now: number,
): string | null =>
  kind !== 'home' && refusedSince !== null && now - refusedSince >= tellAfterMs ? refusedWith : null;
