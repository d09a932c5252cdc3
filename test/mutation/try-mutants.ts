/**
 * `npm run mutation`: changes the code of the bot in one place at a time and lists the changes that no unit or contract test notices.
 * Takes folders of thresholds.json (`-- cloud store`; without, every one), or `-- --since REF`: only the lines that changed since then.
 * With `--sample N` it tries N of each folder by lot, and tells about what the score is; `--seed` repeats a lot.
 * A folder whose score fell below its threshold fails the run; one that rose raises it. Ended early, it tells what it knows.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { changedSince } from './changed-lines.ts';
import { marginOf, sampleOf } from './sample.ts';
import { scoresOf, survivorLine } from './score.ts';
import { choice, progress } from './stryker-plugins.ts';

const { values, positionals } = parseArgs({
  options: { since: { type: 'string' }, sample: { type: 'string' }, seed: { type: 'string' } },
  allowPositionals: true,
});
const thresholdsFile = 'test/mutation/thresholds.json';
const thresholds = JSON.parse(readFileSync(thresholdsFile, 'utf8')) as Record<string, number>;
const folders = Object.keys(thresholds);
const unknown = positionals.find((folder) => !folders.includes(folder));
if (unknown !== undefined) {
  console.error(`“${unknown}” is no folder of ${thresholdsFile}.`);
  process.exit(64);
}

const chosen = positionals.length > 0 ? positionals : folders;
const wholeFolders = () => [
  ...chosen.map((folder) => `src/${folder}/**/*.ts`),
  ...folders
    .filter((folder) => !chosen.includes(folder) && chosen.some((outer) => folder.startsWith(`${outer}/`)))
    .map((inner) => `!src/${inner}/**`),
];

const changed = (ref: string) => {
  try {
    return changedSince(ref);
  } catch {
    console.log(`mutation: there is no ${ref} to compare with`);
    process.exit(0);
  }
};

const mutate = values.since === undefined ? wholeFolders() : changed(values.since);
if (mutate.length === 0) {
  console.log(`mutation: nothing in src changed since ${values.since}`);
  process.exit(0);
}

const count = Number(values.sample ?? 0);
const seed = Number(values.seed ?? Date.now() % 1e6);
if (count > 0) {
  console.log(`mutation: ${count} of each folder, --seed ${seed}`);
  choice.of = (plans) => sampleOf(plans, folders, { count, seed });
}

const tell = () => {
  const scores = scoresOf(progress.tried, folders);
  for (const { survivors } of scores.values()) for (const one of survivors) console.log(survivorLine(one));
  for (const [folder, { percent, of, survivors }] of scores) {
    const margin = count > 0 ? ` ± ${marginOf(percent, of).toFixed(1)}` : '';
    console.log(
      `mutation: ${folder}: ${percent.toFixed(1)}${margin} %, ${survivors.length} of ${of} unnoticed`,
    );
  }
  const left = Map.groupBy(progress.waiting.values(), (file) => file);
  for (const [file, { length }] of left) console.log(`mutation: not tried: ${length} in ${file}`);
  if (!progress.begun) console.log('mutation: ended before the first mutant was tried');
};
process.on('exit', tell);

/** Whoever tries all mutants of a folder holds its score, or raises what is held. */
const hold = () => {
  for (const [folder, { percent }] of scoresOf(progress.tried, folders)) {
    const threshold = thresholds[folder];
    if (threshold === undefined) continue;
    if (percent < threshold) {
      console.error(`mutation: ${folder} fell below ${threshold} %`);
      process.exitCode = 1;
    }
    thresholds[folder] = Math.max(threshold, Math.floor(percent));
  }
  writeFileSync(thresholdsFile, `${JSON.stringify(thresholds, null, 2)}\n`);
};

// a rule has a table: what only a contract notices of a rule is not tested
const onlyRules = mutate.every(
  (pattern) => pattern.startsWith('src/sharing/rules/') || pattern.startsWith('!'),
);
await new Stryker({
  mutate: [...mutate],
  ...(onlyRules && { testFiles: ['test/unit/sharing/**/*.test.ts'] }),
  ...(count > 0 && { incremental: false }),
  ...(process.stdout.isTTY && { reporters: ['progress-kept', 'progress'] }),
}).runMutationTest();
if (values.since === undefined && count === 0) hold();
