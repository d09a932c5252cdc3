/** Where one types: messages and slash commands, with what the manifest says of them and whom one can name. */
import { type KeyboardEvent, use, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Snapshot } from '../page/page-wire.ts';
import { words } from './block-kit/surface.ts';
import { type Completion, completed, offerAt } from './complete.ts';
import { Completions } from './completions.tsx';
import { Icon } from './icons.tsx';
import { LiveContext } from './live-context.ts';
import { Menu } from './menu.tsx';

interface ComposerProps {
  readonly channel: string;
  readonly label: string;
  readonly snapshot: Snapshot;
  readonly draft: { readonly text: string; readonly count: number };
  readonly isShown: boolean;
}

export const Composer = ({ channel, label, snapshot, draft, isShown }: ComposerProps) => {
  const { act } = use(LiveContext);
  const { commands, people, conversations, shortcuts } = snapshot;
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const seenDraft = useRef(draft.count);
  const [text, setText] = useState('');
  const [caret, setCaret] = useState(0);
  /** Where the caret has to go once a completion is drawn. */
  const nextCaret = useRef<number | null>(null);
  const [active, setActive] = useState(0);
  const [isClosed, setClosed] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    if (draft.count === seenDraft.current) return;
    seenDraft.current = draft.count;
    setText(draft.text.startsWith('/') ? draft.text : (before) => insert(before, draft.text));
    field.current?.focus();
  }, [draft]);
  useEffect(() => {
    if (isShown) field.current?.focus({ preventScroll: true });
  }, [isShown]);
  useLayoutEffect(() => {
    if (nextCaret.current === null || field.current?.value !== text) return;
    field.current.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = null;
  }, [text]);

  const channels = conversations.filter(({ isIm }) => !isIm);
  const offer = isClosed ? null : offerAt(text, caret, { commands, people, channels });
  const choice = offer?.choices[active];
  const hint = commands.find(({ command }) => text.startsWith(`${command} `));
  const change = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    setActive(0);
    setClosed(false);
    setProblem(null);
  };
  const report = ({ error }: { error?: string }) => {
    if (error && error !== 'invalid_command') setProblem(words[error] ?? `This did not work: ${error}.`);
  };
  const send = async () => {
    const sent = text.trim();
    if (!sent) return;
    change('', 0);
    const outcome = await act({ do: 'type', channel, text: sent });
    report(outcome);
    if (outcome.error && outcome.error !== 'invalid_command') setText((now) => now || sent);
  };
  const take = (taken: Completion) => {
    if (!offer) return;
    const next = completed(text, offer, taken);
    nextCaret.current = next.caret;
    change(next.text, next.caret);
  };
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
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
    } else if (key === 'Enter' && !shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      void send();
    }
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {offer && (
        <Completions id={`${id}-list`} offer={offer} active={active} activate={setActive} take={take} />
      )}
      {hint && (
        <p className="usage" id={`${id}-usage`}>
          <strong>{hint.command}</strong> <code>{hint.usage}</code>
        </p>
      )}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <div className="composer-row">
        {shortcuts.some(({ type }) => type === 'global') && (
          <Menu
            label="Shortcuts"
            items={shortcuts
              .filter(({ type }) => type === 'global')
              .map(({ callbackId, name }) => ({
                key: callbackId,
                label: name,
                run: () => void act({ do: 'shortcut', callbackId }).then(report),
              }))}
          >
            <Icon name="bolt" />
          </Menu>
        )}
        <textarea
          ref={field}
          id="composer"
          rows={1}
          value={text}
          placeholder={`Message ${label} or type /`}
          aria-label={`Message ${label}`}
          aria-describedby={hint ? `${id}-usage` : undefined}
          aria-haspopup="listbox"
          aria-autocomplete="list"
          aria-controls={offer ? `${id}-list` : undefined}
          aria-activedescendant={choice ? `${id}-list-${active}` : undefined}
          spellCheck={false}
          onChange={({ target }) => change(target.value, target.selectionStart)}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onBlur={() => setClosed(true)}
          onKeyDown={keys}
        />
        <button type="submit" className="send" aria-label="Send" disabled={!text.trim()}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
};

/** The end of what stands there, a space between. */
const insert = (before: string, more: string) =>
  before && !/\s$/.test(before) ? `${before} ${more}` : before + more;
