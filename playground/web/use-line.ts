/** The line in the message box: its text, its caret, and the completions there. */
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Snapshot } from '../page/page-wire.ts';
import { type Completion, completed, offerAt } from './complete.ts';

/** A line from elsewhere on the page; counted, so that the same one can come twice. */
export interface Draft {
  readonly text: string;
  readonly count: number;
}

/** Adds a text to the line, after a space. */
const insert = (before: string, more: string) =>
  before && !/\s$/.test(before) ? `${before} ${more}` : before + more;

/** Takes a draft over: a command replaces the line, anything else is added to it. */
const useDraft = (
  field: RefObject<HTMLTextAreaElement | null>,
  draft: Draft,
  setText: (next: (before: string) => string) => void,
) => {
  const seenDraft = useRef(draft.count);
  useEffect(() => {
    if (draft.count === seenDraft.current) return;
    seenDraft.current = draft.count;
    setText((before) => (draft.text.startsWith('/') ? draft.text : insert(before, draft.text)));
    field.current?.focus();
  }, [field, draft, setText]);
};

/** @param field the message box, which keeps the focus */
export const useLine = (
  field: RefObject<HTMLTextAreaElement | null>,
  draft: Draft,
  { commands, people, conversations }: Snapshot,
) => {
  const [text, setText] = useState('');
  const [caret, setCaret] = useState(0);
  /** Where the caret goes once a completion is drawn. */
  const nextCaret = useRef<number | null>(null);
  const [active, setActive] = useState(0);
  const [isClosed, setClosed] = useState(false);
  useDraft(field, draft, setText);
  useLayoutEffect(() => {
    if (nextCaret.current === null || field.current?.value !== text) return;
    field.current.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = null;
  }, [field, text]);

  const channels = conversations.filter(({ isIm }) => !isIm);
  const offer = isClosed ? null : offerAt(text, caret, { commands, people, channels });
  const choice = offer?.choices[active];
  const change = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    setActive(0);
    setClosed(false);
  };
  const take = (taken: Completion) => {
    if (!offer) return;
    const next = completed(text, offer, taken);
    nextCaret.current = next.caret;
    change(next.text, next.caret);
  };
  /** Whether the completions used the key. */
  const completes = (event: KeyboardEvent) => {
    const { key, shiftKey } = event;
    const isWhole = offer && text.slice(offer.start, offer.end) === choice?.text;
    if (offer && (key === 'ArrowDown' || key === 'ArrowUp')) {
      event.preventDefault();
      setActive((active + (key === 'ArrowDown' ? 1 : offer.choices.length - 1)) % offer.choices.length);
    } else if (choice && ((key === 'Tab' && !shiftKey) || (key === 'Enter' && !shiftKey && !isWhole))) {
      event.preventDefault();
      take(choice);
    } else if (offer && key === 'Escape') {
      event.preventDefault();
      setClosed(true);
    } else return false;
    return true;
  };
  return {
    text,
    offer,
    choice,
    active,
    activate: setActive,
    change,
    moveCaret: setCaret,
    close: () => setClosed(true),
    take,
    completes,
    /** Puts back what could not be sent, unless something has been typed meanwhile. */
    giveBack: (sent: string) => setText((now) => now || sent),
  };
};
