/** A menu behind a button: opens by click or arrow key, moves by arrow keys, closes by Escape or a click elsewhere. */
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { placePopup } from './popup.ts';

export interface MenuItem {
  readonly key: string;
  readonly label: ReactNode;
  readonly run: () => void;
}

interface MenuProps {
  /** The button's name. */
  readonly label: string;
  readonly className?: string;
  readonly isBusy?: boolean;
  readonly items: readonly MenuItem[];
  readonly children: ReactNode;
}

export const Menu = ({ label, className = 'icon-button', isBusy, items, children }: MenuProps) => {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const entries = () => [...(list.current?.querySelectorAll('button') ?? [])];
  /** The event that reports it open comes late: people who open it by key may already be inside. */
  const enter = () => {
    placePopup(button.current, list.current, true);
    if (!list.current?.contains(document.activeElement)) entries()[0]?.focus();
  };
  const walk = (event: KeyboardEvent) => {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Tab') list.current?.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    all[to % all.length]?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        popoverTarget={id}
        aria-haspopup="menu"
        aria-label={label}
        aria-busy={isBusy}
        title={label}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          list.current?.showPopover();
          enter();
        }}
      >
        {children}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        className="popup"
        onKeyDown={walk}
        onToggle={({ newState }) => {
          if (newState === 'open') enter();
        }}
      >
        {items.map((item) => (
          <Entry key={item.key} item={item} close={() => list.current?.hidePopover()} />
        ))}
      </div>
    </>
  );
};

const Entry = ({ item: { label, run }, close }: { item: MenuItem; close: () => void }) => (
  <button
    type="button"
    role="menuitem"
    tabIndex={-1}
    onClick={() => {
      close();
      run();
    }}
  >
    {label}
  </button>
);
