/** What the composer offers, as the list above it. The keys are the message box's, which keeps the focus. */
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
  /** Of the list; its options are called `id-0` and so on. */
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
      <div ref={list} id={id} role="listbox" className="completions" aria-label={label}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the message box's
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
