/** Inputs one types into: texts, numbers, addresses, dates and times. The browser's own pickers serve for the latter. */
import type { Block, Element } from '../../slack/wire.ts';
import type { Described } from './input.tsx';
import { useControl } from './surface.ts';

const htmlTypes: Readonly<Record<string, string>> = {
  plain_text_input: 'text',
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'text',
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
};

/** `datetime-local` speaks local time, Slack seconds since 1970. */
const toLocal = (seconds: string) => {
  if (!seconds || seconds === 'null') return '';
  const at = new Date(Number(seconds) * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
const toSeconds = (local: string) => (local ? String(Math.floor(new Date(local).getTime() / 1000)) : '');

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
  const isMoment = element.type === 'datetimepicker';
  const isPicked = element.type.endsWith('picker');
  const text = String(value ?? '');
  const given = {
    id: described?.id,
    'aria-label': described ? undefined : (element.placeholder?.text ?? element.action_id),
    'aria-describedby': described?.by,
    'aria-invalid': described?.isWrong,
    placeholder: element.placeholder?.text,
    value: isMoment ? toLocal(text) : text,
  };
  if (element.multiline === true)
    return <textarea {...given} className="field" rows={3} onChange={({ target }) => type(target.value)} />;
  return (
    <input
      {...given}
      className="field"
      type={htmlTypes[element.type] ?? 'text'}
      inputMode={element.type === 'number_input' ? 'decimal' : undefined}
      autoComplete="off"
      spellCheck={false}
      onChange={({ target }) => {
        const next = isMoment ? toSeconds(target.value) : target.value;
        if (isPicked) void choose(next);
        else type(next);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || block.dispatch_action !== true) return;
        event.preventDefault();
        void choose(event.currentTarget.value);
      }}
    />
  );
};
