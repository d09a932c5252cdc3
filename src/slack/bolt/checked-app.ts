/** Bolt's App reads payloads without checking them. This one passes on only those that have everything it and the listeners read. */
import { App, type AppOptions, type ReceiverEvent } from '@slack/bolt';
import type { Log } from '../../core/log.ts';
import type { Observer } from '../../core/observer.ts';
import { isHeard, lackingField, payloadType } from '../input/payload.ts';

/** Where it failed; its message would quote the payload. */
const framesOf = (error: unknown) =>
  error instanceof Error ? error.stack?.match(/^ +at .+$/gm)?.join('\n') : undefined;

export class CheckedApp extends App {
  readonly #log: Log;
  readonly #onRequest: () => void;
  readonly #observer: Observer;

  /** @param options `onRequest` is told of everything that Slack sends */
  constructor({
    log,
    onRequest,
    observer,
    ...options
  }: AppOptions & { readonly log: Log; readonly onRequest: () => void; readonly observer: Observer }) {
    super(options);
    this.#log = log;
    this.#onRequest = onRequest;
    this.#observer = observer;
  }

  /** Never rejects. A useless payload is acknowledged, so that Slack does not send it again. */
  override async processEvent(received: ReceiverEvent): Promise<void> {
    this.#onRequest();
    const type = payloadType(received.body);
    const started = performance.now();
    const ack: ReceiverEvent['ack'] = async (response) => {
      await received.ack(response);
      this.#observer.acknowledged(type ?? 'unknown', performance.now() - started);
    };
    const event = { ...received, ack };
    const field = type && isHeard(type) ? lackingField(type, event.body) : null;
    try {
      if (type && isHeard(type) && field === null) return await super.processEvent(event);
      this.#log.warn({ type, field }, 'a payload of Slack’s that nothing can be done with');
    } catch (error) {
      this.#log.error({ type, at: framesOf(error) }, 'bolt cannot read a payload');
    }
    // fails if Bolt has already acknowledged
    await event.ack().catch(() => {});
  }
}
