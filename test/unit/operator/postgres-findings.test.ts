/** What a server's facts mean: a sound one is good throughout, and each fault has its line and its remedy. */
import { describe, expect, test } from 'vitest';
import { postgresFindings, skewFinding } from '../../../src/operator/doctor/check-postgres.ts';
import type { PostgresFacts } from '../../../src/store/operator/postgres-facts.ts';

const sound: PostgresFacts = {
  version: '17.2',
  versionNumber: 170_002,
  user: 'image_share',
  schema: 'public',
  mayCreate: true,
  closedTables: [],
  standby: false,
  readOnly: false,
  maxConnections: 100,
  reservedConnections: 3,
  userLimit: -1,
  databaseLimit: -1,
  fsync: true,
  fullPageWrites: true,
  synchronousCommit: 'on',
  aheadMs: 300,
};
const ills = (facts: Partial<PostgresFacts>, bloated: Parameters<typeof postgresFindings>[1] = []) =>
  postgresFindings({ ...sound, ...facts }, bloated).filter(({ level }) => level !== 'good');

test('a sound server', () => {
  expect(ills({})).toEqual([]);
});

test.each<[Partial<PostgresFacts>, 'warning' | 'failure', string, string]>([
  [{ version: '10.23', versionNumber: 100_023 }, 'failure', 'PostgreSQL 10.23', 'Use version 14 or later'],
  [{ version: '13.1', versionNumber: 130_001 }, 'warning', 'PostgreSQL 13.1', 'use 14 or later'],
  [{ mayCreate: false }, 'failure', 'image_share may not create tables', 'grant create on schema public'],
  [{ schema: null, mayCreate: false }, 'failure', 'names no schema', 'search_path'],
  [{ closedTables: ['cards', 'keyv'] }, 'failure', 'may not read and write cards, keyv', 'grant all'],
  [{ standby: true, readOnly: true }, 'failure', 'is a standby', 'primary'],
  [{ readOnly: true }, 'failure', 'default_transaction_read_only', 'Remove that setting'],
  [{ maxConnections: 12 }, 'failure', 'max_connections leaves 9', 'at least 11'],
  [{ userLimit: 4 }, 'failure', 'the connection limit of image_share leaves 4', 'at least 11'],
  [{ databaseLimit: 0 }, 'failure', 'the connection limit of the database leaves 0', 'at least 11'],
  [{ fsync: false }, 'failure', 'fsync is off', 'power cut'],
  [{ fullPageWrites: false }, 'failure', 'full_page_writes is off', 'power cut'],
  [{ synchronousCommit: 'off' }, 'warning', 'synchronous_commit is off', 'its own sessions'],
  [{ aheadMs: -2_600 }, 'warning', '3 s behind', 'NTP'],
])('%j', (facts, level, says, next) => {
  expect(ills(facts)).toEqual([
    { level, says: expect.stringContaining(says), next: expect.stringContaining(next) },
  ]);
});

test('a table of dead rows', () => {
  expect(ills({}, [{ table: 'cards', live: 10, dead: 5_000 }])).toEqual([
    {
      level: 'warning',
      says: 'the table cards has 5000 dead rows beside 10 live ones',
      next: expect.stringContaining('vacuum (analyze) "cards"'),
    },
  ]);
});

describe('a clock', () => {
  test.each([
    [2_000, 'good'],
    [2_001, 'warning'],
    [-2_000, 'good'],
    [-2_001, 'warning'],
  ])('%i ms ahead is %s', (aheadMs, level) => {
    expect(skewFinding(aheadMs, 'the server', 2_000).level).toBe(level);
  });
});
