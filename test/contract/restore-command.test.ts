/** `npm run restore` and `npm run restored` as an operator types them: what they say, ask, refuse and leave behind. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bytesOf } from '../../src/store/operator/backup/backup-facts.ts';
import { createDeployment, type Deployment, runCommand } from '../support/deployment.ts';
import { fullText } from '../support/shown.ts';

let deployment: Deployment;
let backups: string;
beforeEach(async () => {
  deployment = await createDeployment();
  backups = mkdtempSync(join(tmpdir(), 'image-share-backups-'));
});
afterEach(async () => {
  await deployment.close();
  rmSync(backups, { recursive: true });
});

const file = () => join(deployment.folder, 'bot.db');
const rows = (sql: string, path = file()) => {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
};
/** Of a bot to which alice and bob have linked their accounts. */
const backedUp = async () => {
  const bot = await deployment.startBot();
  await deployment.link('alice');
  await deployment.link('bob');
  await runCommand(['backup', '--to', backups], deployment.env);
  const [name = ''] = readdirSync(backups).filter((entry) => entry.endsWith('.db'));
  return { bot, backup: join(backups, name) };
};
const restore = (backup: string, words: readonly string[] = [], typed?: string) =>
  runCommand(['restore', '--from', backup, ...words], deployment.env, typed);

describe('what cannot be asked like that', () => {
  test.each<[string, string[], RegExp]>([
    ['nothing', ['restore'], /^Say --from <file>/],
    ['an option it does not have', ['restore', '--into', 'x'], /Unknown option '--into'/],
    ['no time', ['restored'], /^Say --as-of <time>/],
    ['no such time', ['restored', '--as-of', 'yesterday'], /^Say --as-of <time>/],
    [
      'a time without a zone',
      ['restored', '--as-of', '2026-11-29T03:17'],
      /^Say --as-of <time>.*with its zone/,
    ],
    ['one that is local', ['restored', '--as-of', '2026-11-29 03:17'], /^Say --as-of <time>.*with its zone/],
    ['an option that it does not have', ['restored', '--from', 'x'], /Unknown option '--from'/],
  ])('%s', async (_, words, message) => {
    const { code, out, err } = await runCommand(words, deployment.env);
    expect([code, out, err]).toEqual([1, '', expect.stringMatching(message)]);
  });
});

test('a bot keeps its database, and what is there is replaced only if that is wanted', async () => {
  const { bot, backup } = await backedUp();
  const beside = await restore(backup, ['--replace', '--yes']);
  expect([beside.code, beside.err]).toEqual([75, expect.stringContaining('in use')]);
  await bot.terminate();
  const full = await restore(backup, ['--yes']);
  expect([full.code, full.out, full.err]).toEqual([
    78,
    '',
    expect.stringMatching(/bot\.db is not empty\. With --replace/),
  ]);
  expect(rows('select * from "restores"')).toEqual([]);
});

test('it shows what will happen and asks; nothing is changed by any answer but yes', async () => {
  const { bot, backup } = await backedUp();
  await bot.terminate();
  const before = readFileSync(file());
  const nobody = await restore(backup, ['--replace']);
  expect([nobody.code, nobody.err]).toEqual([
    1,
    expect.stringMatching(/^Nobody can be asked here: say --yes/),
  ]);
  for (const answer of ['no\n', 'y\n', '']) {
    const { code, out } = await restore(backup, ['--replace'], answer);
    expect([code, out]).toEqual([0, expect.stringMatching(/\nGo on\? Type yes: Nothing was changed\.\n$/)]);
    expect(out).toMatch(
      /^The backup has \d+ rows as of \S+Z, by version \S+ \(tables \S+\), sealed with k1\.\w+\.\n/,
    );
  }
  expect(readFileSync(file()).equals(before)).toBe(true);

  const { code, out, err } = await restore(backup, ['--replace'], 'yes\n');
  expect([code, err]).toEqual([0, '']);
  const [, aside = ''] = /\nWhat was there is now (\S+)\.\n/.exec(out) ?? [];
  expect(readFileSync(aside).equals(before)).toBe(true);
  expect(out).toMatch(
    /\n0 accounts unlinked since the backup: dropped\.\nThe forget list is whole since the backup/,
  );
  expect(rows('select "how" from "restores"')).toEqual([{ how: 'restore' }]);
  expect(rows(`select "act" from "audit" where "act" = 'restore'`)).toHaveLength(1);
  expect(readdirSync(deployment.folder).filter((name) => name.includes('restoring'))).toEqual([]);
});

