/** Checkboxes and radio buttons. */
import { useId } from 'react';
import { optionsOf } from '../../slack/format/inputs.ts';
import type { Block, Element } from '../../slack/format/wire.ts';
import type { Described } from './described.ts';
import { useControl } from './surface.ts';
import { Text } from './text.tsx';

export const Choices = ({
  block,
  element,
  described,
}: {
  block: Block;
  element: Element;
  described?: Described;
}) => {
  const name = useId();
  const { value, choose } = useControl(block, element);
  const many = element.type === 'checkboxes';
  const chosen = [value].flat();
  const after = (option: string, checked: boolean) => {
    if (!many) return option;
    return checked ? [...chosen, option] : chosen.filter((each) => each !== option);
  };
  return (
    <fieldset
      className="choices"
      aria-label={described?.label}
      aria-describedby={described?.by}
      aria-invalid={described?.isWrong}
    >
      {optionsOf(element).map((option) => (
        <label key={option.value} className="choice">
          <input
            type={many ? 'checkbox' : 'radio'}
            name={name}
            checked={chosen.includes(option.value)}
            onChange={({ target }) => void choose(after(option.value, target.checked))}
          />
          <span>
            <Text of={option.text} />
            {option.description && (
              <small>
                <Text of={option.description} />
              </small>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
};
