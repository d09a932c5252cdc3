/**
 * A menu that is typed into: one or many of what is offered for the letters so far.
 * Behaves as the ARIA practices describe an editable combobox with a list. @see https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../icons.tsx';
import { placePopup } from '../popup.ts';
import type { Described } from './described.ts';

export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly description?: string;
  /** The heading it stands under. */
  readonly group?: string;
}

/** Where the choices come from: at hand, or asked for. */
type Source =
  | { readonly choices: (typed: string) => readonly Choice[] }
  | { readonly ask: (typed: string) => Promise<readonly Choice[]> };

interface ComboboxProps {
  readonly isMany: boolean;
  /** What was chosen can be changed but not taken away. */
  readonly isRequired: boolean;
  readonly chosen: readonly string[];
  /** What chosen values are called. */
  readonly known: readonly Choice[];
  readonly placeholder: string;
  /** How many can be chosen. */
  readonly max?: number;
  /** Letters before anything is offered. */
  readonly fewest: number;
  readonly source: Source;
  readonly choose: (values: readonly string[]) => void;
  readonly described: Described | undefined;
  /** What it is called where no label stands by it. */
  readonly name: string;
}

export const Combobox = (props: ComboboxProps) => {
  const { isMany, isRequired, chosen, known, placeholder, fewest, source, choose, described, name } = props;
  const { max = Number.POSITIVE_INFINITY } = props;
  const id = useId();
  const field = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  /** `null`: closed. */
  const [typed, setTyped] = useState<string | null>(null);
  const [answer, setAnswer] = useState<{ typed: string; choices: readonly Choice[] } | null>(null);
  /** Where the arrows or the mouse went; `null` before they did. */
  const [moved, setMoved] = useState<number | null>(null);
  const isOpen = typed !== null;
  const ask = 'ask' in source ? source.ask : null;
  const latest = useRef(ask);
  latest.current = ask;

  useEffect(() => {
    if (typed === null) return list.current?.hidePopover();
    if (typed.length < fewest) return;
    let isOld = false;
    latest.current?.(typed).then((choices) => {
      if (!isOld) setAnswer({ typed, choices });
    });
    return () => {
      isOld = true;
    };
  }, [typed, fewest]);

  /** `null` while they are asked for: what was offered for other letters is not taken by an early Enter. */
  const offered = (() => {
    if (typed === null || typed.length < fewest) return [];
    if ('choices' in source) return source.choices(typed);
    return answer?.typed === typed ? answer.choices : null;
  })();
  const isFull = isMany && chosen.length >= max;
  const options = isFull ? [] : (offered ?? []).filter(({ value }) => !isMany || !chosen.includes(value));
  const groups = [...new Set(options.map(({ group }) => group))];
  const standing = typed || isMany ? -1 : options.findIndex(({ value }) => value === chosen[0]);
  const active = moved ?? Math.max(0, standing);
  const type = (letters: string | null) => {
    setTyped(letters);
    setMoved(null);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is offered changes the popup's size
  useEffect(() => {
    if (!isOpen) return;
    list.current?.showPopover();
    placePopup(field.current, list.current);
  }, [isOpen, options.length]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it stands elsewhere among other options
  useEffect(() => {
    list.current?.querySelectorAll('[role="option"]')[active]?.scrollIntoView({ block: 'nearest' });
  }, [active, options.length]);

  const textOf = (value: string) => known.find((each) => each.value === value)?.text ?? value;
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
      // Not the form's: Enter opens a menu before it takes from it.
      event.preventDefault();
      if (!isOpen) return type('');
      const option = options[active];
      if (option) take(option.value);
    } else if (event.key === 'Backspace' && !typed && last !== undefined && (isMany || !isRequired))
      remove(last);
  };
  const nothing = isFull
    ? `You can choose no more than ${max}`
    : (typed ?? '').length < fewest
      ? `Type at least ${fewest} letters`
      : offered
        ? 'No results'
        : 'Loading…';

  const node = ({ value, text, description }: Choice, index: number) => (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's
    <div
      key={value}
      id={`${id}-${index}`}
      role="option"
      tabIndex={-1}
      aria-selected={chosen.includes(value)}
      className={index === active ? 'active' : ''}
      // The input keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onMouseEnter={() => setMoved(index)}
      onClick={() => take(value)}
    >
      {text}
      {description && <small>{description}</small>}
    </div>
  );

  return (
    <div ref={field} className="field combobox">
      {isMany &&
        chosen.map((value) => (
          <span key={value} className="chip">
            {textOf(value)}
            <button type="button" aria-label={`Remove ${textOf(value)}`} onClick={() => remove(value)}>
              <Icon name="close" />
            </button>
          </span>
        ))}
      <input
        id={described?.id}
        role="combobox"
        aria-label={described?.label ?? name}
        aria-describedby={described?.by}
        aria-invalid={described?.isWrong}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && options[active] ? `${id}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={isMany ? (chosen.length > 0 ? '' : placeholder) : chosen.map(textOf)[0] || placeholder}
        value={typed ?? (isMany ? '' : chosen.map(textOf).join(''))}
        onChange={({ target }) => type(target.value)}
        onClick={() => !isOpen && type('')}
        onBlur={() => type(null)}
        onKeyDown={keys}
      />
      <div
        ref={list}
        id={`${id}-list`}
        popover="manual"
        role="listbox"
        className="popup"
        aria-label={described?.label ?? name}
      >
        {options.length === 0 && (
          <p className="popup-note" role="status">
            {nothing}
          </p>
        )}
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is of a form, this is of a list
          <div key={group ?? ''} role="group" aria-label={group}>
            {group && <p className="popup-group">{group}</p>}
            {options.map((option, index) => option.group === group && node(option, index))}
          </div>
        ))}
      </div>
    </div>
  );
};
