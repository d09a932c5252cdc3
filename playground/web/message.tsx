/** One message: its author, its time, and its blocks or text. */
import { use, useMemo, useState } from 'react';
import type { Shortcut, Snapshot } from '../page/page-wire.ts';
import { initialState } from '../slack/format/inputs.ts';
import type { SlackMessage } from '../slack/format/wire.ts';
import { Blocks } from './block-kit/blocks.tsx';
import { Moment } from './block-kit/moment.tsx';
import { formatDate } from './block-kit/mrkdwn.ts';
import { SurfaceContext, useNewSurface, words } from './block-kit/surface.ts';
import { Mrkdwn, NamesContext } from './block-kit/text.tsx';
import { BotFace, Face, Icon } from './icons.tsx';
import { LiveContext } from './live-context.ts';
import { Menu } from './menu.tsx';

export const Message = ({
  message,
  snapshot,
  isNew,
}: {
  message: SlackMessage;
  snapshot: Snapshot;
  isNew: boolean;
}) => {
  const names = use(NamesContext);
  const { ts, user, blocks, text, is_ephemeral } = message;
  const author = names[user] ?? user;
  const isBot = user === snapshot.bot.id;
  const { problem, run } = useMessageShortcut(message);
  const shortcuts = is_ephemeral ? [] : snapshot.shortcuts.filter(({ type }) => type === 'message');
  return (
    <li className={`message ${is_ephemeral ? 'ephemeral' : ''} ${isNew ? 'is-new' : ''}`} data-ts={ts}>
      {isBot ? <BotFace /> : <Face name={author} />}
      <article
        className="message-body"
        aria-label={`${author}, ${formatDate(Number(ts), '{time}', new Date(), snapshot.timeZone)}`}
      >
        {is_ephemeral && (
          <p className="only-you">
            <Icon name="eye" /> Only visible to you
          </p>
        )}
        <Byline author={author} isBot={isBot} ts={ts} />
        {blocks?.length ? (
          <MessageBlocks message={message} />
        ) : (
          <div className="message-text">
            <Mrkdwn text={text} />
          </div>
        )}
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
      </article>
      {shortcuts.length > 0 && <MessageTools shortcuts={shortcuts} run={run} />}
    </li>
  );
};

const MessageBlocks = ({ message: { channel, ts, blocks = [] } }: { message: SlackMessage }) => {
  const place = useMemo(() => ({ channel, ts }), [channel, ts]);
  const state = useMemo(() => initialState(blocks), [blocks]);
  const surface = useNewSurface(place, state);
  return (
    <SurfaceContext value={surface}>
      <Blocks blocks={blocks} />
    </SurfaceContext>
  );
};

/** Runs a shortcut on that message; `problem` is what went wrong with the last one. */
const useMessageShortcut = ({ channel, ts }: SlackMessage) => {
  const { act } = use(LiveContext);
  const [problem, setProblem] = useState('');
  const run = async (callbackId: string) => {
    const { error } = await act({ do: 'shortcut', callbackId, message: { channel, ts } });
    setProblem(error ? (words[error] ?? `This did not work: ${error}.`) : '');
  };
  return { problem, run };
};

const Byline = ({ author, isBot, ts }: { author: string; isBot: boolean; ts: string }) => (
  <p className="byline">
    <strong>{author}</strong>
    {isBot && <span className="badge">App</span>}
    <Moment atS={Number(ts)} format="{time}" />
  </p>
);

const MessageTools = ({
  shortcuts,
  run,
}: {
  shortcuts: readonly Shortcut[];
  run: (callbackId: string) => Promise<void>;
}) => (
  <div className="message-tools">
    <Menu
      label="More message shortcuts"
      items={shortcuts.map(({ callbackId, name }) => ({
        key: callbackId,
        label: name,
        run: () => void run(callbackId),
      }))}
    >
      <Icon name="dots" />
    </Menu>
  </div>
);
