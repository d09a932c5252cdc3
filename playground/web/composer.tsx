/** Where one types: messages and slash commands, with what the manifest says of them. */
import { type KeyboardEvent, use, useEffect, useId, useRef, useState } from 'react';
import type { CommandHint, Shortcut } from '../page/wire.ts';
import { words } from './block-kit/surface.ts';
import { Icon } from './icons.tsx';
import { LiveContext } from './live-context.ts';
import { Menu } from './menu.tsx';

interface ComposerProps {
  readonly channel: string;
  readonly label: string;
  readonly commands: readonly CommandHint[];
  readonly shortcuts: readonly Shortcut[];
  readonly draft: { readonly text: string; readonly count: number };
  readonly isShown: boolean;
}

/** The commands that begin as what is typed; none once there is a space. */
const matching = (commands: readonly CommandHint[], text: string) =>
  /^\/\S*$/.test(text) ? commands.filter(({ command }) => command.startsWith(text)) : [];

export const Composer = ({ channel, label, commands, shortcuts, draft, isShown }: ComposerProps) => {
  const { act } = use(LiveContext);
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const seenDraft = useRef(draft.count);
  const [text, setText] = useState('');
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

  const offered = isClosed ? [] : matching(commands, text);
  const hint = commands.find(({ command }) => text.startsWith(`${command} `));
  const change = (next: string) => {
    setText(next);
    setActive(0);
    setClosed(false);
    setProblem(null);
  };
  const send = async () => {
    const sent = text.trim();
    if (!sent) return;
    change('');
    const { error } = await act({ do: 'type', channel, text: sent });
    if (!error || error === 'invalid_command') return;
    setProblem(words[error] ?? `This did not work: ${error}.`);
    setText((now) => now || sent);
  };
  const complete = (command: string) => change(`${command} `);
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const choice = offered[active];
    const isWhole = choice?.command === text;
    if (offered.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      setActive((active + (event.key === 'ArrowDown' ? 1 : offered.length - 1)) % offered.length);
    } else if (choice && (event.key === 'Tab' || (event.key === 'Enter' && !isWhole))) {
      event.preventDefault();
      complete(choice.command);
    } else if (event.key === 'Escape' && choice) {
      event.preventDefault();
      setClosed(true);
    } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
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
      {offered.length > 0 && (
        <div id={`${id}-list`} role="listbox" className="completions" aria-label="Commands">
          {offered.map(({ command, description, usage }, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the message box's
            <div
              key={command}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className={index === active ? 'active' : ''}
              onMouseDown={(event) => event.preventDefault()}
              onMouseEnter={() => setActive(index)}
              onClick={() => complete(command)}
            >
              <strong>{command}</strong> <code>{usage}</code>
              <small>{description}</small>
            </div>
          ))}
        </div>
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
                run: () => void act({ do: 'shortcut', callbackId }),
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
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={offered[active] ? `${id}-${active}` : undefined}
          spellCheck={false}
          onChange={({ target }) => change(target.value)}
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