test('a backup that is not whole, or of a newer version, is refused, and nothing is changed', async () => {
  const { bot, backup } = await backedUp();
  await bot.terminate();
  const before = readFileSync(file());
  const whole = readFileSync(backup);
  writeFileSync(backup, whole.subarray(0, -1));
  const cut = await restore(backup, ['--replace', '--yes']);
  expect([cut.code, cut.err]).toEqual([1, expect.stringContaining('is not a good backup')]);
  writeFileSync(backup, whole);
  const newer = new DatabaseSync(backup);
  newer.exec(`insert into "kysely_migration" ("name", "timestamp") values ('9999-later', '')`);
  newer.exec(`update "schemaVersion" set "readableFrom" = 9999`);
  newer.close();
  const beside = backup.replace('.db', '.json');
  const facts = { ...JSON.parse(readFileSync(beside, 'utf8')), ...(await bytesOf(backup)) };
  writeFileSync(beside, JSON.stringify(facts));
  const refused = await restore(backup, ['--replace', '--yes']);
  expect([refused.code, refused.err]).toEqual([78, expect.stringMatching(/newer version.*9999-later/)]);
  expect(readFileSync(file()).equals(before)).toBe(true);
});

test('with a clock that is behind the backup, nothing is done: what is unchecked could not be told', async () => {
  const { bot, backup } = await backedUp();
  await bot.terminate();
  const before = readFileSync(file());
  const beside = backup.replace('.db', '.json');
  const facts = JSON.parse(readFileSync(beside, 'utf8'));
  writeFileSync(beside, JSON.stringify({ ...facts, takenAt: '2099-01-01T00:00:00.000Z' }));
  const { code, out, err } = await restore(backup, ['--replace', '--yes']);
  expect([code, err]).toEqual([
    78,
    expect.stringMatching(/2099-01-01T00:00:00\.000Z is a time to come.*clock/),
  ]);
  expect(out).not.toContain('put back');
  expect(readFileSync(file()).equals(before)).toBe(true);
  expect(readdirSync(deployment.folder).filter((name) => name.includes('restor'))).toEqual([]);
});

test('into nothing, the bot starts on it, and everybody is asked where no list says who has unlinked', async () => {
  const { bot, backup } = await backedUp();
  await bot.terminate();
  for (const name of readdirSync(deployment.folder))
    if (name.startsWith('bot.db') || name === 'forgotten') rmSync(join(deployment.folder, name));
  const { code, out } = await restore(backup, ['--yes']);
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/is not whole since the backup: the bot asks the owners of 2 accounts/),
  ]);
  expect(existsSync(file())).toBe(true);
  await deployment.startBot();
  await deployment.slack.until(
    () =>
      ['UALICE', 'UBOB'].every((id) =>
        deployment.slack
          .person(id)
          .dm()
          .some((message) => fullText(message).includes('have unlinked the account')),
      ),
    { what: 'both are asked' },
  );
});

test('a database that was put back by other means gets the same', async () => {
  const { bot } = await backedUp();
  const beside = await runCommand(['restored', '--as-of', new Date().toISOString()], deployment.env);
  expect(beside.code).toBe(75);
  await bot.terminate();
  const later = await runCommand(['restored', '--as-of', '2099-01-01T00:00Z', '--yes'], deployment.env);
  expect([later.code, later.err]).toEqual([78, expect.stringContaining('a time to come')]);
  const asOf = new Date(Date.now() - 60_000).toISOString();
  const words = ['restored', '--as-of', asOf.replace('Z', '+00:00')];
  const no = await runCommand(words, deployment.env, 'no\n');
  expect([no.code, no.out]).toEqual([0, expect.stringMatching(/Type yes: Nothing was changed\.\n$/)]);
  expect(no.out).toContain(`bot.db is taken to be as of ${asOf}, and it is now `);
  expect(rows('select "how" from "restores"')).toEqual([]);
  const nobody = await runCommand(words, deployment.env);
  expect([nobody.code, nobody.err]).toEqual([1, expect.stringMatching(/say --yes/)]);
  const { code, out } = await runCommand([...words, '--yes'], deployment.env);
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/bot\.db counts as of \S+Z\.\n[\s\S]*\nStart the bot\.\n$/),
  ]);
  expect(rows('select "how" from "restores"')).toEqual([{ how: 'restored' }]);
});
