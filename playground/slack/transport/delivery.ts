/** Sends payloads to the bot, by signed HTTP or Socket Mode, each with a deadline. */
import { createHmac } from 'node:crypto';
import type { Delivery, Kind } from '../format/delivered.ts';
import { isObject } from '../format/shape.ts';
import type { Addresses } from '../workspace/manifest.ts';
import { emit, type Workspace } from '../workspace/workspace.ts';
import type { SocketMode } from './socket-mode.ts';

interface Ack {
  readonly ackMs: number;
  readonly error?: string;
  /** `undefined` if empty. */
  readonly body?: Record<string, unknown>;
}

export interface Deliverer {
  /** From now on by signed HTTP to the address of each kind; to nobody where that has none. `null`: by Socket Mode. */
  deliverTo(target: HttpTarget | null): void;
  /** Never rejects. @param type as in {@link Delivery} */
  send(kind: Kind, type: string, payload: Record<string, unknown>): Promise<Ack>;
  /** Sends the same payload again, as Slack does if it believes that nobody took it. Never rejects. */
  redeliver(delivery: Delivery, attempt: number): Promise<Ack>;
  /** Sends an event and, while the bot does not accept it, repeats it at once, after a minute and after five. */
  sendEvent(type: string, payload: Record<string, unknown>): Promise<Ack>;
  close(): void;
}

export interface HttpTarget {
  readonly addresses: Addresses;
  readonly signingSecret: string;
}

interface Retry {
  readonly attempt: number;
  readonly reason: string;
}

const envelopeTypes = { command: 'slash_commands', interactive: 'interactive', event: 'events_api' } as const;
// https://docs.slack.dev/apis/events-api/#retries
const retryAfterMs = [0, 60_000, 300_000];

/** @param deadlineMs how long the bot has to acknowledge */
export const createDeliverer = (
  workspace: Workspace,
  sockets: SocketMode,
  deliveries: Delivery[],
  deadlineMs: number,
): Deliverer => {
  let target: HttpTarget | null = null;
  const closing = new AbortController();

  const overHttp = async (
    kind: Kind,
    type: string,
    payload: Record<string, unknown>,
    { addresses, signingSecret }: HttpTarget,
    retry?: Retry,
  ) => {
    const url = addressFor(kind, type, addresses);
    if (url === undefined) return { error: 'dispatch_failed' };
    const body = encode(kind, payload);
    // The bot compares with its own clock, which no test moves.
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: workspace.clock.timeout(deadlineMs),
      headers: {
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'content-type': kind === 'event' ? 'application/json' : 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
        ...(retry && { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason }),
      },
      body,
    });
    const text = await response.text();
    if (!response.ok) return { error: 'http_service_error' };
    return {
      body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text && { text },
    };
  };
  const overSocket = async (kind: Kind, payload: Record<string, unknown>, retry?: Retry) => {
    const acked = sockets.send({
      type: envelopeTypes[kind],
      payload,
      accepts_response_payload: kind !== 'event',
      ...(retry && { retry_attempt: retry.attempt, retry_reason: retry.reason }),
    });
    const signal = AbortSignal.any([closing.signal, workspace.clock.timeout(deadlineMs)]);
    const timedOut = new Promise<{ error: string }>((resolve) => {
      signal.addEventListener('abort', () => resolve({ error: 'operation_timeout' }), { once: true });
    });
    return Promise.race([acked, timedOut]);
  };

  const send = async (
    kind: Kind,
    type: string,
    payload: Record<string, unknown>,
    retry?: Retry,
  ): Promise<Ack> => {
    const delivery: Delivery = {
      kind,
      type,
      transport: target ? 'http' : 'socket',
      payload,
      at: workspace.clock.now(),
      ackMs: null,
      error: null,
    };
    deliveries.push(delivery);
    emit(workspace, { type: 'delivery', delivery });
    const started = performance.now();
    const outcome: { body?: unknown; error?: string } = await (target
      ? overHttp(kind, type, payload, target, retry)
      : overSocket(kind, payload, retry)
    ).catch((error: unknown) => ({
      error:
        error instanceof Error && error.name === 'TimeoutError' ? 'operation_timeout' : 'dispatch_failed',
    }));
    delivery.ackMs = performance.now() - started;
    delivery.error = outcome.error ?? null;
    emit(workspace, { type: 'delivery', delivery });
    return {
      ackMs: delivery.ackMs,
      ...(outcome.error && { error: outcome.error }),
      ...(isObject(outcome.body) && Object.keys(outcome.body).length > 0 && { body: outcome.body }),
    };
  };

  return {
    deliverTo(next) {
      target = next;
    },
    send: (kind, type, payload) => send(kind, type, payload),
    redeliver: ({ kind, type, payload }, attempt) =>
      send(kind, type, payload, { attempt, reason: 'http_timeout' }),
    async sendEvent(type, payload) {
      const first = await send('event', type, payload);
      const again = async () => {
        let last = first;
        for (const [index, afterMs] of retryAfterMs.entries()) {
          if (!last.error) return;
          await workspace.clock.sleep(afterMs, closing.signal);
          const reason = last.error === 'operation_timeout' ? 'http_timeout' : 'http_error';
          last = await send('event', type, payload, { attempt: index + 1, reason });
        }
      };
      if (first.error) again().catch(() => {}); // rejects only when this Slack is closed
      return first;
    },
    close: () => closing.abort(),
  };
};

/** @see https://docs.slack.dev/reference/app-manifest#settings */
const addressFor = (kind: Kind, type: string, addresses: Addresses): string | undefined => {
  if (kind === 'command') return addresses.commands.get(type);
  if (kind === 'event') return addresses.events;
  return type === 'block_suggestion' ? addresses.menus : addresses.interactivity;
};

const encode = (kind: Kind, payload: Record<string, unknown>): string => {
  if (kind === 'event') return JSON.stringify(payload);
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  // A command's fields are all strings.
  return new URLSearchParams(payload as Record<string, string>).toString();
};
