/** A payload that went to the bot, and how it was taken. */

export type Kind = 'command' | 'interactive' | 'event';

/** One payload and how it was taken. */
export interface Delivery {
  readonly kind: Kind;
  /** The command, or the `type` of the payload or event. */
  readonly type: string;
  readonly transport: 'http' | 'socket';
  readonly payload: Readonly<Record<string, unknown>>;
  readonly at: number;
  /** How long the bot took; `null` while it has not answered. */
  ackMs: number | null;
  /** What the person is shown: `operation_timeout`, `dispatch_failed`, `http_service_error`. */
  error: string | null;
}
