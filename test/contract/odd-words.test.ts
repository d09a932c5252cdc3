/** What an operator may type or name by accident, or what somebody made a script type: each command ends, with words and no stack. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { openDatabase } from '../../src/store/open.ts';
import { newKeys } from '../support/bot-process.ts';
import { runCommand } from '../support/deployment.ts';

let folder: string;
let env: Record<string, string>;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'image-share-words-'));
  mkdirSync(at('data'), { mode: 0o700 });
  await (await openDatabase(`sqlite:${at('data')}/bot.db`, { log: createLog('silent') })).close();
  env = {
    DATABASE_URL: `sqlite:${at('data')}/bot.db`,
    ENCRYPTION_KEYS: newKeys(),
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_APP_TOKEN: 'xapp-1',
  };
  execFileSync('mkfifo', [at('pipe'), at('piped.json')]);
  symlinkSync(at('circle'), at('circle'));
  symlinkSync(at('circle.json'), at('circle.json'));
  mkdirSync(at('folder.json'));
  writeFileSync(at('piped.db'), '');
  writeFileSync(at('large.json'), '');
  truncateSync(at('large.json'), 3 * 1024 ** 3);
});
afterAll(() => rmSync(folder, { recursive: true }));

const odd: Readonly<Record<string, string>> = {
  'a pipe': '/pipe',
  'a link that leads in a circle': '/circle',
  'a device': '/dev/zero',
  'a name that is too long': `/${'x'.repeat(300)}`,
  'a path that is too long': `/${'x/'.repeat(5_000)}`,
  'a NUL': '/a\0b',
  nothing: '',
  'a megabyte': 'x'.repeat(1024 ** 2),
};
const placed = (word: string) =>
  word.startsWith('/') && !word.startsWith('/dev') ? `${folder}${word}` : word;

/** It says what is amiss, in words of a person's length, and where from is nobody's business. */
const expectWords = ({ code, out, err }: Awaited<ReturnType<typeof runCommand>>) => {
  expect([1, 75, 78]).toContain(code);
  expect(out).toBe('');
  expect(err).toMatch(/\S/);
  expect(err).not.toMatch(/\n {4}at |TypeError|ERR_|Error:/);
};

describe.each(Object.entries(odd))('%s', (_, word) => {
  test.each<[string, (word: string) => readonly string[]]>([
    ['backup --to', (typed) => ['backup', '--to', typed]],
    ['backup --check', (typed) => ['backup', '--check', typed]],
    ['restore --from', (typed) => ['restore', '--from', typed, '--yes']],
    ['migrate-store --to', (typed) => ['migrate-store', '--to', `sqlite:${typed}`]],
    ['migrate-store --from', (typed) => ['migrate-store', '--from', `sqlite:${typed}`]],
    ['person', (typed) => ['person', 'export', typed]],
    ['forget-key', (typed) => ['forget-key', typed]],
    ['audit --since', (typed) => ['audit', '--since', typed]],
    ['restored --as-of', (typed) => ['restored', '--as-of', typed, '--yes']],
    ['manifest --http', (typed) => ['manifest', '--http', typed]],
    ['no command', (typed) => [typed]],
  ])('as the word of %s', async (__, wordsOf) => {
    expectWords(await runCommand(wordsOf(placed(word)), env));
  });
});

test.each(['piped.db', 'circle.db', 'folder.db', 'large.db'])(
  'beside %s lies what is no JSON',
  async (name) => {
    for (const words of [
      ['backup', '--check', at(name)],
      ['restore', '--from', at(name), '--yes'],
    ])
      expectWords(await runCommand(words, env));
  },
);
