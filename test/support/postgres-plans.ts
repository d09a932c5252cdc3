/** How PostgreSQL would carry out what it was asked. */
import { sql } from 'kysely';
import { Client } from 'pg';
import type { Db } from '../../src/store/schema/tables.ts';
import { type Asked, listenToPostgres } from './postgres-statements.ts';

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Plan Rows': number;
  readonly Plans?: readonly Node[];
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const plansOf = async (client: Client, { text, values }: Asked): Promise<Node[]> => {
  const { rows } = await client.query(`explain (format json) ${text}`, [...values]);
  return nodesOf(rows[0]['QUERY PLAN'][0].Plan);
};

/** An operator has a few clouds, and a server a few databases. */
const small: ReadonlySet<string | undefined> = new Set(['clouds', 'pg_database']);
const isSmall = (node: Node) => small.has(node['Relation Name']);

/** Nothing sorts more rows than this: a claim looks at so many people and methods. */
const mostSorted = 512;

/** What `work` asks of the database at `url` that grows with its tables: scans of a whole one, and sorts of many rows. */
export const growing = async (url: string, work: () => Promise<unknown>): Promise<string[]> => {
  const asked: Asked[] = [];
  const end = listenToPostgres((one) => {
    if (/^\s*(?:select|update|insert|with|delete)/i.test(one.text)) asked.push(one);
  });
  await work().finally(end);
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const found: string[] = [];
    for (const one of asked)
      for (const node of await plansOf(client, one)) {
        const what = `${node['Node Type']} ${node['Relation Name'] ?? ''} of ${node['Plan Rows']} rows: ${one.text.replace(/\s+/g, ' ').trim()}`;
        if (node['Node Type'] === 'Seq Scan' && !isSmall(node)) found.push(what);
        if (node['Node Type'].includes('Sort') && node['Plan Rows'] > mostSorted) found.push(what);
      }
    if (asked.length === 0) found.push('nothing was asked');
    return found;
  } finally {
    await client.end();
  }
};

/** Rows of the kinds of work that bench/store-fill.ts leaves out, a twentieth of them due. */
export const fillOtherWork = async (db: Db, rows: number): Promise<void> => {
  const dueAt = sql`case when "n" % 20 = 0 then 1 + "n" else 4102444800000 + "n" end`;
  const from = sql`from generate_series(1, ${sql.lit(rows)}) as "n"`;
  const id = (what: string) => sql`${sql.lit(`${what}-`)} || md5("n"::text)`;
  await sql`insert into "timers" ("id", "teamId", "kind", "subjectId", "sequence", "dueAt", "createdAt")
    select ${id('timer')}, 'T1', 'remind', ${id('share')}, 1, ${dueAt}, 0 ${from}`.execute(db);
  await sql`insert into "notifications" ("id", "teamId", "recipientId", "subjectId", "event", "dedupeKey", "dueAt", "createdAt")
    select ${id('news')}, 'T1', 'U' || "n" % 5000, ${id('share')}, '{"kind":"remind"}', 'remind', ${dueAt}, 0 ${from}`.execute(
    db,
  );
  await sql`insert into "projectSyncs" ("id", "teamId", "cloudId", "projectId", "intervalMs", "spent", "spentSince", "asked", "read",
      "askedSpent", "askedSince", "held", "attempts", "dueAt", "createdAt")
    select ${id('sync')}, 'T1', 'cloud-' || "n" % 3, ${id('project')}, 60000, 0, 0, 0, 0, 0, 0, 0, 0, ${dueAt}, 0 ${from}`.execute(
    db,
  );
  await sql`insert into "pendingActs" ("id", "teamId", "userId", "accountId", "cloudId", "projectId", "projectName", "kind", "subjectId",
      "terms", "phase", "attempts", "dueAt", "createdAt")
    select ${id('act')}, 'T1', 'U' || "n" % 5000, 'account', 'lab', ${id('project')}, 'web', 'prove', ${id('account')},
      '{"kind":"prove"}', 'proving', 0, ${dueAt}, 0 ${from}`.execute(db);
};
