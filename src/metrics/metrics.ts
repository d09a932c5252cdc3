/**
 * What the bot counts, in Prometheus' format. Labels are words of the code, the operator's clouds and their regions: never a person, a
 * team, a project, an image or anything that somebody typed.
 */
import { version as node } from 'node:process';
import { Registry } from 'prom-client';
import own from '../../package.json' with { type: 'json' };
import type { Observer } from '../core/observer.ts';
import type { Backlog } from '../store/claims/backlog.ts';
import { knownSchema } from '../store/schema/schema-version.ts';
import { countedFamilies, readFamilies } from './families.ts';
import { addProcessGauges } from './process-gauges.ts';
import { createRegionLabels } from './region-labels.ts';

/** What is read for a scrape. */
export interface Readings {
  /** Null: the database does not answer. */
  readonly backlog: Backlog | null;
  /** Null: Slack reaches the bot over HTTP. */
  readonly sockets: number | null;
  /** By the database's clock, ms UTC. */
  readonly now: number;
}

export interface Metrics {
  /** Counts what it is told. */
  readonly observer: Observer;
  readonly contentType: string;
  /** Everything, as Prometheus reads it. */
  text(readings: Readings): Promise<string>;
  close(): void;
}

/** One per bot. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const close = addProcessGauges(registry);
  const observer = observerOf(registry);
  const read = readFamilies(registry);
  read.build.set({ version: own.version, node }, 1);
  read.schema.set(knownSchema);

  const show = ({ backlog, sockets, now }: Readings) => {
    const sinceS = (at: number | null) => (at === null ? 0 : Math.max(0, now - at) / 1_000);
    read.databaseUp.set(backlog === null ? 0 : 1);
    if (sockets === null) read.sockets.remove();
    else read.sockets.set(sockets);
    for (const gauge of [read.dueRows, read.oldestDue, read.syncLag, read.accounts, read.ending])
      gauge.reset();
    for (const { table, rows, oldestAt } of backlog?.due ?? []) {
      read.dueRows.set({ table }, rows);
      read.oldestDue.set({ table }, sinceS(oldestAt));
    }
    for (const { cloud, oldestAt } of backlog?.syncs ?? []) read.syncLag.set({ cloud }, sinceS(oldestAt));
    for (const { cloud, count } of backlog?.ending ?? []) read.ending.set({ cloud }, count);
    for (const { count, ...labels } of backlog?.accounts ?? []) read.accounts.set(labels, count);
  };

  return {
    observer,
    contentType: registry.contentType,
    text: (readings) => {
      show(readings);
      return registry.metrics();
    },
    close,
  };
};

const observerOf = (registry: Registry): Observer => {
  const count = countedFamilies(registry);
  const regionOf = createRegionLabels();
  return {
    acknowledged: (source, ms) => count.acks.observe({ source }, ms / 1_000),
    intended: (kind) => count.intents.inc({ kind }),
    tookEffect: (kind, ms) => count.effects.observe({ kind }, Math.max(0, ms) / 1_000),
    stepped: (kind, outcome) => count.steps.inc({ kind, outcome }),
    tookOver: (rows) => count.leasesTakenOver.inc(rows),
    cloudAnswered: (place, method, outcome, ms) => {
      const of = { cloud: place.cloud, region: regionOf(place) };
      count.cloudRequests.inc({ ...of, method, outcome });
      count.cloudSeconds.observe(of, ms / 1_000);
      if (outcome === 'limited') count.rateLimited.inc({ service: 'cloud' });
    },
    slackAnswered: (method, outcome) => {
      count.slackRequests.inc({ method, outcome });
      if (outcome === 'ratelimited') count.rateLimited.inc({ service: 'slack' });
    },
    databaseFailed: () => count.databaseErrors.inc(),
  };
};
