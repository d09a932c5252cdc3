/**
 * A menu to type into: one or several of the choices offered for the letters so far.
 * Behaves as the ARIA practices describe an editable combobox with a list. @see https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
import { type Ref, type RefObject, useEffect, useId, useRef } from 'react';
import { Icon } from '../icons.tsx';
import { placePopup } from '../popup.ts';
import type { Described } from './described.ts';
import type { Choice } from './offered-choices.ts';
import { type ComboboxRules, useCombobox } from './use-combobox.ts';

interface ComboboxProps extends ComboboxRules {
  /** The names of the chosen values. */
  readonly known: readonly Choice[];
  readonly placeholder: string;
  readonly described: Described | undefined;
  /** Its name if it has no label. */
  readonly name: string;
}

export const Combobox = (props: ComboboxProps) => {
  const { isMany, chosen, known, placeholder, described, name } = props;
  const id = useId();
  const field = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const combobox = useCombobox(props);
  const { typed, isOpen, options, active, type, remove, keys } = combobox;
  useListPopup(field, list, { isOpen, active, count: options.length });
  const textOf = (value: string) => known.find((each) => each.value === value)?.text ?? value;

  return (
    <div ref={field} className="field combobox">
      {isMany &&
        chosen.map((value) => <Chip key={value} text={textOf(value)} remove={() => remove(value)} />)}
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
      <Options ref={list} id={id} label={described?.label ?? name} chosen={chosen} combobox={combobox} />
    </div>
  );
};

/** Opens and closes the list, keeps it next to its field, and its active option in sight. */
const useListPopup = (
  field: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
  { isOpen, active, count }: { isOpen: boolean; active: number; count: number },
) => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is offered changes the popup's size
  useEffect(() => {
    if (!isOpen) return list.current?.hidePopover();
    list.current?.showPopover();
    placePopup(field.current, list.current);
  }, [isOpen, count]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: its place depends on the other options
  useEffect(() => {
    list.current?.querySelectorAll('[role="option"]')[active]?.scrollIntoView({ block: 'nearest' });
  }, [active, count]);
};

const Chip = ({ text, remove }: { text: string; remove: () => void }) => (
  <span className="chip">
    {text}
    <button type="button" aria-label={`Remove ${text}`} onClick={remove}>
      <Icon name="close" />
    </button>
  </span>
);

interface OptionsProps {
  readonly ref: Ref<HTMLDivElement>;
  /** The options have the ids `id-0` and so on, the list `id-list`. */
  readonly id: string;
  readonly label: string;
  readonly chosen: readonly string[];
  readonly combobox: ReturnType<typeof useCombobox>;
}

const Options = ({ ref, id, label, chosen, combobox }: OptionsProps) => {
  const { options, nothing, active, activate, take } = combobox;
  const groups = [...new Set(options.map(({ group }) => group))];
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
      onMouseEnter={() => activate(index)}
      onClick={() => take(value)}
    >
      {text}
      {description && <small>{description}</small>}
    </div>
  );
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both of its roles may have a name
    <div
      ref={ref}
      id={`${id}-list`}
      popover="manual"
      // a listbox has options: with nothing but a sentence in it, it is none
      role={options.length > 0 ? 'listbox' : 'group'}
      className="popup"
      aria-label={label}
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
  );
};
