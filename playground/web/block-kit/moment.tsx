/** Times as the person whom one is reads them: in the zone that Slack has of them, not in the one of whoever plays them all. */
import { createContext, use } from 'react';
import { formatDate } from './mrkdwn.ts';

/** An IANA name; undefined: the browser's own. */
export const ZoneContext = createContext<string | undefined>(undefined);

/** @param format as `<!date^…>` has it */
export const Moment = ({ atS, format }: { atS: number; format: string }) => {
  const timeZone = use(ZoneContext);
  const at = new Date(atS * 1000);
  return (
    <time dateTime={at.toISOString()} title={at.toLocaleString(undefined, { timeZone })}>
      {formatDate(atS, format, new Date(), timeZone)}
    </time>
  );
};
