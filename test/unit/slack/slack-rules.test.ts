/** The small rules of the Slack side: who belongs, what is claimed, who asks for help. */
import { describe, expect, test } from 'vitest';
import type { SlackUserId, TeamId } from '../../../src/core/ids.ts';
import { type Installation, relation } from '../../../src/slack/api/installation.ts';
import { asksForHelp, usageMessage } from '../../../src/slack/blocks/usage.ts';
import { registryOf } from '../../../src/slack/bolt/registry.ts';

describe('who belongs', () => {
  const alone: Installation = { teamId: 'T1' as TeamId, enterpriseId: null, botUserId: 'U0' as SlackUserId };
  const grid: Installation = { ...alone, enterpriseId: 'E1' };

  test.each([
    ['T1', undefined, alone, 'own'],
    ['T2', undefined, alone, 'stranger'],
    ['T2', 'E1', alone, 'stranger'],
    [undefined, undefined, alone, 'stranger'],
    ['T1', 'E1', grid, 'own'],
    ['T2', 'E1', grid, 'sister'],
    [undefined, 'E1', grid, 'sister'],
    ['T2', 'E2', grid, 'stranger'],
    ['T2', undefined, grid, 'stranger'],
  ] as const)('%s of %s', (teamId, enterpriseId, installation, expected) => {
    expect(relation({ teamId, enterpriseId }, installation)).toBe(expected);
  });
});

test('two features with one id do not start', () => {
  const run = async () => undefined;
  const command = { summary: 's', usage: '', run };
  expect(() => registryOf([{ commands: { '/a': command } }, { commands: { '/a': command } }])).toThrow(
    'Two features claim the command /a.',
  );
  expect(() => registryOf([{ buttons: { a: { run } } }, { buttons: { a: { run } } }])).toThrow(
    'the action_id a',
  );
  expect(registryOf([{ buttons: { a: { run } } }, { commands: { '/a': command } }]).buttons.size).toBe(1);
});

test.each([
  ['help', true],
  [' HELP ', true],
  ['--help', true],
  ['—help', true],
  ['-h', true],
  ['–h', true],
  ['?', true],
  ['', false],
  ['h', false],
  ['help me', false],
])('%j asks for help: %s', (text, asks) => {
  expect(asksForHelp(text)).toBe(asks);
});

test('usage is printed from the command', () => {
  const command = {
    summary: 'Share & more',
    usage: '<uuid>',
    examples: ['/a 1'],
    run: async () => undefined,
  };
  expect(usageMessage('/a', command)).toEqual({
    text: 'Share &amp; more\n`/a &lt;uuid&gt;`\nFor example:\n`/a 1`',
  });
});
