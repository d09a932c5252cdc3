/** `npm run doctor` on a whole set-up: nothing but good on a good one, before the first start, beside a bot and after it; and it changes nothing. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../support/deployment.ts';
import { createPatient, type Patient } from '../support/doctors-patient.ts';

let patient: Patient;
beforeEach(async () => {
  patient = await createPatient();
});
afterEach(() => patient.close());

const contents = async () => {
  const names = (await readdir(patient.folder)).sort();
  return Promise.all(
    names.map(async (name) => [name, (await readFile(join(patient.folder, name))).toString('base64')]),
  );
};
const surprises = () => [patient.slack.surprises, patient.cloud.surprises];

test('before the first start nothing is wrong, and nothing is made', async () => {
  const before = await contents();
  const { ills, lines, leaks, code, err } = await patient.examine();
  expect([ills, leaks, code, err]).toEqual([[], [], 0, '']);
  expect(lines.map(({ check }) => check)).toEqual(
    expect.arrayContaining([
      'settings',
      'keys',
      'database',
      'disk',
      'slack token',
      'slack app',
      'slack clock',
    ]),
  );
  expect(await contents()).toEqual(before);
  expect(surprises()).toEqual([[], []]);
});

test('beside a bot nothing is wrong; its socket is left alone, and an account tells of each region', async () => {
  const bot = await patient.startBot();
  await patient.link('alice');
  const posted = patient.slack.requests.filter(({ method }) => method.startsWith('chat.')).length;
  const opened = () =>
    patient.slack.requests.filter(({ method }) => method === 'apps.connections.open').length;
  const before = opened();
  const env = {
    ...patient.env,
    PORT: bot.port,
    SLACK_CONFIG_TOKEN: patient.slack.configToken,
    KEEP_ENDED: '30d',
  };
  const { ills, lines, leaks, code } = await patient.examine(env);
  expect([ills, leaks, code]).toEqual([[], [], 0]);
  const said = (check: string) => lines.filter((line) => line.check === check).map(({ says }) => says);
  expect(said('account on playground')).toEqual([
    expect.stringContaining('IAD answers'),
    expect.stringContaining('DFW answers'),
  ]);
  expect(said('sealed records')).toEqual([expect.stringMatching(/^all \d+ sealed records open$/)]);
  expect(said('retention')).toEqual([
    'KEEP_ENDED is 30 days: 0 offers, 0 shares, 0 withdrawals, 0 acts would go now, with their cards',
    'KEEP_AUDIT is never: no line of the audit trail is deleted',
  ]);
  expect(said('slack app')).toEqual([
    'the scopes are those of manifest.yml',
    'the app’s settings are those of manifest.yml',
  ]);
  expect(said('slack socket')).toEqual([expect.stringContaining('no other was opened')]);
  expect(opened()).toBe(before);
  expect(patient.slack.requests.filter(({ method }) => method.startsWith('chat.'))).toHaveLength(posted);
  expect(surprises()).toEqual([[], []]);
});

test('where a bot has worked before, and may work elsewhere, no socket is opened: Slack only says that it would', async () => {
  const bot = await patient.startBot();
  await bot.terminate();
  await patient.slack.until(() => patient.slack.sockets.count === 0);
  const opened: unknown[] = [];
  patient.slack.on((event) => {
    if (event.type === 'sockets' && event.count > 0) opened.push(event);
  });
  const { lines, ills } = await patient.examine();
  expect(ills).toEqual([]);
  expect(lines.filter(({ check }) => check === 'slack socket')).toMatchObject([
    { level: 'good', says: expect.stringContaining('none was opened') },
  ]);
  expect(opened).toEqual([]);
});

test('after a bot has stopped, its database is as it was, to the byte', async () => {
  const bot = await patient.startBot();
  await patient.link('alice');
  await bot.terminate();
  const before = await contents();
  expect((await patient.examine()).ills).toEqual([]);
  expect(await contents()).toEqual(before);
});

test('what is printed for people has a line for each check, the next step below it, and the counts', async () => {
  const { shown } = await patient.examine({ ...patient.env, ENCRYPTION_KEYS: 'k1:short' });
  expect(shown).toMatch(/^good +database /m);
  expect(shown).toMatch(/^failure +settings +ENCRYPTION_KEYS entry 1 is not 32 bytes in base64/m);
  expect(shown).toMatch(/\n\ngood: \d+, warnings: \d+, failures: 1\n$/);
});

test('a word that is none of doctor’s prints the usage', async () => {
  const { code, out, err } = await runCommand(['doctor', '--fix'], patient.env);
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('npm run doctor');
});
