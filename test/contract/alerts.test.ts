/** The alerts and the page about metrics: both speak of what the bot has, and Prometheus takes them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { hasPromtool, promtool } from '../support/promtool.ts';

const alertsFile = 'deploy/prometheus/alerts.yml';
const page = readFileSync('docs/metrics.md', 'utf8');
const { groups } = parse(readFileSync(alertsFile, 'utf8')) as {
  groups: readonly { rules: readonly { alert: string; expr: string }[] }[];
};
const rules = groups.flatMap((group) => group.rules);

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

test('alerts ask for metrics that there are', async () => {
  const names = new Set((await families()).keys());
  const asked = rules.flatMap(({ expr }) => expr.match(/image_share_\w+/g) ?? []);
  expect(asked.filter((name) => !names.has(name.replace(/_(?:bucket|count|sum)$/, '')))).toEqual([]);
  expect(asked.length).toBeGreaterThan(rules.length);
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
});
