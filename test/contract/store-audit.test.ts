/** The audit trail: the database refuses to change it, it is logged when it is written for good, and it is exported whole. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { unobserved } from '../../src/core/observer.ts';
import { auditActs } from '../../src/model/audit-line.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { readAuditOptions } from '../../src/store/operator/audit-options.ts';
import { auditColumns, exportAudit } from '../../src/store/operator/export-audit.ts';
import { appendAudit, readAudit } from '../../src/store/repositories/audit-lines.ts';
import { withAuditLog } from '../../src/store/repositories/audit-log.ts';
import { insertLab, onLab } from '../support/on-lab.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { postgresql } from '../support/services.ts';
import { auditLine, bob, teamId } from '../support/store-rows.ts';

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

  const line = (subject: string) => auditLine({ subject });
  const subjects = async () =>
    (await readAudit(database.kysely, { teamId })).map(({ subject }) => subject).sort();

  test('a line is neither changed nor removed', async () => {
    await appendAudit(database.kysely, line('first'));
    const refused = 'the audit trail is only added to';
    const { kysely } = database;
    await expect(kysely.updateTable('audit').set({ subject: 'x' }).execute()).rejects.toThrow(refused);
    await expect(kysely.deleteFrom('audit').execute()).rejects.toThrow(refused);
    if (kind === 'PostgreSQL') await expect(sql`truncate "audit"`.execute(kysely)).rejects.toThrow(refused);
    expect(await subjects()).toEqual(['first']);
  });

  test('each line is logged once it is there for good, and one that is undone never', async () => {
    const log = createLog('info', { write: (text) => lines.push(text) });
    const acts: string[] = [];
    const observer = { ...unobserved, intended: (act: string) => acts.push(act) };
    const trail = withAuditLog(database, log, observer);
    const logged = () => lines.map((text) => JSON.parse(text)).filter(({ msg }) => msg === 'audit');
    const written = [
      trail.database.transaction(async (tx) => {
        await trail.appendAudit(tx, auditLine({ subject: 'first', requestId: 'req-1' }));
        expect(logged()).toEqual([]);
      }),
      trail.database.transaction(async (tx) => {
        await trail.appendAudit(tx, line('undone'));
        throw new Error('no');
      }),
      trail.database.transaction((tx) => trail.appendAudit(tx, line('second'))),
    ];
    expect((await Promise.allSettled(written)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await subjects()).toEqual(['first', 'second']);
    expect(acts).toEqual(['offer', 'offer']);
    expect(
      logged()
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(['first', 'second']);
    const rows = await database.kysely.selectFrom('audit').selectAll().execute();
    for (const { line: _, detail, ...row } of rows)
      expect(logged().find(({ subject }) => subject === row.subject)).toMatchObject({
        ...row,
        detail: JSON.parse(detail),
        level: 'info',
      });
    expect(lines.join()).not.toContain('UALICE');
  });

  test('more lines than are read at once come out whole, in order, filtered', async () => {
    const count = 2_500;
    await database.transaction(async (tx) => {
      for (let n = 0; n < count; n += 1)
        await appendAudit(
          tx,
          auditLine({
            at: Math.floor(n / 10),
            subject: `image-${n % 2}`,
            act: n === 7 ? 'extend' : 'offer',
            requestId: `req-${n}`,
          }),
        );
    });
    const read = async (filter: Parameters<typeof exportAudit>[1]) => {
      const found: string[] = [];
      for await (const text of exportAudit(database.kysely, filter, 'json'))
        found.push(JSON.parse(text).request_id);
      return found;
    };
    expect(await read({})).toEqual(Array.from({ length: count }, (_, n) => `req-${n}`));
    expect(await read({ sinceAt: 100, untilAt: 101, subject: 'image-1' })).toEqual(
      [1001, 1003, 1005, 1007, 1009].map((n) => `req-${n}`),
    );
    expect(await read({ act: 'extend', person: 'UALICE' })).toEqual(['req-7']);
    expect(await read({ person: 'UBOB' })).toEqual([]);
  });

  test('as CSV: a line of names, then one a line, and no formula', async () => {
    const detail = {
      cloudId: onLab.cloudId,
      outcome: '=cmd()',
      from: 'button share-accept',
      tenants: ['a', 'b'],
    };
    const at = Date.UTC(2026, 10, 1);
    const offered = auditLine({ at, detail, people: [bob], subject: 'image-1', requestId: 'req-1' });
    await insertLab(database.kysely);
    const { personId, detail: kept } = await appendAudit(database.kysely, offered);
    const pieces: string[] = [];
    for await (const text of exportAudit(database.kysely, {}, 'csv')) pieces.push(text);
    expect(pieces).toEqual([
      'at,team,person,person_id,on_behalf_of,on_behalf_of_id,act,subject,cloud,region,project,account,account_id,outcome,from,request_id,detail\r\n',
      `2026-11-01T00:00:00.000Z,T1,UALICE,${personId},,,offer,image-1,lab,,,,,'=cmd(),button share-accept,req-1,"{""tenants"":[""a"",""b""],""people"":[{""person"":""UBOB"",""person_id"":""${kept.people?.[0]}""}]}"\r\n`,
    ]);
  });
});

test('docs/audit-trail.md names every column and every act, and no other', async () => {
  const named = async (heading: string) => {
    const page = await readFile('docs/audit-trail.md', 'utf8');
    const part = page.split('\n## ').find((one) => one.startsWith(heading)) ?? '';
    return [...part.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
  };
  expect(await named('Columns')).toEqual(auditColumns);
  expect(await named('Acts')).toEqual(auditActs);
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
    [['--since', 'yesterday'], /--since is not a time: “yesterday”/],
    [['--until', '2026-13-01'], /--until is not a time/],
    [['--format', 'xml'], /“xml” is not a valid value for --format/],
    [
      ['--act', 'look'],
      /“look” is not a valid value for --act. Use one of link-account, .*, observed-image-changed\./,
    ],
    [['--who', 'me'], /--who/],
  ])('%j is refused', (words, message) => {
    expect(() => readAuditOptions(words, now)).toThrow(message);
  });

  test('the rest, and help', () => {
    expect(
      readAuditOptions(['--image', 'ABC', '--person', 'U1', '--act', 'offer', '--format', 'json'], now),
    ).toEqual({
      format: 'json',
      filter: { subject: 'abc', person: 'U1', act: 'offer' },
    });
    expect(readAuditOptions(['--help'], now)).toBeNull();
  });
});
