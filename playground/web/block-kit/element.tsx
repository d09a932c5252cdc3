/** Any block element, by its type. */
import type { Block, Element } from '../../slack/format/wire.ts';
import { ButtonElement, Overflow } from './button.tsx';
import { Choices } from './choices.tsx';
import type { Described } from './described.ts';
import { MenuElement } from './menus.tsx';
import { Picker } from './pickers.tsx';
import { TypedInput } from './typed-inputs.tsx';

export const ElementNode = (given: { block: Block; element: Element; described?: Described }) => {
  const { type } = given.element;
  switch (type) {
    case 'button':
      return <ButtonElement {...given} />;
    case 'overflow':
      return <Overflow {...given} />;
    case 'checkboxes':
    case 'radio_buttons':
      return <Choices {...given} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <Picker {...given} />;
    case 'image':
      return (
        <img
          className="thumbnail"
          src={String(given.element.image_url)}
          alt={String(given.element.alt_text)}
        />
      );
    default:
      return type.endsWith('_select') ? <MenuElement {...given} /> : <TypedInput {...given} />;
  }
};
