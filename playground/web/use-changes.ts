/** The messages that arrived or changed since the window last saw them, in words for screen readers. */
import { use, useEffect, useRef, useState } from 'react';
import type { SlackMessage } from '../slack/format/wire.ts';
import { NamesContext } from './block-kit/text.tsx';

const snapshotOf = ({ text, blocks }: SlackMessage) => JSON.stringify([text, blocks]);

/** mrkdwn as it is read aloud: without its marks. */
const spoken = (text: string, names: Readonly<Record<string, string>>) =>
  text
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id: string) => names[id] ?? id)
    .replace(/<[^|>]*\|([^>]*)>/g, '$1')
    .replace(/:[a-z0-9_+-]+:|[*_`<>]/g, '');

export const useChanges = (messages: readonly SlackMessage[], me: string) => {
  const names = use(NamesContext);
  const known = useRef<Map<string, string> | null>(null);
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const [announcement, setAnnouncement] = useState('');
  useEffect(() => {
    const before = known.current;
    known.current = new Map(messages.map((message) => [message.ts, snapshotOf(message)]));
    if (!before) return;
    const fresh = messages.filter(
      (message) => message.user !== me && before.get(message.ts) !== snapshotOf(message),
    );
    if (fresh.length === 0) return;
    setChanged(new Set(fresh.map((message) => message.ts + snapshotOf(message).length)));
    setAnnouncement(
      fresh.map(({ ts, text }) => `${before.has(ts) ? 'Changed' : 'New'}: ${spoken(text, names)}`).join('\n'),
    );
  }, [messages, me, names]);
  return {
    announcement,
    isNew: (message: SlackMessage) => changed.has(message.ts + snapshotOf(message).length),
  };
};
