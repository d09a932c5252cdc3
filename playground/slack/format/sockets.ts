/** The Socket Mode connections, as tests and people may treat them. */
export interface Sockets {
  readonly count: number;
  /** Tells every connection to go, as Slack does; `link_disabled` is final. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  /** Cuts every connection without a word. */
  cut(): void;
}
