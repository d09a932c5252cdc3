/** What a menu to type into offers for the letters so far: from a list, or by asking the bot. */
import { useEffect, useRef, useState } from 'react';

export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly description?: string;
  /** Its heading. */
  readonly group?: string;
}

/** Where the choices come from: a list, or the bot. */
export type Source =
  | { readonly choices: (typed: string) => readonly Choice[] }
  | { readonly ask: (typed: string) => Promise<readonly Choice[]> };

/**
 * @param typed `null` while the menu is closed
 * @param fewest how many letters must be typed before anything is offered
 * @returns `null` until the answer arrives, so that an early Enter does not take a choice for other letters
 */
export const useOfferedChoices = (
  source: Source,
  typed: string | null,
  fewest: number,
): readonly Choice[] | null => {
  const [answer, setAnswer] = useState<{ typed: string; choices: readonly Choice[] } | null>(null);
  const ask = 'ask' in source ? source.ask : null;
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (typed === null || typed.length < fewest) return;
    let isOld = false;
    latest.current?.(typed).then((choices) => {
      if (!isOld) setAnswer({ typed, choices });
    });
    return () => {
      isOld = true;
    };
  }, [typed, fewest]);

  if (typed === null || typed.length < fewest) return [];
  if ('choices' in source) return source.choices(typed);
  return answer?.typed === typed ? answer.choices : null;
};
