/** How the bot's requests and sockets get to Slack. */
import { createDispatcher, fetchBy } from '../../core/dispatcher.ts';
import type { Proxies } from '../../core/proxies.ts';

export interface Way {
  /** The operator's; null: Slack is reached directly. */
  readonly proxies?: Proxies | null;
  /** Another Slack, such as GovSlack's `https://slack-gov.com/api/`. */
  readonly apiUrl: string | null;
}

/** Through the operator's proxies, if there are any. A socket needs a tunnel there, whatever its address. */
export const wayToSlack = ({ proxies = null, apiUrl }: Way) => {
  const slackApiUrl = apiUrl ?? undefined;
  if (proxies === null) return { slackApiUrl, send: undefined };
  const dispatcher = createDispatcher(proxies, { tunnel: true });
  return { slackApiUrl, dispatcher, send: fetchBy(dispatcher) };
};
