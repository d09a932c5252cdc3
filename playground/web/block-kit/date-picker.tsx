/** A day picked from a calendar, as the ARIA practices describe it. @see https://www.w3.org/WAI/ARIA/apg/patterns/combobox/examples/combobox-datepicker/ */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../icons.tsx';
import { placePopup } from '../popup.ts';
import { addDays, addMonths, formatDay, toLocal, weekday, weeksOf } from './calendar.ts';
import type { Described } from './described.ts';

/** Monday, as in ISO 8601. */
const firstDay = 1;
const today = () => toLocal(Date.now() / 1000).day;

interface DatePickerProps {
  /** `2026-11-21`, or empty. */
  readonly value: string;
  readonly choose: (day: string) => void;
  readonly placeholder: string;
  readonly mayClear: boolean;
  readonly described: Described | undefined;
}

export const DatePicker = ({ value, choose, placeholder, mayClear, described }: DatePickerProps) => {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  /** The day under the keyboard cursor; `null`: closed. */
  const [at, setAt] = useState<string | null>(null);
  const isOpen = at !== null;
  useEffect(() => {
    if (!isOpen) return;
    popup.current?.showPopover();
    placePopup(field.current, popup.current);
  }, [isOpen]);
  useEffect(() => {
    // People who change the month by a button stay on that button.
    if (!at || document.activeElement?.closest('.calendar-head')) return;
    popup.current?.querySelector<HTMLElement>(`[data-day="${at}"]`)?.focus();
  }, [at]);
  const close = () => {
    popup.current?.hidePopover();
    field.current?.focus();
  };
  const take = (day: string) => {
    close();
    choose(day);
  };
  return (
    <>
      <input
        ref={field}
        id={described?.id}
        className="field picker"
        role="combobox"
        readOnly
        aria-label={described?.label ?? placeholder}
        aria-describedby={described?.by}
        aria-invalid={described?.isWrong}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={id}
        placeholder={placeholder}
        value={value && formatDay(value, { dateStyle: 'long' })}
        onClick={() => setAt(value || today())}
        onKeyDown={(event) => {
          if (!['Enter', ' ', 'ArrowDown'].includes(event.key)) return;
          event.preventDefault();
          setAt(value || today());
        }}
      />
      <div
        ref={popup}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={described?.label ?? placeholder}
        className="popup calendar"
        onBlur={({ currentTarget, relatedTarget }) => {
          if (!currentTarget.contains(relatedTarget)) currentTarget.hidePopover();
        }}
        onToggle={({ newState }) => newState === 'closed' && setAt(null)}
      >
        {at && <Month at={at} chosen={value} go={setAt} take={take} />}
        {at && mayClear && value && (
          <button type="button" className="link" onClick={() => take('')}>
            Clear
          </button>
        )}
      </div>
    </>
  );
};

interface MonthProps {
  readonly at: string;
  readonly chosen: string;
  readonly go: (day: string) => void;
  readonly take: (day: string) => void;
}

const Month = ({ at, chosen, go, take }: MonthProps) => {
  const weeks = weeksOf(at, firstDay);
  const keys = (event: KeyboardEvent) => {
    const to = dayByKey(at, event);
    if (!to) return;
    event.preventDefault();
    go(to);
  };
  return (
    <>
      <div className="calendar-head">
        <TurnButton label="The month before" turn={() => go(addMonths(at, -1))} />
        <strong aria-live="polite">{formatDay(at, { month: 'long', year: 'numeric' })}</strong>
        <TurnButton label="The month after" isForward turn={() => go(addMonths(at, 1))} />
      </div>
      <table>
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col" abbr={formatDay(day, { weekday: 'long' })}>
                {formatDay(day, { weekday: 'short' })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((days) => (
            <tr key={days[0]}>
              {days.map((day) => (
                <td key={day}>
                  <Day day={day} at={at} isChosen={day === chosen} take={take} keys={keys} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
};

const dayByKey = (at: string, { key, shiftKey }: KeyboardEvent): string | undefined =>
  ({
    ArrowLeft: addDays(at, -1),
    ArrowRight: addDays(at, 1),
    ArrowUp: addDays(at, -7),
    ArrowDown: addDays(at, 7),
    Home: addDays(at, -weekday(at, firstDay)),
    End: addDays(at, 6 - weekday(at, firstDay)),
    PageUp: addMonths(at, shiftKey ? -12 : -1),
    PageDown: addMonths(at, shiftKey ? 12 : 1),
  })[key];

const TurnButton = ({
  label,
  isForward = false,
  turn,
}: {
  label: string;
  isForward?: boolean;
  turn: () => void;
}) => (
  <button
    type="button"
    className={`icon-button ${isForward ? 'forward' : ''}`}
    aria-label={label}
    onClick={turn}
  >
    <Icon name="back" />
  </button>
);

interface DayProps {
  readonly day: string;
  /** The day under the keyboard cursor. */
  readonly at: string;
  readonly isChosen: boolean;
  readonly take: (day: string) => void;
  readonly keys: (event: KeyboardEvent) => void;
}

const Day = ({ day, at, isChosen, take, keys }: DayProps) => (
  <button
    type="button"
    data-day={day}
    tabIndex={day === at ? 0 : -1}
    aria-label={formatDay(day, { dateStyle: 'full' })}
    aria-pressed={isChosen}
    aria-current={day === today() ? 'date' : undefined}
    className={day.slice(0, 7) === at.slice(0, 7) ? '' : 'other-month'}
    onClick={() => take(day)}
    onKeyDown={keys}
  >
    {Number(day.slice(8))}
  </button>
);
