/** The alerts, the dashboard and the page about metrics: they speak of what the bot has, and Prometheus takes them. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { hasPromtool, promtool } from '../support/promtool.ts';

const alertsFile = 'deploy/prometheus/alerts.yml';
const page = readFileSync('docs/metrics.md', 'utf8');
const { groups } = parse(readFileSync(alertsFile, 'utf8')) as {
  groups: readonly { rules: readonly { alert: string; expr: string }[] }[];
};
const rules = groups.flatMap((group) => group.rules);

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig: { readonly defaults: { readonly unit: string } };
  readonly targets: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly legendFormat: string;
  }[];
}

const dashboard = JSON.parse(readFileSync('deploy/grafana/dashboard.json', 'utf8')) as {
  readonly panels: readonly Panel[];
};
const queries = dashboard.panels.flatMap(({ targets }) => targets);

/** By name, with their types: of a bot that has done nothing yet. */
const families = async () => {
  const metrics = createMetrics();
  const text = await metrics.text({ backlog: null, sockets: null, now: 0 });
  metrics.close();
  return new Map(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  );
};

test('docs/metrics.md names every metric, with its type, and no other', async () => {
  const documented = [...page.matchAll(/^\| `(image_share_\w+)` +\| (\w+)/gm)].map(([, name, type]) => [
    name,
    type,
  ]);
  const known = [...(await families())];
  expect(documented).toHaveLength(known.filter(([name]) => name.startsWith('image_share_')).length);
  expect(known).toEqual(expect.arrayContaining(documented));
  for (const [name] of known) expect(page).toContain(`\`${name}\``);
});

/** All that PromQL may name of the bot's: a histogram by its three series, nothing else of ours by another name. */
const seriesOf = (types: ReadonlyMap<string, string>) =>
  new Set(
    [...types].flatMap(([name, type]) =>
      type === 'histogram' ? ['bucket', 'count', 'sum'].map((kind) => `${name}_${kind}`) : [name],
    ),
  );

test.each([
  ['alerts', rules],
  ['panels', queries],
])('%s ask for metrics that there are', async (_, asking) => {
  const known = seriesOf(await families());
  const asked = asking.map(({ expr }) => expr.match(/(?:image_share|process|nodejs)_\w+/g) ?? []);
  expect(asked.flat().filter((name) => !known.has(name))).toEqual([]);
  expect(asked.filter((names) => names.length === 0).length).toBeLessThanOrEqual(1);
});

test('the dashboard shows every metric of the bot’s own', async () => {
  const shown = queries.map(({ expr }) => expr).join();
  const own = [...(await families()).keys()].filter((name) => name.startsWith('image_share_'));
  expect(own.filter((name) => !shown.includes(name))).toEqual([]);
});

test('its panels are numbered, described and beside one another, and name labels that there are', () => {
  const labels = new Set([
    'instance',
    ...[...page.matchAll(/^\| `image_share_\w+`[^|]*\|[^|]*\|([^|]*)/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`(\w+)`/g)].map(([, label]) => label),
    ),
  ]);
  const taken = new Set<string>();
  for (const {
    title,
    description,
    gridPos: { x, y, w, h },
    fieldConfig,
    targets,
  } of dashboard.panels) {
    expect([title, description, fieldConfig.defaults.unit]).not.toContain('');
    expect(x + w).toBeLessThanOrEqual(24);
    for (let cell = 0; cell < w * h; cell += 1) {
      const place = `${x + (cell % w)},${y + Math.floor(cell / w)}`;
      expect(taken.has(place), `${title} lies over another`).toBe(false);
      taken.add(place);
    }
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    for (const { legendFormat } of targets)
      for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) expect(labels).toContain(label);
  }
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
});

test('each alert has its paragraph, and each paragraph its alert', () => {
  expect([...page.matchAll(/^### (\w+)$/gm)].map(([, name]) => name)).toEqual(
    rules.map(({ alert }) => alert),
  );
});

describe.skipIf(!hasPromtool)('Prometheus (without promtool: apt-get install prometheus)', () => {
  it.each([
    ['takes the alerts', ['check', 'rules', alertsFile]],
    ['fires each of them when it should', ['test', 'rules', 'deploy/prometheus/alerts.test.yml']],
  ])('%s', async (_, args) => {
    expect(await promtool(args)).toMatchObject({ code: 0, said: expect.stringContaining('SUCCESS') });
  });

  it('takes what the panels ask', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'image-share-dashboard-'));
    const file = join(folder, 'rules.yml');
    const recorded = queries.map(({ expr }, n) => ({
      record: `panel_${n}`,
      expr: expr.replaceAll('$__rate_interval', '5m'),
    }));
    await writeFile(file, stringify({ groups: [{ name: 'panels', rules: recorded }] }));
    expect(await promtool(['check', 'rules', file])).toMatchObject({ code: 0 });
    await rm(folder, { recursive: true });
  });
});
