/** What every feature has to bring; a failure here names what was forgotten. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createCommand } from '../../src/features/image-account/create-command.ts';
import { asksForHelp, usageMessage } from '../../src/slack/blocks/usage.ts';
import { registryOf } from '../../src/slack/bolt/registry.ts';
import type { Command } from '../../src/slack/feature.ts';
import { type FlagSpec, readWords } from '../../src/slack/input/words.ts';
import { allFeatures } from '../support/all-features.ts';

const folders = readdirSync('src/features', { withFileTypes: true }).filter((entry) => entry.isDirectory());
const list = readFileSync('src/features/index.ts', 'utf8');
const commandsPage = readFileSync('docs/commands.md', 'utf8');
const operationsPage = readFileSync('docs/operations.md', 'utf8');

test('no two features claim one command, button, modal or menu', () => {
  expect(() => registryOf(allFeatures)).not.toThrow();
});

test.each(folders.map(({ name }) => name))(
  'src/features/%s has an index.ts, which features/index.ts imports',
  (name) => {
    expect(existsSync(`src/features/${name}/index.ts`)).toBe(true);
    expect(list).toContain(`from './${name}/index.ts'`);
  },
);

test('features/index.ts returns as many features as there are folders', () => {
  expect(allFeatures.length).toBe(folders.length);
});

/** The flags that a usage line names: `[--region R]` takes a value, `[--all]` none. */
const flagsOf = (usage: string): FlagSpec =>
  Object.fromEntries(
    [...usage.matchAll(/(--[a-z-]+)( [^\]\s|]+)?/g)].map(([, name, value]) => [
      name,
      value ? 'list' : 'flag',
    ]),
  );

describe.each([...registryOf(allFeatures).commands])('%s', (name: string, command: Command) => {
  test('has a name that Slack takes', () => {
    expect(name).toMatch(/^\/[a-z][a-z-]{1,30}$/);
  });

  test('has a summary of one line without a full stop', () => {
    expect(command.summary).toMatch(/^[A-Z].{5,98}[^.]$/);
  });

  test('has a usage line whose brackets close', () => {
    expect(command.usage.split('[').length).toBe(command.usage.split(']').length);
    expect(command.usage.split('<').length).toBe(command.usage.split('>').length);
  });

  test('has examples that work as they stand', () => {
    expect(command.examples?.length, 'at least one example').toBeGreaterThan(0);
    for (const example of command.examples ?? []) {
      expect(example === name || example.startsWith(`${name} `), example).toBe(true);
      expect(readWords(example.slice(name.length), flagsOf(command.usage)).problems, example).toEqual([]);
    }
  });

  test('prints its help', () => {
    expect(asksForHelp('help')).toBe(true);
    const { text } = usageMessage(name, command);
    for (const part of [command.summary, name, ...(command.examples ?? [])]) expect(text).toContain(part);
    expect(text.length).toBeLessThan(3000);
  });

  test('is in docs/commands.md, with an example', () => {
    expect(commandsPage).toContain(`### \`${name}`);
    expect(
      command.examples?.some((example) => commandsPage.includes(example)),
      command.examples?.join(' or '),
    ).toBe(true);
  });
});

test('docs/operations.md shows the command that the link form shows', () => {
  expect(operationsPage.replace(/^ +/gm, '')).toContain(createCommand.replace(/^ +/gm, ''));
});
