/**
 * Who may import whom, and what else every file keeps to: each rule a function over a tree of sources that says in words what
 * breaks it. ARCHITECTURE.md says why.
 */
import { basename } from 'node:path';
import { callsIn, circlesIn, functionsIn, importsIn, type Tree } from './source-tree.ts';
import { followsTheArrows, inside, isWithin, said } from './tree-arrows.ts';

/** What the domain takes of the store: rows come through `repositories.ts`. */
const takesOfStore = new Set([
  'Tx',
  'Db',
  'Claimed',
  'Hold',
  'ClaimOptions',
  'CardClaimOptions',
  'NewWork',
  'WhatIsDue',
  'Instance',
]);

const takesLittleOfTheStore = (tree: Tree) =>
  inside(tree)
    .filter(({ from, to }) => from.startsWith('src/sharing/') && to.startsWith('src/store/'))
    .filter(({ from }) => from !== 'src/sharing/repositories.ts')
    .flatMap(({ from, names }) =>
      names.filter((name) => !takesOfStore.has(name)).map((name) => `${from} takes ${name} from the store`),
    );

const onlyTheAppReconciles = (tree: Tree) =>
  inside(tree)
    .filter(
      ({ from, to }) => isWithin(to, 'src/sharing/reconcile') && !isWithin(from, 'src/sharing/reconcile'),
    )
    .filter(({ from }) => from !== 'src/app.ts')
    .map(said);

const featureOf = (file: string) => file.split('/').slice(0, 3).join('/');

const featuresAreApart = (tree: Tree) =>
  inside(tree)
    .filter(({ from, to }) => isWithin(from, 'src/features') && isWithin(to, 'src/features'))
    .filter(({ from, to }) => from !== 'src/features/index.ts' && featureOf(from) !== featureOf(to))
    .map(said);

