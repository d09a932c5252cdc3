/** Which messages came or changed since the window saw them last, and the words of that for screen readers. */
import { useEffect, useRef, useState } from 'react';
import type { SlackMessage } from '../slack/wire.ts';

const pictureOf = ({ text, blocks }: SlackMessage) => JSON.stringify([text, blocks]);

/** Of mrkdwn as it is read aloud: without its marks. */
const spoken = (text: string) => text.replace(/<[^|>]*\|([^>]*)>/g, '$1').replace(/[*_`<>]/g, '');

export const useChanges = (messages: readonly SlackMessage[], me: string) => {
  const known = useRef<Map<string, string> | null>(null);
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const [announcement, setAnnouncement] = useState('');
  useEffect(() => {
    const before = known.current;
    known.current = new Map(messages.map((message) => [message.ts, pictureOf(message)]));
    if (!before) return;
    const fresh = messages.filter(
      (message) => message.user !== me && before.get(message.ts) !== pictureOf(message),
    );
    if (fresh.length === 0) return;
    setChanged(new Set(fresh.map((message) => message.ts + pictureOf(message).length)));
    setAnnouncement(
      fresh.map(({ ts, text }) => `${before.has(ts) ? 'Changed' : 'New'}: ${spoken(text)}`).join('\n'),
    );
  }, [messages, me]);
  return {
    announcement,
    isNew: (message: SlackMessage) => changed.has(message.ts + pictureOf(message).length),
  };
};
