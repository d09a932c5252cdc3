/** Where people type messages and slash commands, with completions from the manifest and the names of people. */
import { type KeyboardEvent, type RefObject, use, useEffect, useId, useRef, useState } from 'react';
import type { Outcome } from '../cloud-snapshot.ts';
import type { CommandHint, Shortcut, Snapshot } from '../page/page-wire.ts';
import { words } from './block-kit/surface.ts';
import { Completions } from './completions.tsx';
import { Icon } from './icons.tsx';
import { LiveContext } from './live-context.ts';
import { Menu } from './menu.tsx';
import { type Draft, useLine } from './use-line.ts';

interface ComposerProps {
  readonly channel: string;
  readonly label: string;
  readonly snapshot: Snapshot;
  readonly draft: Draft;
  readonly isShown: boolean;
}

export const Composer = ({ channel, label, snapshot, draft, isShown }: ComposerProps) => {
  const { act } = use(LiveContext);
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const line = useLine(field, draft, snapshot);
  const { text, offer, choice, active, activate, moveCaret, close, take, completes, giveBack } = line;
  const [problem, setProblem] = useState<string | null>(null);
  useFocusWhen(isShown, field);
  const hint = snapshot.commands.find(({ command }) => text.startsWith(`${command} `));
  const change = (next: string, at: number) => {
    line.change(next, at);
    setProblem(null);
  };
  const report = ({ error }: Outcome) => {
    if (error && error !== 'invalid_command') setProblem(words[error] ?? `This did not work: ${error}.`);
  };
  const send = async () => {
    // not trimmed: with a blank before it, a command is a message
    const sent = text;
    if (!sent.trim()) return;
    change('', 0);
    const outcome = await act({ do: 'type', channel, text: sent });
    report(outcome);
    if (outcome.error && outcome.error !== 'invalid_command') giveBack(sent);
  };
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (completes(event)) return;
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
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
        <Completions id={`${id}-list`} offer={offer} active={active} activate={activate} take={take} />
      )}
      {hint && <Usage id={`${id}-usage`} hint={hint} />}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <div className="composer-row">
        <ShortcutMenu shortcuts={snapshot.shortcuts} report={report} />
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
          onSelect={({ currentTarget }) => moveCaret(currentTarget.selectionStart)}
          onBlur={close}
          onKeyDown={keys}
        />
        <button type="submit" className="send" aria-label="Send" disabled={!text.trim()}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
};

const useFocusWhen = (isShown: boolean, field: RefObject<HTMLElement | null>) => {
  useEffect(() => {
    if (isShown) field.current?.focus({ preventScroll: true });
  }, [isShown, field]);
};

const Usage = ({ id, hint }: { id: string; hint: CommandHint }) => (
  <p className="usage" id={id}>
    <strong>{hint.command}</strong> <code>{hint.usage}</code>
  </p>
);

interface ShortcutMenuProps {
  readonly shortcuts: readonly Shortcut[];
  readonly report: (outcome: Outcome) => void;
}

const ShortcutMenu = ({ shortcuts, report }: ShortcutMenuProps) => {
  const { act } = use(LiveContext);
  const everywhere = shortcuts.filter(({ type }) => type === 'global');
  if (everywhere.length === 0) return null;
  return (
    <Menu
      label="Shortcuts"
      items={everywhere.map(({ callbackId, name }) => ({
        key: callbackId,
        label: name,
        run: () => void act({ do: 'shortcut', callbackId }).then(report),
      }))}
    >
      <Icon name="bolt" />
    </Menu>
  );
};
