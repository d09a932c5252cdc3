/** A payload sent to the bot, and how the bot answered. */

export type Kind = 'command' | 'interactive' | 'event';

/** One payload, and how the bot answered. */
export interface Delivery {
  readonly kind: Kind;
  /** The command, or the `type` of the payload or event. */
  readonly type: string;
  readonly transport: 'http' | 'socket';
  readonly payload: Readonly<Record<string, unknown>>;
  readonly at: number;
  /** How long the bot took; `null` until it answers. */
  ackMs: number | null;
  /** What the person sees: `operation_timeout`, `dispatch_failed`, `http_service_error`. */
  error: string | null;
}
