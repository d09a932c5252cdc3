/** Help: what there is, each command by itself, and what the old tools' commands have become. */
import { expect, test } from 'vitest';
import { oldNames } from '../../src/features/help/old-names.ts';
import { allFeatures } from '../support/all-features.ts';
import { onStage, stage } from '../support/story.ts';

onStage();

const commands = new Map(allFeatures.flatMap((feature) => Object.entries(feature.commands ?? {})));

/** The answer to what newt types, who has linked nothing. */
const asked = async (name: `/${string}`, text = '') => {
  await stage.actor('newt').command(name, text);
  const typed = (await stage.ephemeral('newt', /./)).text;
  return typed.replaceAll('&lt;', '<').replaceAll('&gt;', '>');
};

test('help names every command with what it is for', async () => {
  const text = await asked('/image-help');
  for (const [name, { summary }] of commands) {
    expect(text).toContain(`\`${name}\` ${summary}.`);
  }
});

test.each([...commands.keys()])('help %s says what “help” after it says', async (name) => {
  const text = await asked('/image-help', name.slice(1));
  const { summary = '', examples = [] } = commands.get(name) ?? {};
  for (const part of [summary, ...examples]) expect(text).toContain(part);
  expect(await asked(name as `/${string}`, 'help')).toBe(text);
});

test.each(oldNames)('$old has become $command $rest', async ({ old, command, rest }) => {
  expect(commands.has(command)).toBe(true);
  const text = await asked('/image-help', old);
  // two commands kept their names
  expect(text).toContain(commands.has(`/${old}`) ? `${command} ` : `\`${`${command} ${rest}`.trim()}\``);
});

test('a dash as phones make it, part of a command and `old` are understood', async () => {
  expect(await asked('/image-help', 'openstack image set')).toContain('/image-status <uuid> accepted');
  expect(await asked('/image-help', 'image list —member-status pending')).toContain(
    '/list-images --member-status pending',
  );
  expect(await asked('/image-help', '-r')).toContain('--region');
  const all = await asked('/image-help', 'old');
  for (const { old } of oldNames) expect(all).toContain(`\`${old}\``);
});

test('what never was a command is said to be none', async () => {
  const text = await asked('/image-help', 'boot-image');
  expect(text).toContain('There is no');
  expect(text).toContain('/share-image');
});
