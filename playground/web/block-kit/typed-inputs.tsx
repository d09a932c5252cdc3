/** Inputs to type into: texts, numbers, addresses. */
import type { Block, Element } from '../../slack/format/wire.ts';
import type { Described } from './described.ts';
import { useControl } from './surface.ts';

/** Which keyboard a phone shows. */
const keyboards: Readonly<Record<string, 'decimal' | 'numeric' | 'email' | 'url'>> = {
  number_input: 'decimal',
  email_text_input: 'email',
  url_text_input: 'url',
};

/** How many characters may be left when the counter appears. */
const fewLeft = 50;

/** When the bot wants to be told; by default on Enter. */
const tellsOn = (block: Block, { dispatch_action_config }: Element): readonly string[] => {
  if (block.dispatch_action !== true) return [];
  const config = dispatch_action_config as { trigger_actions_on: readonly string[] } | undefined;
  return config?.trigger_actions_on ?? ['on_enter_pressed'];
};

export const TypedInput = ({
  block,
  element,
  described,
}: {
  block: Block;
  element: Element;
  described?: Described;
}) => {
  const { value, type, choose } = useControl(block, element);
  const text = String(value ?? '');
  const tells = tellsOn(block, element);
  const left =
    element.max_length === undefined ? Number.POSITIVE_INFINITY : Number(element.max_length) - text.length;
  const given = {
    id: described?.id,
    className: 'field',
    'aria-label': described ? undefined : (element.placeholder?.text ?? element.action_id),
    'aria-describedby': described?.by,
    'aria-invalid': described?.isWrong,
    placeholder: element.placeholder?.text,
    value: text,
    onChange: ({ target }: { target: { value: string } }) =>
      tells.includes('on_character_entered') ? void choose(target.value) : type(target.value),
  };
  return (
    <>
      {element.multiline === true ? (
        <textarea {...given} rows={3} />
      ) : (
        <input
          {...given}
          type="text"
          inputMode={keyboards[element.type]}
          autoComplete="off"
          spellCheck={false}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !tells.includes('on_enter_pressed')) return;
            event.preventDefault();
            void choose(event.currentTarget.value);
          }}
        />
      )}
      {left <= Math.min(fewLeft, Number(element.max_length) / 2) && (
        <span className={`left ${left < 0 ? 'left-none' : ''}`} role="status">
          {left < 0 ? `${-left} too many` : `${left} left`}
        </span>
      )}
    </>
  );
};
