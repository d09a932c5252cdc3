/** What becomes of an envelope. */
export type SocketAnswer = { readonly body: unknown } | { readonly error: 'dispatch_failed' };

/** One connection beneath its WebSocket: what somebody between Slack and the bot can do. */
export interface Beneath {
  write(bytes: Buffer): void;
  /** Reads nothing any more, not even a close. */
  pause(): void;
  /** Resolves once the bot has ended the connection. */
  readonly ended: Promise<void>;
}

/** The Socket Mode connections, as far as tests and people can disturb them. */
export interface Sockets {
  readonly count: number;
  /** Asks every connection to close, as Slack does: ten seconds ahead, the last two at once. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets'): void;
  /**
   * Sends a frame of any content over one of them. Settles once `envelopeId` is acknowledged or its connection ends; without
   * one, at once.
   */
  sendFrame(text: string, envelopeId?: string): Promise<SocketAnswer>;
  /** From now on admits no more than `count`; those that are there stay. */
  limit(count: number): void;
  /** The connection whose turn it is. */
  beneath(): Beneath;
  /** Cuts every connection without warning. */
  cut(): void;
}