const standsByItself = (tree: Tree) =>
  importsIn(tree)
    .filter(
      ({ from, to }) =>
        (from.startsWith('src/') && /^(?:playground|test|bench)\//.test(to)) ||
        (from.startsWith('playground/') && /^(?:test|bench)\//.test(to)),
    )
    .map(said);

/** Packages, and the one place that may import each. */
const packages: Readonly<Record<string, RegExp>> = {
  undici: /^src\/core\/dispatcher\.ts$/,
  keyv: /^src\/store\//,
  kysely: /^src\/store\//,
  pg: /^src\/store\//,
  jose: /^src\/store\//,
  'node:sqlite': /^src\/store\//,
  '@slack/bolt': /^src\/slack\//,
  yaml: /^src\/(?:cloud\/clouds-file\/yaml-text|operator\/print-manifest)\.ts$/,
  pino: /^src\/core\/log\.ts$/,
  'prom-client': /^src\/metrics\//,
  dotenv: /^src\/(?:main|operator)\.ts$/,
};

const packagesHaveTheirPlace = (tree: Tree) =>
  importsIn(tree)
    .filter(({ from }) => from.startsWith('src/'))
    .filter(({ from, to }) =>
      Object.entries(packages).some(
        ([name, place]) => (to === name || to.startsWith(`${name}/`)) && !place.test(from),
      ),
    )
    .map(said);

const noCircles = (tree: Tree) => circlesIn(tree).map((files) => files.join(' ↔ '));

/** What a rule may not ask: the time and dice are handed to it. */
const impure = /^(?:Date\.now|performance\.now|Math\.random|(?:crypto\.)?randomUUID|new Date)\(\)$/;

const rulesArePure = (tree: Tree) => {
  const rules = new Map([...tree].filter(([file]) => isWithin(file, 'src/sharing/rules')));
  const foreign = importsIn(rules).filter(({ to }) => !to.startsWith('src/'));
  const calls = callsIn(rules).filter(({ what }) => impure.test(what));
  return [...foreign.map(said), ...new Set(calls.map(({ file, what }) => `${file} asks ${what}`))];
};

const waitsByTheClock = (tree: Tree) => {
  const bound = new Map([...tree].filter(([file]) => /^src\/(?:sharing|store)\//.test(file)));
  const timers = importsIn(bound).filter(({ to }) => /^(?:node:)?timers(?:\/|$)/.test(to));
  const calls = callsIn(bound).filter(({ what }) =>
    /^(?:globalThis\.)?set(?:Timeout|Interval)\(\)$/.test(what),
  );
  return [...timers.map(said), ...new Set(calls.map(({ file }) => `${file} calls a timer`))];
};

const readsTimeInOnePlace = (tree: Tree) => {
  const others = new Map(
    [...tree].filter(([file]) => isWithin(file, 'src') && file !== 'src/core/read-time.ts'),
  );
  const calls = callsIn(others).filter(({ what }) => what === 'Date.parse()');
  return [...new Set(calls.map(({ file }) => `${file} reads a time by itself`))];
};

/** Whatever is shown in Slack is made by the builders from text that is written there: no object and no cast goes past them. */
const writesBesideTheBuilders = (tree: Tree) =>
  [...tree]
    .filter(([file]) => isWithin(file, 'src') && !isWithin(file, 'src/slack/blocks'))
    .filter(([, text]) => /\bas (?:Mrkdwn|Plain)\b|\btype: '(?:mrkdwn|plain_text)'/.test(text))
    .map(([file]) => `${file} writes for Slack beside the builders`);

const areas = ['src', 'playground', 'bench', 'test'];

const namesAreUnique = (tree: Tree) =>
  areas.flatMap((area) => {
    const files = [...tree.keys()].filter((file) => isWithin(file, area));
    return [...Map.groupBy(files, (file) => basename(file))]
      .filter(([name, same]) => same.length > 1 && !/^index\.tsx?$/.test(name))
      .map(([, same]) => same.join(' and '));
  });

const ours = (file: string) => /^(?:src|playground)\//.test(file);

/** Whatever only lists what it makes or says, with the reason: split up it would be no easier to read. */
const lists: Readonly<Record<string, string>> = {
  'src/app.ts createApp': 'puts the parts together, in order',
  'src/features/index.ts features': 'every feature and what it needs',
  'src/store/schema/migrations.ts': 'every table and index',
  'src/store/schema/migrations.ts up': 'every table and index',
};

const tooLong = (tree: Tree, long: readonly (readonly [name: string, lines: number])[]) => {
  const excepted = Object.keys(lists);
  return {
    broken: long
      .filter(([name]) => ours(name) && !excepted.includes(name))
      .map(([name, lines]) => `${name} has ${lines} lines`),
    needless: (isOne: (name: string) => boolean) =>
      excepted
        .filter((name) => isOne(name) && tree.has(name.split(' ')[0] ?? ''))
        .filter((name) => !long.some(([other]) => other === name))
        .map((name) => `${name} need not be excepted any more`),
  };
};

const filesAreShort = (tree: Tree) => {
  const lines = [...tree].map(([file, text]) => [file, text.split('\n').length - 1] as const);
  const { broken, needless } = tooLong(
    tree,
    lines.filter(([, count]) => count > 250),
  );
  return [...broken, ...needless((name) => !name.includes(' '))];
};

/** Its own lines, so that a factory is as long as what it says itself, and not what it makes as well. */
const functionsAreShort = (tree: Tree) => {
  const own = functionsIn(tree).map(({ file, name, lines }) => [`${file} ${name}`, lines] as const);
  const { broken, needless } = tooLong(
    tree,
    own.filter(([, lines]) => lines > 60),
  );
  return [...broken, ...needless((name) => name.includes(' '))];
};

const namesSaySomething = (tree: Tree) =>
  [...tree.keys()].filter(
    (file) => /\b(?:utils?|helpers?|common|managers?|data)\b/.test(file) || !/^[a-z0-9./-]+$/.test(file),
  );

const filesSayWhatTheyHold = (tree: Tree) =>
  [...tree]
    .filter(([file, text]) => file.startsWith('src/') && !text.trimStart().startsWith('/**'))
    .map(([file]) => file);

const entryPoints = ['src/main.ts', 'src/operator.ts', 'playground/main.ts'];

const onlyEntryPointsTouchTheProcess = (tree: Tree) => [
  ...new Set(
    callsIn(new Map([...tree].filter(([file]) => ours(file) && !entryPoints.includes(file))))
      .filter(({ what }) => /^(?:process|console)\.\w/.test(what))
      .map(({ file }) => file),
  ),
];

/** All that a new key needs: nothing of the bot is loaded for it. */
const makingAKey = [
  'src/core/key-list.ts',
  'src/core/plain-file.ts',
  'src/core/secret-files.ts',
  'dotenv',
  'src/core/setup-error.ts',
  'src/exit-code.ts',
  'src/operator.ts',
  'src/operator/command.ts',
  'src/operator/make-key.ts',
  'src/operator/run.ts',
  'src/store/secrets/keys.ts',
];

const commandsLoadLittle = (tree: Tree) => {
  const now = importsIn(tree).filter(({ typeOnly, isLazy }) => !typeOnly && !isLazy);
  const loaded = new Set(['src/operator.ts', 'src/operator/make-key.ts']);
  // what is added meanwhile is gone through as well
  for (const file of loaded) for (const { from, to } of now) if (from === file) loaded.add(to);
  return [...loaded].filter((file) => !file.startsWith('node:') && !makingAKey.includes(file));
};

/** Every rule by what it says; each answers with what breaks it. */
export const rules: Readonly<Record<string, (tree: Tree) => readonly string[]>> = {
  'each folder imports only what it may': followsTheArrows,
  'the domain takes of the store nothing but a transaction and a claim': takesLittleOfTheStore,
  'only the app imports what reconciles': onlyTheAppReconciles,
  'a feature imports no other feature': featuresAreApart,
  'the bot imports neither playground nor tests, and the playground no tests': standsByItself,
  'a command of the operator loads what it needs: a new key nothing of the bot': commandsLoadLittle,
  'each package has one place': packagesHaveTheirPlace,
  'no files import one another in a circle, not even for types': noCircles,
  'rules are pure: what time it is and what the dice say is handed to them': rulesArePure,
  'domain and store wait by the clock that they are handed': waitsByTheClock,
  'times from outside are read in one place': readsTimeInOnePlace,
  'what Slack shows is made by the builders': writesBesideTheBuilders,
  'no two files have one name': namesAreUnique,
  'no file is over 250 lines': filesAreShort,
  'no function has more than 60 lines of its own': functionsAreShort,
  'a file is named after what it holds': namesSaySomething,
  'every file of the bot opens with what it holds': filesSayWhatTheyHold,
  'only the entry points touch the process': onlyEntryPointsTouchTheProcess,
};
