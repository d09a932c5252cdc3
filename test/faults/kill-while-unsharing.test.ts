/**
 * kill -9 at every request of `/unshare-image … --private`, before and after its effect. Whatever the moment, the image ends up
 * private with no member left behind, and was never private while it had one.
 */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { startCloud } from '../../playground/cloud/server.ts';
import type { Manifest } from '../../playground/slack/manifest.ts';
import { shownText } from '../../playground/slack/shown.ts';
import { startSlack } from '../../playground/slack/slack.ts';
import { createBotProcess } from '../support/bot-process.ts';

const manifest = parse(await readFile('manifest.yml', 'utf8')) as Manifest;

/** GET members, two DELETE, GET members again, PATCH. */
const requests = 5;

const unshare = async (at: number, effect: 'drop' | 'drop-after-effect') => {
  const slack = await startSlack({ manifest, users: [{ id: 'UALICE' }] });
  const cloud = await startCloud();
  const { people, images } = seedDemo(cloud);
  const bot = await createBotProcess(slack, cloud);
  const alice = slack.person('UALICE');
  const stored = () => cloud.state.imageIn('IAD', images.webBase.id);
  try {
    await bot.start();
    await alice.command('/image-account', 'link');
    await slack.until(() => alice.views.length > 0, { what: 'the link modal' });
    await alice.submit({
      'Application credential ID': people.alice.bot.id,
      'Application credential secret': people.alice.bot.secret,
    });
    await alice.command('/unshare-image', `${images.webBase.id} --private`);
    const question = await slack.until(
      () => alice.ephemerals().find((message) => shownText(message).includes('Stop sharing')),
      { what: 'the question' },
    );

    let asked = 0;
    let dead: Promise<void> | null = null;
    const hidden: string[] = [];
    cloud.faults.add({
      match: ({ method, path, service }) => {
        const { image, members } = stored() ?? {};
        if (image?.visibility === 'private' && members?.size) hidden.push(`${method} ${path}`);
        if (service !== 'glance' || asked++ !== at) return false;
        dead = bot.kill();
        return true;
      },
      times: Number.POSITIVE_INFINITY,
      do: effect,
    });
    await alice.click(question, 'Remove 2 members, make it private');
    if (at < requests) {
      await slack.until(() => dead !== null, { timeoutMs: 40_000, what: `request ${at}` });
      await dead;
      await bot.start();
    }
    await slack.until(() => alice.dm().some((card) => shownText(card).includes('*Private*')), {
      timeoutMs: 40_000,
      what: `the card\n${bot.output().slice(-3000)}`,
    });
    expect(stored()?.image.visibility).toBe('private');
    expect(stored()?.members.size).toBe(0);
    expect(hidden).toEqual([]);
    expect(alice.dm()).toHaveLength(1);
    expect(cloud.surprises).toEqual([]);
    expect(slack.surprises).toEqual([]);
    return asked;
  } finally {
    await bot.close();
    await slack.close();
    await cloud.close();
  }
};

describe.each(['drop', 'drop-after-effect'] as const)('killed at a request, %s', (effect) => {
  it.concurrent.each(Array.from({ length: requests }, (_, at) => at))(
    'number %i',
    { timeout: 90_000 },
    async (at) => {
      await unshare(at, effect);
    },
  );
});

it('it makes no more requests than were struck above', { timeout: 90_000 }, async () => {
  expect(await unshare(requests, 'drop')).toBe(requests);
});
