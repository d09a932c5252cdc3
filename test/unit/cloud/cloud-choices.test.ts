/** What people choose from when they link: the entries of clouds.yaml, by the names that they know. */
import { expect, test } from 'vitest';
import { cloudChoices } from '../../../src/cloud/cloud-choices.ts';
import type { CloudEntry } from '../../../src/cloud/cloud-config.ts';
import type { Cloud } from '../../../src/cloud/clouds.ts';
import { joinEntries } from '../../../src/cloud/same-cloud.ts';
import { linkModal } from '../../../src/features/image-account/account-modal.ts';
import { cloudOptions } from '../../../src/features/image-account/cloud-menu.ts';
import { labCloud } from '../../support/on-lab.ts';

const { id: _, ...lab } = labCloud;
const entry = (name: string, more: Partial<CloudEntry> = {}): CloudEntry => ({ ...lab, name, ...more });
const cloudsOf = (...entries: readonly CloudEntry[]): Cloud[] =>
  joinEntries(entries).clouds.map((cloud) => ({ ...cloud, id: cloud.authUrl as Cloud['id'] }));

test('each entry is offered; those in which nothing differs are one', () => {
  const clouds = cloudsOf(
    entry('west', { regions: ['DFW'] }),
    entry('project-a', { regions: ['IAD'] }),
    entry('project-b', { regions: ['IAD'] }),
    entry('elsewhere', { authUrl: 'https://elsewhere.example/v3' }),
  );
  const choices = cloudChoices(clouds, null);
  expect(choices.map(({ label }) => label)).toEqual(['west', 'project-a, project-b', 'elsewhere']);
  expect(choices[1]?.cloud).toMatchObject({ name: 'west', entries: [{ name: 'project-a' }, {}, {}] });
});

test.each([
  [['west'], ['west']],
  [['east', 'gone'], ['east']],
  [['split (R1)'], ['split (R1)']],
  [['split'], ['split (R1)', 'split (R2)']],
])('CLOUDS=%s offers %s', (offered, labels) => {
  const split = (region: string) =>
    entry(`split (${region})`, {
      entry: 'split',
      authUrl: `https://${region}.example/v3`,
      regions: [region],
    });
  const clouds = cloudsOf(
    entry('west', { regions: ['DFW'] }),
    entry('east', { regions: ['IAD'] }),
    split('R1'),
    split('R2'),
  );
  expect(cloudChoices(clouds, offered).map(({ label }) => label)).toEqual(labels);
});

test('ids are short whatever an entry is called, and stay the same in another order', () => {
  const entries = [entry('x'.repeat(500)), entry('other', { regions: ['IAD'] })];
  const ids = (clouds: Cloud[]) =>
    new Map(cloudChoices(clouds, null).map(({ entry: name, id }) => [name, id]));
  const first = ids(cloudsOf(...entries));
  expect([...first.values()].every((id) => id.length <= 150)).toBe(true);
  expect(ids(cloudsOf(...entries.toReversed()))).toEqual(first);
});

test('a menu holds a hundred; more are found by what is typed', () => {
  const many = Array.from({ length: 101 }, (_, at) =>
    entry(`cloud-${at}`, { authUrl: `https://c${at}.example/v3` }),
  );
  const menu = (count: number) =>
    JSON.stringify(linkModal({ choices: cloudChoices(cloudsOf(...many.slice(0, count)), null) }).blocks);
  expect(menu(100)).toContain('static_select');
  expect(menu(101)).toContain('external_select');
  const choices = cloudChoices(cloudsOf(...many), null);
  expect(cloudOptions(choices, '')).toHaveLength(100);
  expect(cloudOptions(choices, ' CLOUD-100').map(({ text }) => text)).toEqual(['cloud-100']);
  const chosen = linkModal({ choices, cloud: choices[100]?.id ?? null });
  expect(JSON.stringify(chosen.blocks)).toContain('"text":"cloud-100"');
});

test('where people sign in elsewhere, only an application credential is asked for', () => {
  const blocks = JSON.stringify(
    linkModal({ choices: cloudChoices(cloudsOf(entry('campus', { federated: true })), null) }).blocks,
  );
  expect(blocks).toContain('Application credential ID');
  expect(blocks).not.toContain('Password');
});
