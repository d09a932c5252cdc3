/** docs/promises.md, written from a run at full size. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Client } from 'pg';
import { isKept, type Promised, type Tally } from './promise.ts';

/** A promise and what came of trying it; without a tally, why there is none. */
export type Tried = { readonly promised: Promised } & (
  | { readonly tally: Tally; readonly why: null }
  | { readonly tally: null; readonly why: string }
);

/** @param postgres the server that was used, if any */
export const promisesDocument = async (all: readonly Tried[], postgres: string | null): Promise<string> => {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const row = (...cells: readonly (string | number)[]) =>
    `| ${cells.map((each) => cell(String(each))).join(' | ')} |`;
  const rows = all.map(({ promised: { promise, fault, unit }, tally }) =>
    tally === null
      ? row(promise, fault, 'not to the end', '', '', '')
      : row(promise, fault, `${tally.tried} ${unit}`, tally.lost, tally.doubled, tally.untrue),
  );
  const remarks = all.flatMap(({ promised: { fault }, tally, why }) =>
    (tally?.notes ?? (why === null ? [] : [why])).map((note) => `- ${cell(fault)}: ${cell(note)}`),
  );
  const kept = all.every(({ tally }) => tally !== null && isKept(tally));
  return [
    '# What people may rely on',
    '',
    'Written by `npm run faults`, which tries to break each promise on real processes; `npm test` runs a short form of each.',
    '_Lost_: an acknowledged wish that was neither carried out nor told to have failed. _Doubled_: a member, a card or an answer',
    'that is there once more than it should be. _Untrue_: what a card or an answer says at the end and is not so.',
    '',
    '| promise | fault | tried | lost | doubled | untrue |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    kept ? 'Every promise was kept.' : '**Not every promise was kept.**',
    '',
    ...(remarks.length > 0 ? ['## Remarks', '', ...remarks, ''] : []),
    '## The run',
    '',
    ...(await setting(postgres)).map((line) => `- ${line}`),
    '',
  ].join('\n');
};

const setting = async (postgres: string | null): Promise<readonly string[]> => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  return [
    `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `Image Share ${version}, commit ${commit}`,
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
