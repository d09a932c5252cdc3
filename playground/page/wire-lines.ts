/** The wire as it is shown: the newest requests between Slack, the bot and the cloud, one line each. No payload: those hold what people type as secrets. */
import type { SeenRequest } from '../cloud/cloud-server.ts';
import type { Delivery } from '../slack/format/delivered.ts';
import type { ApiRequest } from '../slack/format/requests.ts';
import type { Stage } from '../start.ts';
import type { WireLine } from './page-wire.ts';

const shown = 120;

/** The newest items of a list that only grows, each with a lasting name. */
const newest = <T>(
  list: readonly T[],
  prefix: string,
  line: (each: T) => Omit<WireLine, 'id'>,
): WireLine[] => {
  const start = Math.max(0, list.length - shown);
  return list.slice(start).map((each, index) => ({ id: `${prefix}${start + index}`, ...line(each) }));
};

const fromSlack = ({ type, at, ackMs, error }: Delivery) => ({
  at,
  from: 'Slack',
  to: 'bot',
  what: type,
  outcome: error ?? (ackMs === null ? 'waiting' : 'acknowledged'),
  isGood: error === null,
  ms: ackMs,
});

const toSlack = ({ method, at, answer, ms }: ApiRequest) => ({
  at,
  from: 'bot',
  to: 'Slack',
  what: method,
  outcome: answer ?? 'waiting',
  isGood: answer === null || answer === 'ok',
  ms,
});

const toCloud = ({ service, region, method, path, user, status, at, ms }: SeenRequest) => ({
  at,
  from: 'bot',
  to: region ?? service,
  what: `${method} ${path}`,
  outcome: `${status || 'no answer'}${user ? ` as ${user}` : ''}`,
  // The bot expects 404 and 409.
  isGood: (status >= 200 && status < 300) || status === 404 || status === 409,
  ms,
});

/** Newest first. */
export const wireLines = ({ slack, cloudBackend }: Stage): WireLine[] =>
  [
    ...newest(slack.deliveries, 'd', fromSlack),
    ...newest(slack.requests, 's', toSlack),
    ...newest(cloudBackend.requests, 'c', toCloud),
  ]
    .sort((a, b) => b.at - a.at)
    .slice(0, shown);
