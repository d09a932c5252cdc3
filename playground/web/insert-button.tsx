/** Inserts an id into the message, so that nobody has to type it. */
import { Icon } from './icons.tsx';

/** Inserts a text into the composer. */
export type Compose = (text: string) => void;

/** @param name what the id belongs to */
export const InsertButton = ({ name, text, compose }: { name: string; text: string; compose: Compose }) => (
  <button
    type="button"
    className="icon-button"
    aria-label={`Put the id of ${name} into the message`}
    title="Put it into the message"
    onClick={() => compose(text)}
  >
    <Icon name="insert" />
  </button>
);
