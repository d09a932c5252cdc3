/** Who the person is, and where they can read and write. */
import { use } from 'react';
import type { Conversation, Person, Snapshot } from '../page/page-wire.ts';
import { BotFace, Face, Icon } from './icons.tsx';
import { LiveContext } from './live-context.ts';

const Unread = ({ count }: { count: number }) =>
  count > 0 && (
    <span className="unread">
      {count}
      <span className="spoken"> unread</span>
    </span>
  );

const windowOf = (name: string) => {
  const url = new URL(location.href);
  url.searchParams.set('as', name);
  return url.href;
};

export const Sidebar = ({
  snapshot,
  open,
  choose,
}: {
  snapshot: Snapshot;
  open: string;
  choose: (channel: string) => void;
}) => {
  const { people, conversations, me, team, bot } = snapshot;
  return (
    <nav className="sidebar" aria-label="Workspace">
      <header className="team">
        <strong>{team}</strong>
        <span className={bot.isUp ? 'up' : 'down'} role="status">
          {bot.isUp ? 'the bot is running' : 'the bot is restarting…'}
        </span>
      </header>
      <h2>You are</h2>
      <People people={people} me={me} />
      <h2>Conversations</h2>
      <Conversations conversations={conversations} open={open} choose={choose} />
    </nav>
  );
};

const People = ({ people, me }: { people: readonly Person[]; me: string }) => {
  const { act } = use(LiveContext);
  return (
    <ul className="people">
      {people.map(({ id, name, role, unread }) => (
        <li key={id}>
          <button type="button" aria-pressed={id === me} onClick={() => void act({ do: 'be', person: id })}>
            <Face name={name} />
            <span className="person">
              {name}
              <small>{role}</small>
            </span>
            <Unread count={unread} />
          </button>
          <a
            href={windowOf(name)}
            target="_blank"
            rel="noreferrer"
            aria-label={`Open ${name}’s Slack in a window of its own`}
            title={`${name} in a window of its own`}
          >
            <Icon name="window" />
          </a>
        </li>
      ))}
    </ul>
  );
};

const Conversations = ({
  conversations,
  open,
  choose,
}: {
  conversations: readonly Conversation[];
  open: string;
  choose: (channel: string) => void;
}) => (
  <ul className="conversations">
    {conversations.map(({ id, name, isIm, unread }) => (
      <li key={id}>
        <button
          type="button"
          aria-current={id === open}
          className={unread ? 'has-unread' : ''}
          onClick={() => choose(id)}
        >
          {isIm ? <BotFace /> : <span className="hash">#</span>}
          <span className="name">{name}</span>
          {isIm && <span className="badge">App</span>}
          <Unread count={unread} />
        </button>
      </li>
    ))}
  </ul>
);
