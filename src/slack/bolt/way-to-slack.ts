/** How the bot's requests and sockets get to Slack. */
import { createDispatcher, fetchBy } from '../../core/dispatcher.ts';
import type { Proxies } from '../../core/proxies.ts';

export interface Way {
  /** The operator's; null: Slack is reached directly. */
  readonly proxies?: Proxies | null;
  /** Another Slack, such as GovSlack's `https://slack-gov.com/api/`. */
  readonly apiUrl: string | null;
}

/**
 * Of one message over a socket. Slack's are a quarter of a megabyte at most; `socket-frames.ts` acknowledges larger ones unread, and what
 * is larger than this is not even held.
 */
const webSocket = { maxBytes: 4 * 1024 ** 2, maxPieces: 4_096 } as const;

/** Through the operator's proxies, if there are any. A socket needs a tunnel there, whatever its address. */
export const wayToSlack = ({ proxies = null, apiUrl }: Way) => {
  const slackApiUrl = apiUrl ?? undefined;
  const dispatcher = createDispatcher(proxies, { tunnel: true, webSocket });
  return { slackApiUrl, dispatcher, send: proxies === null ? undefined : fetchBy(dispatcher) };
};
