/** What is unlinked is gone, and what waited too long; and the person reads how to end the credential at the cloud. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { hourMs } from '../../src/core/durations.ts';
import { runCommand } from '../support/deployment.ts';
import { onPlayground } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import { onStage, stage } from '../support/story.ts';

const [setting] = onPlayground();
onStage(setting);

const file = () => join(stage.folder, 'bot.db');
const rows = (sql: string): Record<string, unknown>[] => {
  const database = new DatabaseSync(file(), { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
};
const sealed = (like: string) => rows(`select "key", "value" from "keyv" where "key" like '${like}'`);

/** Pieces of the text, none of which is in anything else. */
const pieces = (text: string) => text.match(/.{24}/g) ?? [];

const unlink = async (name: 'alice' | 'bob', words: string) => {
  await stage.actor(name).command('/image-account');
  await stage.actor(name).click(await stage.ephemeral(name, 'Your linked accounts'), 'Unlink');
  return fullText(await stage.ephemeral(name, words));
};

test('after unlinking no byte of the credential is in the database, its log, the bot’s or a new backup', async () => {
  await stage.link('alice');
  await stage.link('bob');
  const [record] = sealed('credential:%:UBOB:%');
  const { value } = JSON.parse(String(record?.value)) as { value: string };
  // its first part says how it is sealed, and for which record: not what
  const secret = pieces(value.split('.').slice(2).join('.'));
  expect(secret.length).toBeGreaterThan(3);
  const written = async () => [
    stage.lines.join('\n'),
    ...(await Promise.all(
      (await readdir(stage.folder)).map((name) => readFile(join(stage.folder, name), 'latin1')),
    )),
  ];
  const found = async () => {
    const texts = await written();
    return secret.filter((piece) => texts.some((text) => text.includes(piece)));
  };
  expect(await found()).toEqual(secret);
  await unlink('bob', 'You have no linked cloud account');
  await stage.atRest();
  expect(await found()).toEqual([]);
  const backups = await mkdtemp(join(tmpdir(), 'image-share-backups-'));
  const { out, err } = await runCommand(['backup', '--to', backups], { DATABASE_URL: `sqlite:${file()}` });
  expect([err, out]).toEqual(['', expect.stringContaining('is backed up')]);
  for (const name of await readdir(backups)) {
    const backup = await readFile(join(backups, name), 'latin1');
    expect(secret.filter((piece) => backup.includes(piece))).toEqual([]);
  }
  await rm(backups, { recursive: true });
});

test('a credential without an account goes at the next start, a command that waits after its hour', async () => {
  await stage.link('bob');
  await stage.actor('newt').command('/list-images', '--member-status pending');
  await stage.slack.until(() => stage.actor('newt').views.length > 0, { what: 'the link modal' });
  expect([...sealed('credential:%'), ...sealed('command:%')]).toHaveLength(2);
  await stage.later(hourMs / 2);
  await stage.atRest();
  expect(sealed('command:%')).toHaveLength(1);
  await stage.later(hourMs);
  await stage.atRest();
  expect(sealed('command:%')).toHaveLength(0);

  await stage.atRest();
  const writer = new DatabaseSync(file());
  writer.exec(`delete from "accounts"`);
  writer.close();
  await stage.restart();
  await stage.atRest();
  expect([...sealed('credential:%'), ...sealed('command:%')]).toEqual([]);
});

test('the person reads which command revokes it', async () => {
  await stage.link('bob');
  const { id } = stage.lab.users.bob.app_credentials.bot;
  expect(await unlink('bob', 'Unlinked *consumer*')).toContain(
    `openstack application credential delete ${id}`,
  );
});
