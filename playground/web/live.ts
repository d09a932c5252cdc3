/** The connection to the playground: it delivers what this window shows, and takes what the person does. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Outcome } from '../cloud-snapshot.ts';
import type { Act, Push, Request, Snapshot } from '../page/page-wire.ts';

export type Line = 'connecting' | 'open' | 'lost' | 'refused';

export interface Live {
  readonly line: Line;
  readonly snapshot: Snapshot | null;
  /** Never rejects: the outcome says what went wrong. */
  readonly act: (act: Act) => Promise<Outcome>;
}

const reconnectMs = 1_000;
/** The server closes with this code if the address contains another token than the one it printed. */
const wrongToken = 4401;

const addressOfLine = () => {
  const given = new URLSearchParams(location.search);
  const query = new URLSearchParams({ token: given.get('token') ?? '', as: given.get('as') ?? '' });
  return `ws://${location.host}/live?${query}`;
};

export const useLive = (): Live => {
  const [line, setLine] = useState<Line>('connecting');
  const [snapshot, setSnapshot] = useState<Snapshot | null>(null);
  const socket = useRef<WebSocket | null>(null);
  const waiting = useRef(new Map<number, (outcome: Outcome) => void>());
  const lastId = useRef(0);

  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const connect = () => {
      const next = new WebSocket(addressOfLine());
      socket.current = next;
      next.onopen = () => setLine('open');
      next.onmessage = ({ data }) => {
        const push = JSON.parse(String(data)) as Push;
        if (push.type === 'snapshot') return setSnapshot(push.snapshot);
        waiting.current.get(push.id)?.(push.outcome);
        waiting.current.delete(push.id);
      };
      next.onclose = ({ code }) => {
        for (const answer of waiting.current.values()) answer({ error: 'the playground is not there' });
        waiting.current.clear();
        if (ended) return;
        setLine(code === wrongToken ? 'refused' : 'lost');
        if (code !== wrongToken) again = setTimeout(connect, reconnectMs);
      };
    };
    connect();
    return () => {
      ended = true;
      clearTimeout(again);
      socket.current?.close();
    };
  }, []);

  const act = useCallback(
    (wanted: Act) =>
      new Promise<Outcome>((resolve) => {
        if (socket.current?.readyState !== WebSocket.OPEN)
          return resolve({ error: 'the playground is not there' });
        lastId.current += 1;
        waiting.current.set(lastId.current, resolve);
        socket.current.send(JSON.stringify({ id: lastId.current, act: wanted } satisfies Request));
      }),
    [],
  );
  return { line, snapshot, act };
};
