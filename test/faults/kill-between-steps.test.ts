/**
 * kill -9 between every two steps of the main job: before and after the effect of each request the bot makes. After a start
 * there is one member with the status that was wished, and one card for each person.
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

/** Runs the main job with a kill at request number `at` (from 0); what the bot asked for at that moment, null if it asked for less. */
const mainJob = async (at: number, effect: 'drop' | 'drop-after-effect') => {
  const slack = await startSlack({ manifest, users: [{ id: 'UALICE' }, { id: 'UBOB' }] });
  const cloud = await startCloud();
  const { people, projects, images } = seedDemo(cloud);
  // nothing else waits for bob, so that what he gets is the main job's
  for (const image of [images.dbBase, images.retired])
    cloud.state.setMember('IAD', image.id, projects.consumer.id, 'accepted');
  const bot = await createBotProcess(slack, cloud);
  const linkings = () => bot.output().split('"name":"link-account"').length - 1;
  const [alice, bob] = [slack.person('UALICE'), slack.person('UBOB')];
  try {
    await bot.start();
    for (const [person, { bot: credential }] of [
      [alice, people.alice],
      [bob, people.bob],
    ] as const) {
      await person.command('/image-account', 'link');
      await slack.until(() => person.views.length > 0, { what: 'the link modal' });
      await person.submit({
        'Application credential ID': credential.id,
        'Application credential secret': credential.secret,
      });
      const linked = person === alice ? 1 : 2;
      await slack.until(() => linkings() === linked, { what: 'the end of what linking sets off' });
    }

    let asked = 0;
    let killedAt: string | null = null;
    let dead: Promise<void> | null = null;
    const strike = (what: string) => {
      if (asked++ !== at) return false;
      killedAt = what;
      dead = bot.kill();
      return true;
    };
    // the acknowledgements of commands travel over the sockets and are no requests of the loop
    slack.faults.add({
      method: '*',
      times: Number.POSITIVE_INFINITY,
      do: effect,
      when: () => strike('slack'),
    });
    cloud.faults.add({
      match: ({ method, path }) => strike(`${method} ${path}`),
      times: Number.POSITIVE_INFINITY,
      do: effect,
    });

    const revive = async () => {
      if (dead === null) return;
      await dead;
      dead = null;
      await bot.start();
    };
    /** Waits for `look`; starts the bot again as soon as it was killed. */
    const seen = async <T>(look: () => T | undefined | false, what: string): Promise<T> => {
      const found = await slack.until(() => look() || (dead !== null && 'dead'), {
        timeoutMs: 40_000,
        what: `${what}\n${bot.output().slice(-3000)}`,
      });
      if (found !== 'dead') return found as T;
      await revive();
      return seen(look, what);
    };

    await alice.command('/share-image', `${images.unshared.id} ${projects.consumer.id}`);
    const offered = await seen(
      () => bob.dm().find((card) => shownText(card).includes('Waiting for an answer')),
      'the consumer’s card',
    );
    const clicked = await bob.click(offered, 'Accept');
    if (clicked.error) {
      await revive();
      const again = bob.dm().at(-1);
      if (again && shownText(again).includes('[Accept]')) await bob.click(again, 'Accept');
    }
    await seen(
      () => bob.dm().some((card) => shownText(card).includes('*Accepted* by <@UBOB>')),
      'the consumer’s card accepted',
    );
    await seen(
      () => alice.dm().some((card) => shownText(card).includes('*accepted* by <@UBOB>')),
      'the producer’s card accepted',
    );

    const stored = cloud.state.imageIn('IAD', images.unshared.id);
    expect([...(stored?.members ?? [])].map(([project, { status }]) => [project, status])).toEqual([
      [projects.consumer.id, 'accepted'],
    ]);
    expect(bob.dm()).toHaveLength(1);
    expect(alice.dm()).toHaveLength(1);
    expect(slack.surprises).toEqual([]);
    expect(cloud.surprises).toEqual([]);
    return killedAt;
  } finally {
    await bot.close();
    await slack.close();
    await cloud.close();
  }
};

/** The main job makes at least so many requests, and never more than so many: how often a card is drawn depends on what comes together. */
const [least, most] = [10, 20];

describe.each(['drop', 'drop-after-effect'] as const)('killed at a request, %s', (effect) => {
  it.concurrent.each(Array.from({ length: most }, (_, at) => at))(
    'number %i',
    { timeout: 90_000 },
    async (at) => {
      const killedAt = await mainJob(at, effect);
      if (at < least) expect(killedAt).not.toBeNull();
    },
  );
});

it('the main job makes no more requests than were struck above', { timeout: 90_000 }, async () => {
  expect(await mainJob(most, 'drop')).toBeNull();
});
