/** Who may import whom, read from the import statements. ARCHITECTURE.md says why; this says where it is broken. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

interface Import {
  readonly from: string;
  readonly to: string;
  /** Nothing of it is left when the types are stripped. */
  readonly typeOnly: boolean;
  /** Loaded when the code comes to it. */
  readonly isLazy: boolean;
}

const files = globSync(['src/**/*.ts', 'playground/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts']);
const text = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const statement = /^(?:import|export) (type )?(?:([^;']*?) from )?'([^']+)';|\bimport\('([^']+)'\)/gm;

const imports: readonly Import[] = [...text].flatMap(([from, source]) =>
  [...source.matchAll(statement)].map(([, type, names = '', path, lazy]) => {
    const to = path ?? lazy ?? '';
    const listed = /^\{(.*)\}$/s
      .exec(names.trim())?.[1]
      ?.split(',')
      .filter((name) => name.trim());
    const typeOnly = type !== undefined || listed?.every((name) => name.trim().startsWith('type ')) === true;
    return {
      from,
      to: to.startsWith('.') ? join(dirname(from), to) : to,
      typeOnly,
      isLazy: lazy !== undefined,
    };
  }),
);

/** `src/cloud/http.ts` is in `cloud`, `src/app.ts` in `app`. */
const folderOf = (file: string) => file.split('/')[1]?.replace(/\.ts$/, '') ?? '';
const inside = imports.filter(({ from, to }) => from.startsWith('src/') && to.startsWith('src/'));
const said = ({ from, to, typeOnly }: Import) => `${from} imports ${typeOnly ? 'types of ' : ''}${to}`;

const entries = [
  'app',
  'config',
  'exit-code',
  'core',
  'model',
  'cloud',
  'store',
  'accounts',
  'sharing',
  'slack',
  'features',
];
/** What each folder may import besides itself: values and types from `all`, types alone from `types`, and single files. */
const allowed: Readonly<
  Record<string, { all: readonly string[]; types?: readonly string[]; files?: readonly string[] }>
> = {
  core: { all: [] },
  model: { all: ['core'] },
  cloud: { all: ['core'] },
  store: { all: ['core', 'model'] },
  slack: { all: ['core'] },
  sharing: {
    all: ['core', 'model'],
    types: ['cloud', 'store', 'slack'],
    files: ['src/cloud/errors.ts', 'src/slack/api/call-error.ts', 'src/model/audit-line.ts'],
  },
  accounts: { all: ['core', 'model', 'sharing'], types: ['cloud', 'store'], files: ['src/cloud/errors.ts'] },
  features: {
    all: ['core', 'model', 'sharing', 'accounts', 'slack'],
    types: ['cloud', 'store'],
    files: ['src/cloud/errors.ts'],
  },
  config: { all: ['core'] },
  'exit-code': { all: ['core'] },
  app: { all: entries },
  bot: { all: entries },
  main: { all: ['bot', 'core'] },
  operator: { all: entries },
};

test('each folder imports only what it may', () => {
  const wrong = inside.filter(({ from, to, typeOnly }) => {
    const [here, there] = [folderOf(from), folderOf(to)];
    const { all = [], types = [], files: single = [] } = allowed[here] ?? {};
    return (
      here !== there && !all.includes(there) && !(typeOnly && types.includes(there)) && !single.includes(to)
    );
  });
  expect(wrong.map(said)).toEqual([]);
});

test('a feature imports no other feature', () => {
  const featureOf = (file: string) => file.split('/').slice(0, 3).join('/');
  const between = inside.filter(
    ({ from, to }) =>
      folderOf(from) === 'features' && folderOf(to) === 'features' && from !== 'src/features/index.ts',
  );
  expect(between.filter(({ from, to }) => featureOf(from) !== featureOf(to)).map(said)).toEqual([]);
});

test('the folders form no cycle', () => {
  const next = Map.groupBy(inside, ({ from }) => folderOf(from));
  const walk = (folder: string, path: readonly string[]): string[] =>
    path.includes(folder)
      ? [[...path.slice(path.indexOf(folder)), folder].join(' → ')]
      : [...new Set(next.get(folder)?.map(({ to }) => folderOf(to)))]
          .filter((there) => there !== folder)
          .flatMap((there) => walk(there, [...path, folder]));
  expect([...new Set([...next.keys()].flatMap((folder) => walk(folder, [])))]).toEqual([]);
});

test('the bot imports neither playground nor tests, and the playground no tests', () => {
  const isOutside = ({ from, to }: Import) =>
    (from.startsWith('src/') && /^(?:playground|test|bench)\//.test(to)) ||
    (from.startsWith('playground/') && /^(?:test|bench)\//.test(to));
  expect(imports.filter(isOutside).map(said)).toEqual([]);
});

test.each([
  ['undici', /^src\/cloud\/http\.ts$/],
  ['keyv', /^src\/store\//],
  ['kysely', /^src\/store\//],
  ['pg', /^src\/store\//],
  ['jose', /^src\/store\//],
  ['node:sqlite', /^src\/store\//],
  ['@slack/bolt', /^src\/slack\//],
  ['yaml', /^src\/cloud\/(clouds|pasted)\.ts$/],
  ['pino', /^src\/core\/log\.ts$/],
  ['dotenv', /^src\/(?:main|operator)\.ts$/],
])('only %s’s own place imports it', (name, place) => {
  const users = imports.filter(
    ({ from, to }) => from.startsWith('src/') && (to === name || to.startsWith(`${name}/`)),
  );
  expect(users.length).toBeGreaterThan(0);
  expect(users.filter(({ from }) => !place.test(from)).map(said)).toEqual([]);
});

test('a command of the operator loads what it needs: a new key nothing of the bot', () => {
  const loaded = (file: string): string[] => [
    file,
    ...imports
      .filter(({ from, typeOnly, isLazy }) => from === file && !typeOnly && !isLazy)
      .flatMap(({ to }) => loaded(to)),
  ];
  const needed = new Set(['src/operator.ts', 'src/operator/make-key.ts'].flatMap(loaded));
  expect([...needed].filter((name) => !name.startsWith('node:')).sort()).toEqual([
    'dotenv',
    'src/core/setup-error.ts',
    'src/exit-code.ts',
    'src/operator.ts',
    'src/operator/command.ts',
    'src/operator/make-key.ts',
    'src/operator/run.ts',
    'src/store/secrets/keys.ts',
  ]);
});

test('only the entry points touch the process', () => {
  const entryPoints = ['src/main.ts', 'src/operator.ts', 'playground/main.ts'];
  const code = (source: string) => source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const touching = files.filter((file) => /\bprocess\.\w|\bconsole\./.test(code(text.get(file) ?? '')));
  expect(touching.filter((file) => !/^(?:test|bench)\//.test(file) && !entryPoints.includes(file))).toEqual(
    [],
  );
});

test('a file is one idea: under 300 lines, and named after it', () => {
  const lines = (file: string) => text.get(file)?.split('\n').length ?? 0;
  expect(files.filter((file) => !file.startsWith('test/') && lines(file) >= 300)).toEqual([]);
  expect(files.filter((file) => /\b(?:utils?|helpers?|common|managers?|data)\b/.test(file))).toEqual([]);
  expect(files.filter((file) => !/^[a-z0-9./-]+$/.test(file))).toEqual([]);
});

test('only sharing/audit.ts writes a line of the trail', () => {
  const writing = files.filter((file) => /\bappendAudit\(/.test(text.get(file) ?? ''));
  expect(writing.filter((file) => /^src\/(?!store\/)/.test(file))).toEqual(['src/sharing/audit.ts']);
});

test('every file of the bot opens with what it holds', () => {
  const bare = files.filter(
    (file) => file.startsWith('src/') && !text.get(file)?.trimStart().startsWith('/**'),
  );
  expect(bare).toEqual([]);
});
