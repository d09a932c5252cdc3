/** An input block: label, element, hint, and the error below it. */
import { useId } from 'react';
import type { Block } from '../../slack/format/wire.ts';
import { ElementNode } from './element.tsx';
import { useSurface } from './surface.ts';
import { Text } from './text.tsx';

export const Input = ({ block }: { block: Block }) => {
  const id = useId();
  const { error: errorOf } = useSurface();
  const error = errorOf(block);
  const hint = block.hint as Block['text'];
  const by = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  const { element } = block;
  if (!element) return null;
  const label = block.label?.text ?? '';
  return (
    <div
      className={`input ${error ? 'input-wrong' : ''}`}
      data-block={block.block_id}
      data-focus={element.focus_on_load === true ? '' : undefined}
    >
      <label htmlFor={id}>
        <Text of={block.label} /> {block.optional === true && <span className="optional">(optional)</span>}
      </label>
      <ElementNode
        block={block}
        element={element}
        described={{ id, label, by, isWrong: error !== undefined }}
      />
      {hint && (
        <p id={`${id}-hint`} className="hint">
          <Text of={hint} />
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
};
