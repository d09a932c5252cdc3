/** A thousand open shares are looked at within so many requests a minute for each account, and none is forgotten. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Cloud } from '../../playground/cloud/server.ts';
import { createStage, type Stage } from '../support/stage.ts';

const open = 1_000;
const minuteMs = 60_000;
const looksPerMinute = 60;

let stage: Stage;
beforeEach(async () => {
  stage = await createStage({
    pollMs: 10,
    policy: {
      remindAfterMs: [],
      quietHours: null,
      lookEvery: { leastMs: minuteMs, mostMs: 60 * minuteMs },
      looksPerMinute,
    },
  });
});
afterEach(() => stage.close());

/** Copies of the one Share on record, each of an image of its own that the cloud has with the same member. */
const multiply = (cloud: Cloud, tenant: string) => {
  const database = new DatabaseSync(join(stage.folder, 'bot.db'));
  const row = database.prepare('select * from "shares"').get() ?? {};
  const columns = Object.keys(row);
  const insert = database.prepare(
    `insert into "shares" (${columns.map((name) => `"${name}"`).join()}) values (${columns.map(() => '?').join()})`,
  );
  database.exec('begin');
  for (let n = 1; n < open; n++) {
    const { id } = cloud.state.addImage('IAD', {
      owner: stage.projectId('producer'),
      name: 'nightly',
      visibility: 'shared',
    });
    cloud.state.setMember('IAD', id, tenant, 'pending');
    insert.run(...Object.values({ ...row, id: randomUUID(), imageId: id }));
  }
  database.exec('commit');
  database.close();
};

it('one request budget for a thousand shares', { timeout: 90_000 }, async () => {
  const { cloud } = stage;
  if (!cloud) throw new Error('the playground has its own cloud');
  await stage.link('alice');
  const image = await stage.byHand.image();
  await stage.actor('alice').command('/share-image', `${image.id} nobody-here`);
  await stage.card('alice', '*pending*', image);
  multiply(cloud, 'nobody-here');

  const looked = new Set<string>();
  let spent = 0;
  const watched = () => stage.lines.filter((line) => line.includes('"msg":"watch step"')).length;
  for (let minute = 0; looked.size < open && minute < 40; minute++) {
    cloud.requests.length = 0;
    const before = watched();
    stage.later(minuteMs + 1_000);
    await vi.waitFor(() => expect(watched()).toBeGreaterThan(before), { timeout: 10_000, interval: 10 });
    const made = cloud.requests.filter(({ service }) => service === 'glance');
    spent += made.length;
    // what a minute's look asks may be counted with the next
    expect(spent).toBeLessThanOrEqual(looksPerMinute * (minute + 1));
    for (const { path } of made) {
      const [, id] = /^\/v2\/images\/([^/]+)\/members$/.exec(path) ?? [];
      if (id) looked.add(id);
    }
  }
  expect(looked.size).toBe(open);
});
