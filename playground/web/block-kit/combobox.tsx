/**
 * A menu that is typed into: one or many of what is offered for the letters so far.
 * Behaves as the ARIA practices describe an editable combobox with a list. @see https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../icons.tsx';
import { placePopup } from '../popup.ts';
import type { Described } from './input.tsx';

export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly description?: string;
}

interface ComboboxProps {
  readonly isMany: boolean;
  /** What was chosen can be changed but not taken away. */
  readonly isRequired: boolean;
  readonly chosen: readonly string[];
  /** What chosen values are called. */
  readonly known: readonly Choice[];
  readonly placeholder: string;
  /** Letters before anything is offered. */
  readonly fewest: number;
  readonly suggest: (typed: string) => Promise<readonly Choice[]>;
  readonly choose: (values: readonly string[]) => void;
  readonly described: Described | undefined;
  /** What it is called where no label stands by it. */
  readonly name: string;
}

export const Combobox = (props: ComboboxProps) => {
  const { isMany, isRequired, chosen, known, placeholder, fewest, suggest, choose, described, name } = props;
  const id = useId();
  const field = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  /** `null`: closed. */
  const [typed, setTyped] = useState<string | null>(null);
  const [offered, setOffered] = useState<readonly Choice[] | null>(null);
  const [active, setActive] = useState(0);
  const isOpen = typed !== null;
  const latest = useRef(suggest);
  latest.current = suggest;

  useEffect(() => {
    if (typed === null) return list.current?.hidePopover();
    let isOld = false;
    setOffered((before) => (fewest === 0 ? before : null));
    latest.current(typed).then((choices) => {
      if (isOld) return;
      setOffered(choices);
      setActive(0);
    });
    return () => {
      isOld = true;
    };
  }, [typed, fewest]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is offered changes the popup's size
  useEffect(() => {
    if (!isOpen) return;
    list.current?.showPopover();
    placePopup(field.current, list.current);
  }, [isOpen, offered]);

  const textOf = (value: string) => known.find((each) => each.value === value)?.text ?? value;
  const options = (offered ?? []).filter(({ value }) => !isMany || !chosen.includes(value));
  const take = (value: string) => {
    choose(isMany ? [...chosen, value] : [value]);
    setTyped(null);
  };
  const remove = (value: string) => choose(chosen.filter((each) => each !== value));
  const keys = (event: KeyboardEvent) => {
    const last = chosen.at(-1);
    if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      setTyped(null);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) setTyped('');
      else
        setActive(
          (active + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % Math.max(1, options.length),
        );
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      const option = options[active];
      if (option) take(option.value);
    } else if (event.key === 'Backspace' && !typed && last !== undefined && (isMany || !isRequired))
      remove(last);
  };
  const nothing =
    (typed ?? '').length < fewest ? `Type at least ${fewest} letters` : offered ? 'No results' : 'Loading…';

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
        aria-label={described ? undefined : name}
        aria-describedby={described?.by}
        aria-invalid={described?.isWrong}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && options[active] ? `${id}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={isMany && chosen.length > 0 ? '' : placeholder}
        value={typed ?? (isMany ? '' : chosen.map(textOf).join(''))}
        onChange={({ target }) => setTyped(target.value)}
        onClick={() => setTyped((before) => before ?? '')}
        onBlur={() => setTyped(null)}
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
        {options.map(({ value, text, description }, index) => (
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
            onMouseEnter={() => setActive(index)}
            onClick={() => take(value)}
          >
            {text}
            {description && <small>{description}</small>}
          </div>
        ))}
      </div>
    </div>
  );
};
