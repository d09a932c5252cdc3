/** Days, times and moments: the values of Block Kit's pickers, and what picking tells the bot. */
import { useState } from 'react';
import type { Block, Element } from '../../slack/format/wire.ts';
import { formatTime, readTime, toLocal, toSeconds } from './calendar.ts';
import { Combobox } from './combobox.tsx';
import { DatePicker } from './date-picker.tsx';
import type { Described } from './described.ts';
import type { Choice } from './offered-choices.ts';
import { useControl } from './surface.ts';

const everyHalfHour = Array.from(
  { length: 48 },
  (_, index) => `${String(Math.floor(index / 2)).padStart(2, '0')}:${index % 2 ? '30' : '00'}`,
);
const asChoice = (time: string): Choice => ({ value: time, text: formatTime(time) });

const timesLike = (typed: string): Choice[] => {
  const letters = typed.trim().toLowerCase();
  const read = readTime(letters);
  const near = everyHalfHour.filter(
    (time) => time.startsWith(letters) || formatTime(time).toLowerCase().startsWith(letters),
  );
  return [...new Set([...(read ? [read] : []), ...near])].map(asChoice);
};

interface TimeProps {
  readonly value: string;
  readonly choose: (time: string) => void;
  readonly placeholder: string;
  readonly mayClear: boolean;
  readonly described: Described | undefined;
}

const TimePicker = ({ value, choose, placeholder, mayClear, described }: TimeProps) => (
  <Combobox
    isMany={false}
    isRequired={!mayClear}
    chosen={value ? [value] : []}
    known={value ? [asChoice(value)] : []}
    placeholder={placeholder}
    fewest={0}
    source={{ choices: timesLike }}
    choose={([time = '']) => choose(time)}
    described={described}
    name={placeholder}
  />
);

export const Picker = ({
  block,
  element,
  described,
}: {
  block: Block;
  element: Element;
  described?: Described;
}) => {
  const { value, choose } = useControl(block, element);
  const text = String(value ?? '');
  /** The halves of a moment while one of them is missing. */
  const [half, setHalf] = useState({ day: '', time: '' });
  const mayClear = block.type === 'input' && block.optional === true;
  const given = { described, mayClear };
  if (element.type === 'datepicker')
    return (
      <DatePicker
        {...given}
        value={text}
        choose={choose}
        placeholder={element.placeholder?.text ?? 'Select a date'}
      />
    );
  if (element.type === 'timepicker')
    return (
      <TimePicker
        {...given}
        value={text}
        choose={choose}
        placeholder={element.placeholder?.text ?? 'Select a time'}
      />
    );
  const { day, time } = text ? toLocal(Number(text)) : half;
  const take = (next: { day: string; time: string }) => {
    setHalf(next);
    if (next.day && next.time) void choose(String(toSeconds(next.day, next.time)));
    else if (text) void choose('');
  };
  return (
    <div className="moment">
      <DatePicker
        {...given}
        value={day}
        choose={(next) => take({ day: next, time })}
        placeholder="Select a date"
      />
      <TimePicker
        {...given}
        value={time}
        choose={(next) => take({ day, time: next })}
        placeholder="Select a time"
        described={
          described && { ...described, id: `${described.id}-time`, label: `${described.label}, time` }
        }
      />
    </div>
  );
};
