/** The whole window: the person, the conversation, and beside it the cloud and the wire. */
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Conversation, Snapshot } from '../page/page-wire.ts';
import { ZoneContext } from './block-kit/moment.tsx';
import { NamesContext } from './block-kit/text.tsx';
import { CloudPane } from './cloud-pane.tsx';
import { ConversationPane } from './conversation.tsx';
import { useLive } from './live.ts';
import { LiveContext } from './live-context.ts';
import { Modals } from './modals.tsx';
import { Sidebar } from './sidebar.tsx';
import { WirePane } from './wire-pane.tsx';

const panes = { people: 'People', chat: 'Slack', cloud: 'Cloud', wire: 'Wire' } as const;
type PaneName = keyof typeof panes;

const notYet = {
  connecting: 'Opening the playground…',
  open: 'Opening the playground…',
  lost: 'The playground is not running. This page comes back by itself when it does.',
  refused:
    'Open the address that the playground printed: it ends in a token that this page’s address does not have.',
} as const;

export const App = () => {
  const live = useLive();
  const { snapshot, line } = live;
  return (
    <LiveContext value={live}>
      {snapshot && line !== 'refused' ? (
        <Window snapshot={snapshot} isLost={line !== 'open'} />
      ) : (
        <p className="not-yet" role="status">
          {notYet[line]}
        </p>
      )}
    </LiveContext>
  );
};

/** The name of every id that a text may mention. */
const useNames = ({ people, conversations, bot }: Snapshot) =>
  useMemo(
    () =>
      Object.fromEntries([
        ...people.map(({ id, name }) => [id, name]),
        ...conversations.map(({ id, name }) => [id, name]),
        [bot.id, bot.name],
        ['USLACKBOT', 'Slackbot'],
      ]),
    [people, conversations, bot],
  );

/** The title shows whose window it is and what is unread; the address opens the same window again. */
const useTitleAndAddress = (name: string, conversations: readonly Conversation[]) => {
  const unread = conversations.reduce((sum, each) => sum + each.unread, 0);
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${name} · Image Share: the playground`;
  }, [name, unread]);
  useEffect(() => {
    const url = new URL(location.href);
    url.searchParams.set('as', name);
    history.replaceState(null, '', url);
  }, [name]);
};

const narrow = window.matchMedia('(max-width: 700px)');
const onResize = (changed: () => void) => {
  narrow.addEventListener('change', changed);
  return () => narrow.removeEventListener('change', changed);
};
/** Whether there is room for one pane only; the same width as in the styles. */
const useNarrow = () => useSyncExternalStore(onResize, () => narrow.matches);

const Tabs = ({ open, choose }: { open: PaneName; choose: (pane: PaneName) => void }) => (
  <nav className="tabs" aria-label="Panes">
    {Object.entries(panes).map(([key, label]) => (
      <button
        key={key}
        type="button"
        data-tab={key}
        aria-current={open === key}
        onClick={() => choose(key as PaneName)}
      >
        {label}
      </button>
    ))}
  </nav>
);

const Window = ({ snapshot, isLost }: { snapshot: Snapshot; isLost: boolean }) => {
  const [channel, setChannel] = useState<string>();
  const [pane, setPane] = useState<PaneName>('chat');
  /** A line for the composer; counted, so that the same one can be given twice. */
  const [draft, setDraft] = useState({ text: '', count: 0 });
  const { me, conversations } = snapshot;
  const names = useNames(snapshot);
  const name = names[me] ?? '';
  useTitleAndAddress(name, conversations);
  const conversation =
    conversations.find(({ id }) => id === channel) ?? conversations.find(({ isIm }) => isIm);
  /** The conversation, which has the heading, is not shown. */
  const isBeside = useNarrow() && pane !== 'chat';
  const compose = (text: string) => {
    setDraft(({ count }) => ({ text, count: count + 1 }));
    setPane('chat');
  };
  return (
    <NamesContext value={names}>
      <ZoneContext value={snapshot.timeZone}>
        <div className="window" data-pane={pane} role={isBeside ? 'main' : undefined}>
          {isBeside && <h1 className="spoken">{panes[pane]}</h1>}
          <a className="skip" href="#conversation">
            Skip to the conversation
          </a>
          <Tabs open={pane} choose={setPane} />
          <Sidebar
            snapshot={snapshot}
            open={conversation?.id ?? ''}
            choose={(id) => {
              setChannel(id);
              setPane('chat');
            }}
          />
          {conversation && (
            <ConversationPane
              key={`${me} ${conversation.id}`}
              snapshot={snapshot}
              conversation={conversation}
              isShown={pane === 'chat'}
              draft={draft}
              compose={compose}
            />
          )}
          <aside className="side" aria-label="Behind the scenes">
            <CloudPane cloud={snapshot.cloud} compose={compose} />
            <WirePane snapshot={snapshot} />
          </aside>
          <Modals views={snapshot.views} />
          {isLost && (
            <p className="lost" role="alert">
              {notYet.lost}
            </p>
          )}
        </div>
      </ZoneContext>
    </NamesContext>
  );
};
