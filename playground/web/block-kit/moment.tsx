/** Times as the person being played reads them: in the time zone that Slack has for them, not in that of the player. */
import { createContext, use } from 'react';
import { formatDate } from './mrkdwn.ts';

/** An IANA name; undefined: the browser's own. */
export const ZoneContext = createContext<string | undefined>(undefined);

/** @param format as in `<!date^…>` */
export const Moment = ({ atS, format }: { atS: number; format: string }) => {
  const timeZone = use(ZoneContext);
  const at = new Date(atS * 1000);
  return (
    <time dateTime={at.toISOString()} title={at.toLocaleString(undefined, { timeZone })}>
      {formatDate(atS, format, new Date(), timeZone)}
    </time>
  );
};
