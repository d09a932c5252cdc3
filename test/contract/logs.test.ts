/** docs/logs.md lists every line that the bot logs at info and above, with its fields, as the sources write it. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { logMessagesIn } from '../support/log-calls.ts';

const read = (file: string) => readFileSync(file, 'utf8');
const logged = logMessagesIn(new Map(globSync('src/**/*.ts').map((file) => [file, read(file)])));

/** Messages that stand beside the call that logs them. */
const beside: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'src/bot.ts': [...read('src/exposed-settings.ts').matchAll(/\}, '([^']+)'\]/g)].map(([, text]) => text),
  'src/store/repositories/known-clouds.ts': [
    ...(/const words = \{(.*?)\}/s.exec(read('src/store/repositories/known-clouds.ts'))?.[1] ?? '').matchAll(
      /'([^']+)'/g,
    ),
  ].map(([, text]) => text),
  // the words are Bolt's own
  'src/slack/bolt/bolt-log.ts': ['…'],
};

const rows = [...read('docs/logs.md').matchAll(/^## (\w+)$(.*?)(?=^## |$(?![\s\S]))/gms)].flatMap(
  ([, level = '', section = '']) =>
    [...section.matchAll(/^\| `([^`]+)` +\| (.*?) +\| (.+?) +\|$/gm)].map(
      ([, message = '', fields = '', todo = '']) => ({
        level,
        message,
        fields: [...fields.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
        todo,
      }),
    ),
);

const written = logged.filter(({ message, level }) => message !== null && level !== null);

test('each message, at its level', () => {
  const dynamic = logged.filter((one) => !written.includes(one));
  expect(new Set(dynamic.map(({ file }) => file))).toEqual(new Set(Object.keys(beside)));
  const all = [...written.map(({ message }) => message), ...Object.values(beside).flat()];
  expect(all.length).toBeGreaterThan(50);
  expect(rows.map(({ message }) => message).toSorted()).toEqual([...new Set(all)].toSorted());
  for (const { level, message } of written)
    expect(rows, message ?? '').toContainEqual(expect.objectContaining({ level, message }));
});

test('with its fields', () => {
  for (const { message, level, fields, more } of written) {
    const row = rows.find((one) => one.message === message && one.level === level);
    const missing = fields.filter((name) => !row?.fields.includes(name));
    expect(missing, message ?? '').toEqual([]);
    if (!more) expect(row?.fields.toSorted(), message ?? '').toEqual(fields);
  }
});

test('and what to do', () => {
  expect(rows.filter(({ todo }) => !/^[A-Z].{9,}\.$/.test(todo))).toEqual([]);
});
