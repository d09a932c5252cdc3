/** The playground draws every emoji that the bot names, as Slack does. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { emoji } from '../../../playground/emoji.ts';

it('knows every emoji in the bot’s messages', () => {
  const files = globSync('src/{core,features,sharing,slack}/**/*.ts');
  const named = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/:([a-z]+(?:_[a-z]+)*):/g)].map(([, name]) => name ?? ''),
  );
  expect(named).toContain('hourglass');
  expect([...new Set(named)].filter((name) => !(name in emoji))).toEqual([]);
});
