/** Tests wait until something is there or the bot is at rest. One file may look at real time, and one limit ends all waiting. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const patterns = {
  'a timer of its own': /\b(?:setTimeout|setInterval|waitForTimeout)\b|\bvi\.waitFor\b/,
  'a limit of its own':
    /\buntil\([^;]{0,400}?\btimeout|\b(?:it|test|describe)\b[^\n]*\{ timeout|^\s*\}, [\d_]{4,}\);/m,
};

const offences = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).flatMap(([path, text]) =>
    Object.entries(patterns)
      .filter(([, pattern]) => pattern.test(text))
      .map(([what]) => `${path} has ${what}`),
  );

/** `rest.ts` waits a turn of the event loop at a time, `raw-requests.ts` has a sender fall silent; the others name what they look for. */
const mayLookAtTime = [
  'test/support/rest.ts',
  'test/support/raw-requests.ts',
  'test/contract/waits.test.ts',
  'test/contract/boundaries.test.ts',
];

test('no test has a timer or a limit of its own', () => {
  const files = globSync('test/**/*.ts').filter((path) => !mayLookAtTime.includes(path));
  expect(offences(Object.fromEntries(files.map((path) => [path, readFileSync(path, 'utf8')])))).toEqual([]);
});

test.each([
  ['await new Promise((done) => setTimeout(done, 50));', 'a timer of its own'],
  ["import { setTimeout as pause } from 'node:timers/promises';", 'a timer of its own'],
  ["await slack.until(() => seen, { what: 'it', timeoutMs: 5 });", 'a limit of its own'],
  ["it('is slow', { timeout: 60_000 }, async () => {});", 'a limit of its own'],
  ['test(name, async () => {\n}, 90_000);', 'a limit of its own'],
])('finds %s', (text, what) => {
  expect(offences({ 'test/planted.ts': text })).toEqual([`test/planted.ts has ${what}`]);
});
