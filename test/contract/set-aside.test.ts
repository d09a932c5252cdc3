/** What a database has is set aside whole, whatever was left in its log, and whatever fails. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replaceFile } from '../../src/store/operator/restore/set-aside.ts';

const at = Date.parse('2026-11-29T03:17:04Z');
let folder: string;
let path: string;
let whole: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-share-set-aside-'));
  path = join(folder, 'bot.db');
  whole = join(folder, 'whole');
  writeFileSync(whole, 'the backup');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that writes a row, and is killed. */
const crashed = () => {
  const script = `const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(${JSON.stringify(path)});
    db.exec('pragma journal_mode = wal; create table t (x); insert into t values (1)');
    process.kill(process.pid, 'SIGKILL');`;
  spawnSync(process.execPath, ['-e', script]);
  expect(existsSync(`${path}-wal`)).toBe(true);
};
const rowsOf = (file: string) => {
  const database = new DatabaseSync(file);
  try {
    return database.prepare('select "x" from "t"').all();
  } finally {
    database.close();
  }
};
const names = () => readdirSync(folder).filter((name) => name.startsWith('bot.db'));

describe('of a bot that was killed', () => {
  test('what was committed is in the file that is set aside', () => {
    crashed();
    const aside = replaceFile(path, whole, at);
    expect(names()).toEqual(['bot.db', 'bot.db-before-restore-20261129-031704']);
    expect(rowsOf(aside ?? '')).toEqual([{ x: 1 }]);
  });

  test('it is still there if the backup cannot take its place', () => {
    crashed();
    expect(() => replaceFile(path, join(folder, 'gone'), at)).toThrow(/ENOENT/);
    expect(rowsOf(path)).toEqual([{ x: 1 }]);
    expect(names()).toEqual(['bot.db']);
  });
});

describe('of what cannot be opened', () => {
  const left = ['bot.db', 'bot.db-wal'];
  beforeEach(() => {
    writeFileSync(path, 'no database');
    // cannot be opened as a log
    mkdirSync(`${path}-wal`);
  });

  test('its log is set aside with it', () => {
    replaceFile(path, whole, at);
    const aside = 'bot.db-before-restore-20261129-031704';
    expect(names()).toEqual(['bot.db', aside, `${aside}-wal`]);
  });

  test('both are still there if the backup cannot take its place', () => {
    expect(() => replaceFile(path, join(folder, 'gone'), at)).toThrow(/ENOENT/);
    expect(names()).toEqual(left);
  });
});
