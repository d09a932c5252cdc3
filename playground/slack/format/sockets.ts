/** The Socket Mode connections, as far as tests and people can disturb them. */
export interface Sockets {
  readonly count: number;
  /** Asks every connection to close, as Slack does; `link_disabled` is final. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  /** Cuts every connection without warning. */
  cut(): void;
}
