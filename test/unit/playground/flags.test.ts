/** What the playground may be told at its start, and what it says to the rest. */
import { expect, it } from 'vitest';
import { readFlags, UsageError } from '../../../playground/flags.ts';

it('without anything it plays on its own cloud, keeps nothing and takes its usual port', () => {
  expect(readFlags([], undefined)).toEqual({
    keep: null,
    cloud: null,
    allowWrites: false,
    tour: false,
    help: false,
    port: 3333,
  });
});

it('takes a folder, a cloud and another port', () => {
  const given = ['--keep', 'there', '--cloud', 'acme', '--allow-writes'];
  expect(readFlags(given, ' 4000 ')).toMatchObject({
    keep: 'there',
    cloud: 'acme',
    allowWrites: true,
    port: 4000,
  });
});

it.each<[string[], string | undefined, string]>([
  [['--kepp', 'there'], undefined, '--kepp'],
  [['there'], undefined, 'there'],
  [['--keep'], undefined, '--keep'],
  [['--keep='], undefined, '--keep DIR'],
  [['--cloud='], undefined, '--cloud NAME'],
  [['--tour', '--cloud', 'acme'], undefined, 'leave out --cloud'],
  [['--tour', '--keep', 'there'], undefined, 'leave out --keep'],
  [['--allow-writes'], undefined, 'goes with --cloud'],
  [[], '3e3', '“3e3”, which is no port'],
  [[], '65536', '“65536”, which is no port'],
  [[], '-1', '“-1”, which is no port'],
])('%j with the port %j is refused', (args, port, words) => {
  expect(() => readFlags(args, port)).toThrow(UsageError);
  expect(() => readFlags(args, port)).toThrow(words);
});
