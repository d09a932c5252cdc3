/** A thousand open shares, or in short two hundred, are looked at within so many requests a minute for each account, and none is forgotten. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../../playground/cloud/cloud-server.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import type { ProjectId } from '../../src/core/ids.ts';
import { type Actors, createActors } from '../support/cloud-actors.ts';
import { onServices } from '../support/services.ts';
import { everywhere } from '../support/settings.ts';
import { onStage, stage } from '../support/story.ts';

// what takes its time has a part of the tests of its own
const open = onServices() ? 1_000 : 200;
const minuteMs = 60_000;
const syncRequestsPerMinute = 60;

describe.each(await everywhere())('$name', (setting) => {
  /** A real cloud's images are made and deleted by hand. */
  let actors: Actors | undefined;
  beforeEach(() => {
    actors = setting.lab && createActors(setting.lab);
  });
  afterEach(() => actors?.close());
  onStage({
    ...setting,
    policy: {
      remindAfterMs: [],
      quietHours: null,
      syncInterval: { minMs: minuteMs, maxMs: 60 * minuteMs },
      syncRequestsPerMinute,
    },
    linked: ['alice'],
  });

  /** An image of alice's with this member, made without the bot. */
  const makeImage = async (tenant: ProjectId): Promise<string> => {
    if (actors) {
      const { id } = await actors.makeImage({ name: 'nightly' });
      await glanceOf(actors.alice, 'IAD').addMember(id, tenant);
      return id;
    }
    const cloud = stage.cloud as Cloud;
    const owner = stage.projectId('producer');
    const { id } = cloud.state.addImage('IAD', { owner, name: 'nightly', visibility: 'shared' });
    cloud.state.setMember('IAD', id, tenant, 'pending');
    return id;
  };

  /** Copies of the one Share on record, each of an image of its own that the cloud has with the same member. */
  const multiply = (ids: readonly string[]) => {
    const database = new DatabaseSync(join(stage.folder, 'bot.db'));
    const row = database.prepare('select * from "shares"').get() ?? {};
    const columns = Object.keys(row);
    const insert = database.prepare(
      `insert into "shares" (${columns.map((name) => `"${name}"`).join()}) values (${columns.map(() => '?').join()})`,
    );
    database.exec('begin');
    for (const imageId of ids) insert.run(...Object.values({ ...row, id: randomUUID(), imageId }));
    database.exec('commit');
    database.close();
  };

  /** The paths that Glance was asked for: by its own list, or a real one's by the bot's log. */
  const asked = (): string[] =>
    stage.cloud
      ? stage.cloud.requests.filter(({ service }) => service === 'glance').map(({ path }) => path)
      : stage.lines
          .map((line) => JSON.parse(line) as { msg?: string; path?: string })
          .filter(({ msg, path }) => msg?.startsWith('cloud request') && path?.startsWith('/v2/'))
          .map(({ path = '' }) => path);

  it(`one request budget for ${open} shares`, async () => {
    const tenant = '0123456789abcdef0123456789abcdef' as ProjectId;
    const image = await stage.byHand.image();
    const ids: string[] = [];
    while (ids.length < open - 1) ids.push(await makeImage(tenant));
    await stage.actor('alice').command('/share-image', `${image.id} ${tenant}`);
    await stage.card('alice', '*pending*', image);
    multiply(ids);

    const looked = new Set<string>();
    const counted = asked().length;
    let seen = counted;
    const synced = () => stage.lines.filter((line) => line.includes('"msg":"project sync step done"')).length;
    for (let minute = 0; looked.size < open && minute < 40; minute++) {
      const before = synced();
      await stage.later(minuteMs + 1_000);
      await stage.slack.until(() => synced() > before, { what: 'the poll of this minute' });
      const all = asked();
      // what a minute's look asks may be counted with the next
      expect(all.length - counted).toBeLessThanOrEqual(syncRequestsPerMinute * (minute + 1));
      for (const path of all.slice(seen)) {
        const [, id] = /^\/v2\/images\/([^/]+)\/members$/.exec(path) ?? [];
        if (id) looked.add(id);
      }
      seen = all.length;
    }
    expect(looked.size).toBe(open);
  });
});
