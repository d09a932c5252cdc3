/** docs/promises.md, written from trials at full size, row by row. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Client } from 'pg';
import { type Promised, shortFormOf, type Tally } from './promise.ts';

/** A promise and what came of trying it; without a tally, why there is none. */
export type Tried = { readonly promised: Promised } & (
  | { readonly tally: Tally; readonly why: null }
  | { readonly tally: null; readonly why: string }
);

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: readonly (string | number)[]) =>
  `| ${cells.map((each) => cell(String(each))).join(' | ')} |`;
export const beginningOf = ({ promise, fault }: Promised) => `| ${cell(promise)} | ${cell(fault)} |`;
const remarkOn = ({ fault }: Promised) => `- ${cell(fault)}: `;
/** What a row ends with when nothing broke, before where it was tried. */
const nothingBroke = / \| 0 \| 0 \| 0 \| [^|]* \| [^|]* \|$/;

/**
 * docs/promises.md with what came of one trial in its place; the other rows stay as they were, each with its own day and commit.
 * @param before the document so far, '' where there is none
 * @param postgres the server that was used, if any
 */
export const promisesDocument = async (
  before: string,
  all: readonly Promised[],
  { promised, tally, why }: Tried,
  postgres: string | null,
): Promise<string> => {
  const old = before.split('\n');
  const result =
    tally === null
      ? ['not to the end', '', '', '']
      : [`${tally.tried} ${promised.unit}`, tally.lost, tally.doubled, tally.untrue];
  const fresh = row([promised.promise, promised.fault, ...result, shortFormOf(promised), when()]);
  const notes = tally?.notes ?? (why === null ? [] : [why]);
  const rows = all.flatMap((one) =>
    one === promised ? [fresh] : old.filter((line) => line.startsWith(beginningOf(one))),
  );
  const remarks = all.flatMap((one) =>
    one === promised
      ? notes.map((note) => `${remarkOn(one)}${cell(note)}`)
      : old.filter((line) => line.startsWith(remarkOn(one))),
  );
  const missing = all.length - rows.length;
  return [
    '# What you can rely on',
    '',
    'Written by `npm run faults`, which tries to break each promise at full size. The tests run a short form of each:',
    '`npm test` if that needs nothing else, `npm run test:all` if it needs a server, a mounted disk or many processes.',
    '_Lost_: an acknowledged intent that was neither carried out nor reported as failed. _Doubled_: a member, a card or an answer',
    'that exists once too often. _Untrue_: a card or an answer that says something wrong at the end.',
    '',
    '| promise | fault | tried | lost | doubled | untrue | short form | when, at which commit |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    rows.every((line) => nothingBroke.test(line))
      ? 'Every promise was kept.'
      : '**Not every promise was kept.**',
    ...(missing > 0 ? [`${missing} more were not tried yet.`] : []),
    '',
    ...(remarks.length > 0 ? ['## Remarks', '', ...remarks, ''] : []),
    '## Where',
    '',
    ...(await setting(postgres)).map((line) => `- ${line}`),
    '',
  ].join('\n');
};

const when = () => {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  return `${new Date().toISOString().slice(0, 10)}, ${commit}`;
};

const setting = async (postgres: string | null): Promise<readonly string[]> => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  return [
    `Image Share ${version}`,
    `Node ${process.versions.node}, ${availableParallelism()} cores`,
    `SQLite ${process.versions.sqlite}`,
    postgres === null ? 'no PostgreSQL' : `PostgreSQL ${await postgresVersion(postgres)}`,
  ];
};

const postgresVersion = async (url: string): Promise<string> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version ?? 'unknown';
  } finally {
    await client.end();
  }
};
