/** One conversation: its messages, the bot's Home if it has one, and the composer. */
import { Fragment, use, useEffect, useRef, useState } from 'react';
import type { Conversation, Snapshot } from '../page/page-wire.ts';
import type { SlackMessage, View } from '../slack/format/wire.ts';
import { Blocks } from './block-kit/blocks.tsx';
import { formatDate } from './block-kit/mrkdwn.ts';
import { SurfaceContext, useNewSurface, words } from './block-kit/surface.ts';
import { Composer } from './composer.tsx';
import { BotFace } from './icons.tsx';
import { LiveContext } from './live-context.ts';
import { Message } from './message.tsx';
import { useChanges } from './use-changes.ts';
import { useEnd } from './use-end.ts';

type Tab = 'messages' | 'home';

interface ConversationProps {
  readonly snapshot: Snapshot;
  readonly conversation: Conversation;
  readonly isShown: boolean;
  readonly draft: { readonly text: string; readonly count: number };
  readonly compose: (text: string) => void;
}

export const ConversationPane = ({ snapshot, conversation, isShown, draft, compose }: ConversationProps) => {
  const [tab, setTab] = useState<Tab>('messages');
  const { id, name, isIm, messages } = conversation;
  const list = useRef<HTMLDivElement>(null);
  const { isNew, announcement } = useChanges(messages, snapshot.me);
  const isRendered = tab === 'messages' && isShown;
  const { hasNewer, toEnd, onScroll } = useEnd(list, { messages, me: snapshot.me, isRendered });
  useRead(conversation, isRendered);

  return (
    <main
      id="conversation"
      tabIndex={-1}
      className="conversation"
      aria-label={isIm ? `Direct message with ${name}` : `Channel ${name}`}
    >
      <Head conversation={conversation} hasHome={snapshot.hasHome} tab={tab} choose={setTab} />
      {tab === 'home' ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by key
        <section className="messages" aria-label="Home" tabIndex={0}>
          <h2 className="spoken">Home</h2>
          {snapshot.home ? (
            <Home view={snapshot.home} />
          ) : (
            <p className="empty">The bot shows nothing here yet.</p>
          )}
        </section>
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by key */}
          <section ref={list} className="messages" aria-label="Messages" tabIndex={0} onScroll={onScroll}>
            <h2 className="spoken">Messages</h2>
            {messages.length === 0 && (
              <Empty conversation={conversation} snapshot={snapshot} compose={compose} />
            )}
            <Messages messages={messages} snapshot={snapshot} isNew={isNew} />
          </section>
          {hasNewer && (
            <button type="button" className="newer" onClick={toEnd}>
              New messages
            </button>
          )}
          <p className="spoken" role="log" aria-live="polite">
            {announcement}
          </p>
          <Composer
            channel={id}
            label={isIm ? name : `#${name}`}
            snapshot={snapshot}
            draft={draft}
            isShown={isShown}
          />
        </>
      )}
    </main>
  );
};

/** Marks everything as read while it is on the screen. */
const useRead = ({ id, messages, unread }: Conversation, isRendered: boolean) => {
  const { act } = use(LiveContext);
  const newest = messages.at(-1)?.ts;
  useEffect(() => {
    if (!newest || unread === 0 || !isRendered) return;
    const read = () => {
      if (document.visibilityState === 'visible') void act({ do: 'read', channel: id, ts: newest });
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [newest, unread, isRendered, id, act]);
};

interface HeadProps {
  readonly conversation: Conversation;
  readonly hasHome: boolean;
  readonly tab: Tab;
  readonly choose: (tab: Tab) => void;
}

const Head = ({ conversation: { name, isIm }, hasHome, tab, choose }: HeadProps) => {
  const { act } = use(LiveContext);
  return (
    <header className="conversation-head">
      <h1>
        {isIm ? <BotFace /> : <span className="hash">#</span>} {name}
      </h1>
      {isIm && hasHome && (
        <div className="conversation-tabs">
          <button type="button" aria-pressed={tab === 'messages'} onClick={() => choose('messages')}>
            Messages
          </button>
          <button
            type="button"
            aria-pressed={tab === 'home'}
            onClick={() => {
              choose('home');
              void act({ do: 'openHome' });
            }}
          >
            Home
          </button>
        </div>
      )}
    </header>
  );
};

interface MessagesProps {
  readonly messages: readonly SlackMessage[];
  readonly snapshot: Snapshot;
  readonly isNew: (message: SlackMessage) => boolean;
}

const Messages = ({ messages, snapshot, isNew }: MessagesProps) => (
  <ol>
    {messages.map((message, index) => (
      <Fragment key={message.ts}>
        {dayOf(message, snapshot.timeZone) !== dayOf(messages[index - 1], snapshot.timeZone) && (
          <li className="day">
            <span>{dayOf(message, snapshot.timeZone)}</span>
          </li>
        )}
        <Message message={message} snapshot={snapshot} isNew={isNew(message)} />
      </Fragment>
    ))}
  </ol>
);

const dayOf = (message: SlackMessage | undefined, timeZone: string | undefined) =>
  message && formatDate(Number(message.ts), '{date_long_pretty}', new Date(), timeZone);

const Home = ({ view }: { view: View }) => {
  const surface = useNewSurface({ view: view.id }, view.state.values);
  return (
    <SurfaceContext value={surface}>
      <Blocks blocks={view.blocks} />
    </SurfaceContext>
  );
};

interface EmptyProps {
  readonly conversation: Conversation;
  readonly snapshot: Snapshot;
  readonly compose: (text: string) => void;
}

const Empty = ({ conversation, snapshot: { suggestions, cloud }, compose }: EmptyProps) => {
  const { isIm, name } = conversation;
  const [first] = suggestions;
  return (
    <section className="empty" aria-label="How to begin">
      <h2>{isIm ? `This is between you and ${name}` : `This is the beginning of #${name}`}</h2>
      {/* on a cloud that is not the playground's own, nothing is done that nobody typed */}
      {isIm && cloud.isOwn && first !== undefined && (
        <FirstStep channel={conversation.id} line={first} compose={compose} />
      )}
      <p>
        Type <kbd>/</kbd> to see what the bot can do, or begin with one of these:
      </p>
      <ul>
        {suggestions.map((line) => (
          <li key={line}>
            <button type="button" className="suggestion" onClick={() => compose(line)}>
              <code>{line}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** Sends the line as the person would, so that somebody who only looks sees the bot answer. */
const FirstStep = ({
  channel,
  line,
  compose,
}: {
  channel: string;
  line: string;
  compose: (text: string) => void;
}) => {
  const { act } = use(LiveContext);
  const [problem, setProblem] = useState('');
  const play = async () => {
    const { error = '' } = await act({ do: 'type', channel, text: line });
    setProblem(error);
    // the button goes with the first message: the focus moves on to the message box
    if (!error) compose('');
  };
  return (
    <>
      <p>
        <button type="button" className="button button-primary" onClick={() => void play()}>
          Play a first step
        </button>
      </p>
      {problem && <p role="alert">{words[problem] ?? `This did not work: ${problem}.`}</p>}
    </>
  );
};
