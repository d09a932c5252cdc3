/**
 * `npm run faults`: tries every promise at full size and writes what came of each to its row of docs/promises.md. With
 * `-- --only WORDS` only those whose words fit. Exits 1 when a promise was broken or could not be tried.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { findPostgres, howToGetPostgres } from '../support/postgres.ts';
import { createProgress } from './progress.ts';
import { isKept, type Promised } from './promise.ts';
import { promises } from './promises.ts';
import { promisesDocument, type Tried } from './report.ts';

const usage = `Usage:
  npm run faults                    tries every promise at full size, for about half an hour
  npm run faults -- --only <words>  only those whose promise or fault has these words
FAULTS_SEED=<number> repeats a trial whose remark names its seed.
`;

const optionsIn = (words: readonly string[]) => {
  try {
    const options = { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exit(64);
  }
};

const values = optionsIn(process.argv.slice(2));
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const words = values.only?.toLowerCase();
const chosen = promises.filter(
  ({ promise, fault }) => words === undefined || `${promise} ${fault}`.toLowerCase().includes(words),
);
if (chosen.length === 0) {
  console.error(`Nothing is called “${values.only}”. There is:`);
  for (const { promise, fault } of promises) console.error(`  ${promise}: ${fault}`);
  process.exit(64);
}

const root = process.getuid?.() === 0 ? 'root' : null;
const there = { postgres: await findPostgres(), root, 'many processes': 'always' };
const howToGet = {
  postgres: howToGetPostgres,
  root: 'only root may mount a disk',
  'many processes': '',
};

/** Never rejects: one promise that could not be tried keeps nobody from trying the others. */
const tryOne = async (promised: Promised): Promise<Tried> => {
  const { promise, fault, unit, full, needs, keep } = promised;
  console.log(`\n${promise}\n  ${fault}`);
  if (needs && there[needs] === null) return { promised, tally: null, why: howToGet[needs] };
  const progress = createProgress(process.stdout, full, unit);
  try {
    return { promised, tally: await keep(full, progress.done), why: null };
  } catch (error) {
    return { promised, tally: null, why: error instanceof Error ? error.message : String(error) };
  } finally {
    progress.end();
  }
};

const say = ({ tally, why }: Tried) => {
  if (tally === null) return console.log(`  NOT TRIED TO THE END: ${why}`);
  const { tried, lost, doubled, untrue, notes = [] } = tally;
  console.log(
    `  ${isKept(tally) ? 'kept' : 'BROKEN'}: tried ${tried}, lost ${lost}, doubled ${doubled}, untrue ${untrue}`,
  );
  for (const note of notes) console.log(`    ${note}`);
};

const document = 'docs/promises.md';
const all: Tried[] = [];
for (const promised of chosen) {
  const tried = await tryOne(promised);
  say(tried);
  const before = await readFile(document, 'utf8').catch(() => '');
  await writeFile(document, await promisesDocument(before, promises, tried, there.postgres));
  all.push(tried);
}
process.exit(all.every(({ tally }) => tally !== null && isKept(tally)) ? 0 : 1);
