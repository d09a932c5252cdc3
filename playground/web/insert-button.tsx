/** Puts an id into the message, for whoever is to type it. */
import { Icon } from './icons.tsx';

/** Puts a text into the composer. */
export type Compose = (text: string) => void;

/** @param name what the id is of */
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
