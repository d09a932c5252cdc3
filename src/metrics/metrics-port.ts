/** The port that Prometheus scrapes: `/metrics` and nothing else, on a port of its own that need not be open to anybody else. */
import type { RequestListener } from 'node:http';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { createFrontDoor, openDoor } from '../slack/bolt/front-door.ts';
import { readBacklog } from '../store/claims/backlog.ts';
import type { Database } from '../store/engine/database.ts';
import { createBoundedRead } from './bounded-read.ts';
import type { Metrics, Readings } from './metrics.ts';

interface Options {
  readonly metrics: Metrics;
  readonly database: Pick<Database, 'kysely' | 'now' | 'clock'>;
  readonly sockets: () => Readings['sockets'];
  readonly clock: Clock;
  readonly log: Log;
}

/** Closed with the bot. */
export interface MetricsPort {
  /** Waits for a port that is taken. Returns it; 0 asks for any free one. @throws PortError */
  open(host: string, port: number): Promise<number>;
  close(): Promise<void>;
}

export const createMetricsPort = ({ metrics, database, sockets, clock, log }: Options): MetricsPort => {
  const closing = new AbortController();
  const backlog = createBoundedRead(async () => readBacklog(database.kysely, await database.now()), clock);
  const text = async () =>
    metrics.text({ backlog: await backlog(), sockets: sockets(), now: database.clock.now() });
  const scrape: RequestListener = (_request, response) => {
    text().then(
      (body) => response.writeHead(200, { 'content-type': metrics.contentType }).end(body),
      (error: unknown) => {
        log.error({ err: error }, 'failed to answer a scrape');
        response.writeHead(500).end();
      },
    );
  };
  const door = createFrontDoor({ routes: { 'GET /metrics': scrape }, log });
  return {
    open: async (host, port) => {
      const waits = { clock, signal: closing.signal, variable: 'METRICS_PORT' };
      const opened = await openDoor(door, host, port, waits);
      log.info({ port: opened }, 'metrics can be scraped');
      return opened;
    },
    close: async () => {
      closing.abort();
      await door.close(1_000);
      metrics.close();
    },
  };
};
