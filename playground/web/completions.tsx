/** The list of completions above the composer. The message box keeps the focus and handles the keys. */
import { useEffect, useRef } from 'react';
import type { Completion, Offer } from './complete.ts';
import { Face } from './icons.tsx';

export const Completions = ({
  id,
  offer: { label, choices },
  active,
  activate,
  take,
}: {
  /** The id of the list; its options have the ids `id-0` and so on. */
  id: string;
  offer: Offer;
  active: number;
  activate: (index: number) => void;
  take: (choice: Completion) => void;
}) => {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <>
      <p className="spoken" role="status">
        {choices.length === 1 ? '1 suggestion' : `${choices.length} suggestions`}: {label.toLowerCase()}
      </p>
      {/* Tab takes a suggestion before it could come here: this is for those who scroll otherwise */}
      <div ref={list} id={id} role="listbox" tabIndex={0} className="completions" aria-label={label}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the message box handles the keys
          <div
            key={choice.text}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={index === active ? 'active' : ''}
            onMouseDown={(event) => event.preventDefault()}
            onMouseEnter={() => activate(index)}
            onClick={() => take(choice)}
          >
            {label === 'People' && <Face name={choice.text.slice(1)} />}
            <span>
              <strong>{choice.text}</strong> {choice.usage && <code>{choice.usage}</code>}
            </span>
            <small>{choice.description}</small>
          </div>
        ))}
      </div>
    </>
  );
};
