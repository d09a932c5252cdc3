/** What no command does, because it is done on a message about an image or on the Home: which words ask for it. Pure. */
import { actNamed } from './sentence-words.ts';

export type Place = 'undo' | 'extend' | 'block' | 'remind' | 'take over';

const listed = (words: Readonly<Record<string, string>>) =>
  new Map(
    Object.entries(words).flatMap(([place, of]) => of.split(' ').map((word) => [word, place as Place])),
  );

/** They count unless another verb comes before: what somebody shares may expire. */
const first = listed({
  undo: 'undo revert rollback cancel rückgängig stornieren',
  extend:
    'extend extends extension prolong renew longer permanent expire expires expiring expiry verlängern verlängere',
  block: 'block unblock ignore spam blockieren blockiere',
  remind: 'remind nudge resend erinnern erinnere',
  'take over': 'takeover übernehmen übernehme',
});

const anywhere = listed({ undo: 'mistake accident accidentally versehentlich' });

/** One word of each group. */
const together: readonly (readonly [place: Place, one: string, other: string])[] = [
  ['undo', 'take', 'back'],
  ['undo', 'wrong', 'share shared sharing accept accepted reject rejected'],
  ['extend', 'when how', 'end ends long'],
  ['block', 'stop', 'offer offers offering'],
  ['take over', 'take', 'over'],
];

/** @param words in lower case, as they were said; null: none of them asks for it */
export const placeOf = (words: readonly string[]): Place | null => {
  const at = words.findIndex((word) => first.has(word) || actNamed(word) !== undefined);
  const has = (any: string) => any.split(' ').some((word) => words.includes(word));
  return (
    first.get(words[at] ?? '') ??
    words.map((word) => anywhere.get(word)).find(Boolean) ??
    together.find(([, one, other]) => has(one) && has(other))?.[0] ??
    null
  );
};
