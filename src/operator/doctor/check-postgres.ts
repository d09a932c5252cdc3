/** What PostgreSQL's own facts mean for the bot. Pure. */

import type { bloatedTables } from '../../store/engine/bloated-tables.ts';
import { connectionsPerReplica } from '../../store/engine/postgres.ts';
import type { PostgresFacts } from '../../store/operator/postgres-facts.ts';
import { type Finding, failure, good, orGood, warning } from './finding.ts';

/** The oldest that its makers still mend. @see https://www.postgresql.org/support/versioning/ */
const oldestKept = 140_000;
/** The oldest that has all that the bot's statements use. */
const oldestUsable = 110_000;
const maxAheadMs = 2_000;

const versionFinding = ({ version, versionNumber }: PostgresFacts): Finding => {
  const says = `the server is PostgreSQL ${version}`;
  if (versionNumber < oldestUsable) return failure(says, 'Use version 14 or later.');
  return versionNumber < oldestKept
    ? warning(says, 'This version is no longer maintained: use 14 or later.')
    : good(says);
};

const rightsFindings = ({ user, schema, mayCreate, closedTables }: PostgresFacts): readonly Finding[] => {
  if (schema === null)
    return [failure(`the search path of ${user} names no schema`, 'Create the schema, or set search_path.')];
  const wrong = [
    ...(mayCreate
      ? []
      : [
          failure(
            `${user} may not create tables in the schema ${schema}`,
            `As the database's owner: grant create on schema ${schema} to ${user};`,
          ),
        ]),
    ...(closedTables.length > 0
      ? [
          failure(
            `${user} may not read and write ${closedTables.join(', ')}`,
            `As their owner: grant all on all tables in schema ${schema} to ${user};`,
          ),
        ]
      : []),
  ];
  return orGood(wrong, `${user} may create, read and write tables in the schema ${schema}`);
};

const writableFinding = ({ standby, readOnly }: PostgresFacts): Finding => {
  if (standby)
    return failure(
      'the server is a standby, which cannot be written',
      'Let DATABASE_URL lead to the primary; with several hosts, add target_session_attrs=read-write.',
    );
  if (readOnly)
    return failure(
      'sessions are read-only (default_transaction_read_only)',
      'Remove that setting from the user, the database or the server.',
    );
  return good('the server takes writes');
};

const connectionsFinding = (facts: PostgresFacts): Finding => {
  const limits: readonly (readonly [number, string])[] = [
    [facts.maxConnections - facts.reservedConnections, 'max_connections'],
    [facts.userLimit, `the connection limit of ${facts.user}`],
    [facts.databaseLimit, 'the connection limit of the database'],
  ];
  const [room, what] = limits
    .filter(([limit]) => limit >= 0)
    .reduce((one, other) => (other[0] < one[0] ? other : one));
  const says = `${what} leaves ${room}, and a replica uses up to ${connectionsPerReplica}`;
  return room < connectionsPerReplica
    ? failure(says, `Raise it to at least ${connectionsPerReplica} for each replica.`)
    : good(says);
};

const durabilityFindings = ({
  fsync,
  fullPageWrites,
  synchronousCommit,
}: PostgresFacts): readonly Finding[] => {
  const next = 'Set it to on: what the bot has acknowledged must outlive a power cut.';
  const wrong = [
    ...(fsync ? [] : [failure('fsync is off', next)]),
    ...(fullPageWrites ? [] : [failure('full_page_writes is off', next)]),
    ...(synchronousCommit === 'off'
      ? [
          warning(
            'synchronous_commit is off',
            'The bot sets it to on for its own sessions. Set it to on for all.',
          ),
        ]
      : []),
  ];
  return orGood(wrong, 'what is committed is on disk');
};

/** @param who whose clock it is, such as `the database server` */
export const skewFinding = (aheadMs: number, who: string, maxMs: number): Finding => {
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  return Math.abs(aheadMs) > maxMs
    ? warning(
        `the clock of ${who} is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's`,
        'Let both keep time by NTP; if this machine is right, the other one is wrong.',
      )
    : good(`the clock of ${who} agrees with this machine's`);
};

export const postgresFindings = (
  facts: PostgresFacts,
  bloated: Awaited<ReturnType<typeof bloatedTables>>,
): readonly Finding[] => [
  versionFinding(facts),
  ...rightsFindings(facts),
  writableFinding(facts),
  connectionsFinding(facts),
  ...durabilityFindings(facts),
  skewFinding(facts.aheadMs, 'the database server', maxAheadMs),
  ...orGood(
    bloated.map(({ table, live, dead }) =>
      warning(
        `the table ${table} has ${dead} dead rows beside ${live} live ones`,
        `Switch autovacuum on, and run: vacuum (analyze) "${table}";`,
      ),
    ),
    'autovacuum keeps up',
  ),
];
