/** Sign-in is not for guessing: whoever guesses locks out themselves, and nobody else. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { createLog } from '../../src/core/log.ts';
import { openForReading } from '../../src/store/open.ts';
import type { Db } from '../../src/store/schema/tables.ts';
import { onPlayground } from '../support/settings.ts';
import { inputValues } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { onStage, stage } from '../support/story.ts';

const [setting] = onPlayground();
onStage(setting);

const minuteMs = 60_000;
const idInput = 'Application credential ID';
const secretInput = 'Application credential secret';
const bobs = () => stage.applicationCredential('bob');
const wrong = (n: number) => ({ ...bobs(), [secretInput]: `guess-${n}` });

/** Submits the link form that is open: what it says against each input. */
const submit = async (name: Name, values: Record<string, string>) =>
  (await stage.actor(name).submit(values)).errors ?? {};
const refused = { [secretInput]: expect.stringContaining('The cloud refuses this secret') };
const heldFor = (words: string) => ({ Cloud: expect.stringContaining(`Try again in ${words}`) });
const signIns = () =>
  stage.cloud?.requests.filter(({ method, path }) => method === 'POST' && path === '/v3/auth/tokens').length;

const look = async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
  const { kysely, close } = await openForReading(`sqlite:${join(stage.folder, 'bot.db')}`, {
    log: createLog('silent'),
  });
  return work(kysely).finally(close);
};

const guess = async (name: Name, times: number) => {
  for (let n = 0; n < times; n++) expect(await submit(name, wrong(n))).toEqual(refused);
};

it('a guesser locks out only themselves, also after a restart; the owner and everybody else link on', async () => {
  await stage.link('bob');
  await stage.openLink('newt');
  await guess('newt', 5);
  await stage.atRest();
  expect(signIns()).toBe(5);
  const held = await submit('newt', { ...wrong(6), Name: 'mine' });
  expect(held).toEqual(heldFor('60 minutes'));
  expect(inputValues(stage.actor('newt').views.at(-1))).toMatchObject({
    name: 'mine',
    id: bobs()[idInput],
    secret: 'guess-6',
  });
  await stage.restart();
  // the right secret does not help any more, and nobody else may guess on
  expect(await submit('newt', bobs())).toEqual(heldFor('60 minutes'));
  await stage.openLink('carol');
  expect(await submit('carol', wrong(7))).toEqual(heldFor('60 minutes'));
  await stage.atRest();
  expect(signIns()).toBe(5);

  await stage.fillLink('carol', stage.applicationCredential('carol'));
  await stage.openLink('bob');
  await guess('bob', 1);
  await stage.fillLink('bob', bobs());
  expect(await submit('newt', stage.applicationCredential('alice'))).toEqual(heldFor('15 minutes'));
});

it('the wait doubles with each further refusal; a sign-in that works, or gets no answer, costs nothing', async () => {
  await stage.openLink('newt');
  const own = (n: number) => ({ ...wrong(n), [idInput]: n.toString(16).repeat(32).slice(0, 32) });
  const unknown = { [idInput]: expect.stringContaining('does not know an application credential') };
  for (let n = 1; n <= 4; n++) expect(await submit('newt', own(n))).toEqual(unknown);
  stage.cloud?.faults.add({
    match: ({ service }) => service === 'keystone',
    times: 100,
    do: 'status',
    status: 500,
  });
  for (let n = 1; n <= 3; n++)
    expect(await submit('newt', own(n))).toEqual({
      Cloud: expect.stringContaining('answered with status 500'),
    });
  stage.cloud?.faults.clear();
  await stage.fillLink('newt', stage.applicationCredential('alice'));
  await stage.openLink('newt');
  expect(await submit('newt', own(5))).toEqual(unknown);
  expect(await submit('newt', own(6))).toEqual(heldFor('15 minutes'));
  await stage.later(15 * minuteMs);
  expect(await submit('newt', own(6))).toEqual(unknown);
  expect(await submit('newt', own(7))).toEqual(heldFor('30 minutes'));
});

it('each refusal is a line in the audit trail; what was typed is in no file', async () => {
  await stage.openLink('newt');
  await submit('newt', { ...wrong(1), [idInput]: 'correct-horse-battery' });
  const lines = await look((db) => db.selectFrom('audit').selectAll().execute());
  const refusals = () => look((db) => db.selectFrom('signInRefusals').selectAll().execute());
  const rows = await refusals();
  expect(lines.map(({ act, requestId }) => [act, /^req-/.test(String(requestId))])).toEqual([
    ['sign-in-refused', true],
  ]);
  expect(JSON.parse(lines[0]?.detail ?? '')).toMatchObject({
    method: 'application_credential',
    outcome: 'refused',
    status: 404,
  });
  expect(rows).toHaveLength(2);
  for (const text of [JSON.stringify([lines, rows]), ...stage.lines])
    expect(text).not.toContain('correct-horse');
  await stage.later(dayMs + hourMs);
  await stage.atRest();
  expect(await refusals()).toEqual([]);
});
