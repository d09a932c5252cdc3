/** What ARCHITECTURE.md says of the tree, held against every file; and each rule held against faults that break it. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Tree } from '../support/source-tree.ts';
import { rules } from '../support/tree-rules.ts';

const tree: Tree = new Map(
  globSync(['src/**/*.ts', '{playground,test,bench}/**/*.{ts,tsx}']).map((file) => [
    file,
    readFileSync(file, 'utf8'),
  ]),
);

test.each(Object.entries(rules))('%s', (_, broken) => {
  expect(broken(tree)).toEqual([]);
});

type File = readonly [path: string, text: string];

const file = (path: string, ...lines: readonly string[]): File => [
  path,
  ['/** What it holds. */', ...lines, ''].join('\n'),
];
const imports = (what: string, from: string) => `import ${what} from '${from}';`;
const long = Array.from({ length: 59 }, (_, at) => `step(${at});`);

/** By rule, files that break it in one place. */
const faults: Readonly<Record<string, Readonly<Record<string, readonly File[]>>>> = {
  'each folder imports only what it may': {
    'a place nobody named': [file('src/new/a.ts', imports('{ x }', '../core/ids.ts'))],
    'up the arrows': [file('src/sharing/rules/a.ts', imports('type { X }', '../repositories.ts'))],
    'a value, not a type': [
      file('src/sharing/people/a.ts', imports('{ x }', '../../store/claims/leases.ts')),
    ],
    lazily: [file('src/store/schema/a.ts', "export const a = () => import('../open.ts');")],
    'a type in passing': [file('src/cloud/a.ts', "export type A = import('../slack/feature.ts').Block;")],
    'handed on': [file('src/core/a.ts', "export { b } from '../model/card.ts';")],
    'a feature that delivers': [
      file('src/features/help/a.ts', imports('{ x }', '../../sharing/delivery/slack-rate.ts')),
    ],
  },
  'the domain takes of the store nothing but a transaction and a claim': {
    'the tables': [
      file('src/sharing/cards/a.ts', imports('type { Tables, Tx }', '../../store/schema/tables.ts')),
    ],
  },
  'only the app imports what reconciles': {
    'an entry point': [file('src/operator.ts', imports('{ x }', './sharing/reconcile/loop.ts'))],
  },
  'a feature imports no other feature': {
    'a neighbour': [file('src/features/help/a.ts', imports('{ x }', '../home/home-blocks.ts'))],
  },
  'the bot imports neither playground nor tests, and the playground no tests': {
    'the bot': [file('src/app.ts', imports('{ x }', '../playground/people.ts'))],
    'the playground': [file('playground/tour.ts', imports('{ x }', '../test/support/stage.ts'))],
  },
  'a command of the operator loads what it needs: a new key nothing of the bot': {
    'the bot': [file('src/operator/make-key.ts', imports('{ x }', '../bot.ts'))],
    'by way of another': [
      file('src/operator.ts', imports('{ x }', './operator/run.ts')),
      file('src/operator/run.ts', imports('{ y }', '../config.ts')),
    ],
  },
  'each package has one place': {
    elsewhere: [file('src/sharing/audit.ts', imports('{ sql }', 'kysely'))],
    'a part of it': [file('src/core/a.ts', imports('{ x }', 'jose/key'))],
  },
  'no files import one another in a circle, not even for types': {
    'a type, a value, and one handed on': [
      file('bench/a.ts', imports('type { B }', './b.ts')),
      file('bench/b.ts', imports('{ c }', './c.ts')),
      file('bench/c.ts', "export * from './a.ts';"),
    ],
    itself: [file('test/a.ts', imports('{ a }', './a.ts'))],
  },
  'rules are pure: what time it is and what the dice say is handed to them': {
    ...Object.fromEntries(
      [
        'Date.now()',
        'new Date()',
        'Math.random()',
        'randomUUID()',
        'performance.now()',
        '[1].map(Math.random)',
      ].map((call) => [call, [file('src/sharing/rules/a.ts', `export const a = () => ${call};`)]]),
    ),
    'a package': [file('src/sharing/rules/a.ts', imports('{ x }', 'node:crypto'))],
  },
  'domain and store wait by the clock that they are handed': {
    ...Object.fromEntries(
      ['setTimeout(go, 1)', 'setInterval(go, 1)', 'globalThis.setTimeout(go, 1)'].map((call) => [
        call,
        [file('src/sharing/delivery/a.ts', `export const a = () => ${call};`)],
      ]),
    ),
    'a promise of it': [file('src/store/open.ts', imports('{ setTimeout as x }', 'node:timers/promises'))],
  },
  'times from outside are read in one place': {
    'a cloud’s': [file('src/cloud/a.ts', 'export const a = (text: string) => Date.parse(text);')],
  },
  'what Slack shows is made by the builders': {
    'a cast': [file('src/features/help/a.ts', 'export const a = (name: string) => name as Mrkdwn;')],
    'an object': [
      file('src/features/help/a.ts', "export const a = (text: string) => ({ type: 'mrkdwn', text });"),
    ],
  },
  'no two files have one name': { 'in two folders': [file('src/core/a.ts'), file('src/cloud/a.ts')] },
  'no file is over 250 lines': { '251': [['playground/a.ts', '\n'.repeat(251)]] },
  'no function has more than 60 lines of its own': {
    '61': [file('src/core/a.ts', 'export const a = () => {', ...long, '};')],
    'inside another': [
      file('src/core/a.ts', 'export const a = () => {', 'const b = () => {', ...long, '};', '};'),
    ],
  },
  'a file is named after what it holds': {
    utils: [file('src/core/utils.ts')],
    capitals: [file('src/core/TheClock.ts')],
  },
  'every file of the bot opens with what it holds': {
    'no words': [['src/core/a.ts', 'export const a = 1;\n']],
  },
  'only the entry points touch the process': {
    env: [file('src/core/a.ts', 'export const a = process.env.A;')],
    console: [file('src/core/a.ts', "console.log('a');")],
  },
};

test.each(Object.keys(rules).map((rule) => ({ rule, planted: faults[rule] ?? {} })))(
  '$rule: seen to fail',
  ({ rule, planted }) => {
    const found = Object.entries(planted).map(([why, files]) => [why, rules[rule]?.(new Map(files)).length]);
    expect(found).toEqual(Object.keys(planted).map((why) => [why, 1]));
    expect(found).not.toEqual([]);
  },
);

test('what may be passes', () => {
  const inOrder: Tree = new Map([
    file(
      'src/sharing/rules/a.ts',
      imports('type { Card }', '../../model/card.ts'),
      'export const a = (at: number) => new Date(at);',
    ),
    file(
      'src/sharing/intents/b.ts',
      imports('type { Tx }', '../../store/schema/tables.ts'),
      imports('{ a }', '../rules/a.ts'),
    ),
    file(
      'src/core/c.ts',
      'export const c = () => {',
      'const d = () => {',
      ...long.slice(2),
      '};',
      ...long.slice(4),
      'return d;',
      '};',
    ),
    file('src/features/help/index.ts'),
    file('src/features/home/index.ts'),
  ]);
  expect(Object.values(rules).flatMap((broken) => broken(inOrder))).toEqual([]);
});
