/** The behaviour of a menu to type into: what is open, offered and active, and what the keys do. */
import { type KeyboardEvent, useState } from 'react';
import { type Choice, type Source, useOfferedChoices } from './offered-choices.ts';

export interface ComboboxRules {
  readonly isMany: boolean;
  /** The choice can be changed, but not removed. */
  readonly isRequired: boolean;
  readonly chosen: readonly string[];
  /** How many can be chosen. */
  readonly max?: number;
  /** How many letters must be typed before anything is offered. */
  readonly fewest: number;
  readonly source: Source;
  readonly choose: (values: readonly string[]) => void;
}

/** What can be chosen, and what to say if there is nothing. */
const useOptions = (
  { isMany, chosen, max = Number.POSITIVE_INFINITY, fewest, source }: ComboboxRules,
  typed: string | null,
): { options: readonly Choice[]; nothing: string } => {
  const offered = useOfferedChoices(source, typed, fewest);
  const isFull = isMany && chosen.length >= max;
  const options = isFull ? [] : (offered ?? []).filter(({ value }) => !isMany || !chosen.includes(value));
  const nothing = isFull
    ? `You can choose no more than ${max}`
    : (typed ?? '').length < fewest
      ? `Type at least ${fewest} letters`
      : offered
        ? 'No results'
        : 'Loading…';

  return { options, nothing };
};

export const useCombobox = (rules: ComboboxRules) => {
  const { isMany, isRequired, chosen, choose } = rules;
  /** `null`: closed. */
  const [typed, setTyped] = useState<string | null>(null);
  /** The option that the arrows or the mouse moved to; `null` before they did. */
  const [moved, setMoved] = useState<number | null>(null);
  const isOpen = typed !== null;
  const { options, nothing } = useOptions(rules, typed);
  const standing = typed || isMany ? -1 : options.findIndex(({ value }) => value === chosen[0]);
  const active = moved ?? Math.max(0, standing);
  const type = (letters: string | null) => {
    setTyped(letters);
    setMoved(null);
  };

  const take = (value: string) => {
    choose(isMany ? [...chosen, value] : [value]);
    type(null);
  };
  const remove = (value: string) => choose(chosen.filter((each) => each !== value));
  const keys = (event: KeyboardEvent) => {
    const last = chosen.at(-1);
    if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      type(null);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) type('');
      else
        setMoved(
          (active + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % Math.max(1, options.length),
        );
    } else if (event.key === 'Enter') {
      // Enter opens a menu before it chooses; it does not submit the form.
      event.preventDefault();
      if (!isOpen) return type('');
      const option = options[active];
      if (option) take(option.value);
    } else if (event.key === 'Backspace' && !typed && last !== undefined && (isMany || !isRequired))
      remove(last);
  };
  return { typed, isOpen, options, nothing, active, type, activate: setMoved, take, remove, keys };
};
