/**
 * Every pattern that src/ matches text with takes time in proportion to the text, whatever the text is. recheck proves it from the
 * pattern itself; one that it cannot decide is rewritten. @see https://makenowjust-labs.github.io/recheck/
 */
import { globSync, readFileSync } from 'node:fs';
import { checkSync } from 'recheck';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';
import { isNode, type Node, walk } from '../support/source-tree.ts';

// the other ways to run it start Java
process.env.RECHECK_BACKEND = 'pure';

const putTogether = ({ type, callee }: Node) =>
  (type === 'NewExpression' || type === 'CallExpression') && isNode(callee) && callee.name === 'RegExp';

/** What is wrong with the patterns of a file's text. */
const offences = (text: string): string[] => {
  const found: string[] = [];
  walk(parseSync('a.ts', text).program as unknown as Node, (node) => {
    if (putTogether(node)) found.push('a pattern that is put together cannot be checked: write it out');
    if (node.type !== 'Literal' || !node.regex) return;
    const { pattern, flags } = node.regex as { readonly pattern: string; readonly flags: string };
    const { status } = checkSync(pattern, flags, { checker: 'automaton', timeout: 60_000 });
    if (status !== 'safe') found.push(`/${pattern}/${flags} is ${status}`);
  });
  return found;
};

test.each(globSync('src/**/*.ts').toSorted())('%s', (path) => {
  expect(offences(readFileSync(path, 'utf8'))).toEqual([]);
});

test.each([
  ['a planted /(a+)+$/', 'const found: boolean = /(a+)+$/.test(String(x));', 'vulnerable'],
  ['one quadratic in its blanks', 'text.replace(/\\s+$/, "")', 'vulnerable'],
  ['one that is put together', 'const one = new RegExp(part + more);', 'cannot be checked'],
])('finds %s', (_, text, what) => {
  expect(offences(text)).toEqual([expect.stringContaining(what)]);
});
