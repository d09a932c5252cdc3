/** What the words of every area are made with. */
import { clipText } from '../plain-text.ts';

/** A sentence or two for every kind: what happened, what it means, what to do next. One missing, or one too many, does not compile. */
export type Words<P extends { readonly kind: string }> = {
  readonly [Each in P as Each['kind']]: (problem: Each) => string;
};

/** At most 80 characters of what somebody typed, so that a long paste does not drown the sentence. */
export const quoted = (typed: string) => `“${clipText(typed, 80)}”`;

export const listed = (names: readonly string[]) =>
  names.map((name) => `\`${name}\``).join(', ') || 'none yet';

/** A sentence with the request id for the operator, who finds it in the cloud's log; '' if the cloud named none. */
export const traceable = (requestId: string | null) =>
  requestId === null ? '' : ` If you need help, give the operator the request id ${requestId}.`;

/** A time in words that are read in any time zone. @param at ms UTC */
export const utcText = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Rounded up, because whoever comes too early is held up again. */
export const waitText = (ms: number) => {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes >= 120) return `${Math.ceil(minutes / 60)} hours`;
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
};
