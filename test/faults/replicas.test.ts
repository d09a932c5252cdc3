/** Three replicas on one PostgreSQL, Slack's requests spread over their sockets, one killed after the other: nothing lost, nothing doubled. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { startCloud } from '../../playground/cloud/server.ts';
import type { Manifest } from '../../playground/slack/manifest.ts';
import { shownText } from '../../playground/slack/shown.ts';
import { startSlack } from '../../playground/slack/slack.ts';
import type { SlackMessage } from '../../playground/slack/wire.ts';
import { createBotProcess, newKeys } from '../support/bot-process.ts';
import { createPostgresDatabase, findPostgres, howToGetPostgres } from '../support/postgres.ts';

const server = await findPostgres();
const offers = 9;

describe.runIf(server === null)(howToGetPostgres, () => {
  it.skip('three replicas on a real PostgreSQL', () => {});
});

describe.runIf(server !== null)('on a real PostgreSQL', () => {
  it('three replicas are one bot, whichever is killed', { timeout: 240_000 }, async () => {
    const { url, drop } = await createPostgresDatabase(server ?? '');
    const manifest = parse(await readFile('manifest.yml', 'utf8')) as Manifest;
    const slack = await startSlack({ manifest, users: [{ id: 'UALICE' }, { id: 'UBOB' }] });
    const cloud = await startCloud();
    const { people, projects } = seedDemo(cloud);
    const encryptionKeys = newKeys();
    const replicas = [];
    for (let n = 0; n < 3; n++)
      replicas.push(await createBotProcess(slack, cloud, { databaseUrl: url, encryptionKeys }));
    const [alice, bob] = [slack.person('UALICE'), slack.person('UBOB')];
    try {
      for (const replica of replicas) await replica.start();
      for (const [person, { bot }] of [
        [alice, people.alice],
        [bob, people.bob],
      ] as const) {
        await person.command('/image-account', 'link');
        await slack.until(() => person.views.length > 0);
        await person.submit({
          'Application credential ID': bot.id,
          'Application credential secret': bot.secret,
        });
      }
      const images = Array.from({ length: offers }, (_, n) =>
        cloud.state.addImage('IAD', { name: `replicated-${n}`, owner: projects.producer.id }),
      );
      const cardOf = (imageId: string) => (card: SlackMessage) => shownText(card).includes(imageId);

      // every third offer one replica dies in the middle of the work and another starts
      const accept = async (imageId: string) => {
        const offered = await slack.until(
          () => bob.dm().find((card) => cardOf(imageId)(card) && shownText(card).includes('[Accept]')),
          {
            timeoutMs: 90_000,
            what: `the card of ${imageId}`,
          },
        );
        for (let clicked = await bob.click(offered, 'Accept'); clicked.error; ) {
          const now = bob.dm().find(cardOf(imageId));
          if (now === undefined || !shownText(now).includes('[Accept]')) break;
          clicked = await bob.click(now, 'Accept');
        }
      };
      const accepting: Promise<void>[] = [];
      for (const [n, { id }] of images.entries()) {
        while ((await alice.command('/share-image', `${id} ${projects.consumer.id}`)).error);
        accepting.push(accept(id));
        if (n % 3 === 2) {
          const replica = replicas[(n / 3) | 0];
          await replica?.kill();
          await replica?.start();
        }
      }
      await Promise.all(accepting);
      const done = (person: typeof alice, words: string) =>
        images.every(({ id }) =>
          person.dm().some((card) => cardOf(id)(card) && shownText(card).includes(words)),
        );
      await slack.until(() => done(bob, '*Accepted* by <@UBOB>') && done(alice, '*accepted* by <@UBOB>'), {
        timeoutMs: 120_000,
        what: 'all accepted on all cards',
      });

      for (const { id } of images) {
        const members = [...(cloud.state.imageIn('IAD', id)?.members ?? [])].map(([project, { status }]) => [
          project,
          status,
        ]);
        expect(members).toEqual([[projects.consumer.id, 'accepted']]);
        expect(bob.dm().filter(cardOf(id))).toHaveLength(1);
      }
      expect(slack.surprises).toEqual([]);
      expect(cloud.surprises).toEqual([]);
    } finally {
      for (const replica of replicas) await replica.close();
      await slack.close();
      await cloud.close();
      await drop();
    }
  });
});
