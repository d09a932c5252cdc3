/** The audit trail: the database refuses to change it, it is logged when it is written for good, and it is exported whole. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackUserId, TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { appendAudit, readAudit } from '../../src/store/audit.ts';
import { exportAudit } from '../../src/store/audit-export.ts';
import { withAuditLog } from '../../src/store/audit-log.ts';
import { readAuditOptions } from '../../src/store/audit-options.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import type { AuditLine } from '../../src/store/rows.ts';
import { insertLab, onLab } from '../support/on-lab.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { postgresql } from '../support/services.ts';

const teamId = 'T1' as TeamId;
const line = (act: string, more: Partial<AuditLine> = {}): AuditLine => ({
  at: 1_000,
  teamId,
  userId: 'UALICE' as SlackUserId,
  act,
  subject: 'image-1',
  detail: { cloudId: onLab.cloudId },
  requestId: null,
  ...more,
});

const postgres = await postgresql('the same');

describe.each(['SQLite', ...(postgres === null ? [] : ['PostgreSQL'])])('on %s', (kind) => {
  let database: Database;
  let lines: string[];
  let end: () => Promise<unknown>;

  beforeEach(async () => {
    lines = [];
    const log = createLog('info', { write: (text) => lines.push(text) });
    if (kind === 'PostgreSQL' && postgres !== null) {
      const { url, drop } = await createPostgresDatabase(postgres);
      database = await openDatabase(url, { log });
      end = drop;
    } else {
      const folder = await mkdtemp(join(tmpdir(), 'image-share-audit-'));
      database = await openDatabase(`sqlite:${join(folder, 'bot.db')}`, { log });
      end = () => rm(folder, { recursive: true });
    }
  });
  afterEach(async () => {
    await database.close();
    await end();
  });

  const acts = async () => (await readAudit(database.kysely, { teamId })).map(({ act }) => act);

  test('a line is neither changed nor removed', async () => {
    await appendAudit(database.kysely, line('offer'));
    const refused = 'the audit trail is only added to';
    const { kysely } = database;
    await expect(kysely.updateTable('audit').set({ act: 'x' }).execute()).rejects.toThrow(refused);
    await expect(kysely.deleteFrom('audit').execute()).rejects.toThrow(refused);
    if (kind === 'PostgreSQL') await expect(sql`truncate "audit"`.execute(kysely)).rejects.toThrow(refused);
    expect(await acts()).toEqual(['offer']);
  });

  test('each line is logged once it is there for good, and one that is undone never', async () => {
    const log = createLog('info', { write: (text) => lines.push(text) });
    const trail = withAuditLog(database, log);
    const logged = () => lines.map((text) => JSON.parse(text)).filter(({ msg }) => msg === 'audit');
    const written = [
      trail.database.transaction(async (tx) => {
        await trail.appendAudit(tx, line('offer', { requestId: 'req-1' }));
        expect(logged()).toEqual([]);
      }),
      trail.database.transaction(async (tx) => {
        await trail.appendAudit(tx, line('undone'));
        throw new Error('no');
      }),
      trail.database.transaction((tx) => trail.appendAudit(tx, line('withdraw'))),
    ];
    expect((await Promise.allSettled(written)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect((await acts()).sort()).toEqual(['offer', 'withdraw']);
    expect(
      logged()
        .map(({ act }) => act)
        .sort(),
    ).toEqual(['offer', 'withdraw']);
    expect(logged().find(({ act }) => act === 'offer')).toMatchObject({
      ...line('offer', { requestId: 'req-1' }),
      level: 'info',
    });
  });

  test('more lines than are read at once come out whole, in order, filtered', async () => {
    const count = 2_500;
    await database.transaction(async (tx) => {
      for (let n = 0; n < count; n += 1)
        await appendAudit(tx, line(`act-${n}`, { at: Math.floor(n / 10), subject: `image-${n % 2}` }));
    });
    const read = async (filter: Parameters<typeof exportAudit>[1]) => {
      const found: string[] = [];
      for await (const text of exportAudit(database.kysely, filter, 'json')) found.push(JSON.parse(text).act);
      return found;
    };
    expect(await read({})).toEqual(Array.from({ length: count }, (_, n) => `act-${n}`));
    expect(await read({ sinceAt: 100, untilAt: 101, subject: 'image-1' })).toEqual(
      [1001, 1003, 1005, 1007, 1009].map((n) => `act-${n}`),
    );
    expect(await read({ act: 'act-7', userId: 'UALICE' as SlackUserId })).toEqual(['act-7']);
    expect(await read({ userId: 'UBOB' as SlackUserId })).toEqual([]);
  });

  test('as CSV: a line of names, then one a line, and no formula', async () => {
    const detail = {
      cloudId: onLab.cloudId,
      account: '=cmd()',
      from: 'button share-accept',
      tenants: ['a', 'b'],
    };
    await insertLab(database.kysely);
    await appendAudit(
      database.kysely,
      line('offer', { at: Date.UTC(2026, 10, 1), detail, requestId: 'req-1' }),
    );
    const pieces: string[] = [];
    for await (const text of exportAudit(database.kysely, {}, 'csv')) pieces.push(text);
    expect(pieces).toEqual([
      'at,team,person,act,subject,cloud,region,project,account,outcome,from,request_id,detail\r\n',
      `2026-11-01T00:00:00.000Z,T1,UALICE,offer,image-1,lab,,,'=cmd(),,button share-accept,req-1,"{""tenants"":[""a"",""b""]}"\r\n`,
    ]);
  });
});

describe('what the operator types', () => {
  const now = Date.UTC(2026, 10, 21, 12);
  const filterOf = (...words: string[]) => readAuditOptions(words, now)?.filter;

  test('times', () => {
    expect(filterOf('--since', '7d', '--until', '2026-11-20')).toEqual({
      sinceAt: Date.UTC(2026, 10, 14, 12),
      untilAt: Date.UTC(2026, 10, 20),
    });
    expect(filterOf('--since', '2026-11-20T08:00')).toEqual({ sinceAt: Date.UTC(2026, 10, 20, 8) });
    expect(filterOf('--since', '2026-11-20T08:00+02:00')).toEqual({ sinceAt: Date.UTC(2026, 10, 20, 6) });
  });

  test.each([
    [['--since', 'yesterday'], /--since is no time: “yesterday”/],
    [['--until', '2026-13-01'], /--until is no time/],
    [['--format', 'xml'], /--format is csv or json/],
    [['--who', 'me'], /--who/],
  ])('%j is refused', (words, message) => {
    expect(() => readAuditOptions(words, now)).toThrow(message);
  });

  test('the rest, and help', () => {
    expect(
      readAuditOptions(['--image', 'ABC', '--person', 'U1', '--act', 'offer', '--format', 'json'], now),
    ).toEqual({
      format: 'json',
      filter: { subject: 'abc', userId: 'U1', act: 'offer' },
    });
    expect(readAuditOptions(['--help'], now)).toBeNull();
  });
});
