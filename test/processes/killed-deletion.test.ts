/**
 * `npm run person -- forget U… --messages`: what the bot wrote to them goes message by message, though it is killed at each one; the next
 * start goes on.
 */
import { expect, test } from 'vitest';
import { runCommand } from '../support/deployment.ts';
import { bot, cloud, demo, link, onBotProcess, slack } from '../support/on-bot-process.ts';

onBotProcess();

const images = 4;

test('killed at each message', async () => {
  await link('alice');
  await link('bob');
  const [alice, bob] = [slack.person('UALICE'), slack.person('UBOB')];
  for (let n = 0; n < images; n += 1) {
    const { id } = cloud.state.addImage('IAD', {
      owner: demo.projects.producer.id,
      name: `image-${n}`,
      visibility: 'shared',
    });
    await alice.command('/share-image', `${id} ${demo.projects.consumer.id}`);
  }
  const offers = () => bob.dm().filter(({ text }) => /image-\d/.test(text ?? ''));
  await slack.until(() => offers().length === images, { what: 'an offer for each image' });
  const own = bob.dm().length;
  expect(await bot.terminate()).toBe(0);
  expect(await runCommand(['person', 'forget', 'UBOB', '--messages', '--yes'], bot.env)).toMatchObject({
    code: 0,
    out: expect.stringContaining('deletes what it wrote to them'),
  });
  expect(bob.dm()).toHaveLength(own);

  const deletions = () => slack.requests.filter(({ method }) => method === 'chat.delete').length;
  for (let left = own; left > 0; ) {
    const before = deletions();
    await bot.start();
    await slack.until(() => deletions() > before, { what: 'a message deleted' });
    await bot.kill();
    expect(bob.dm().length).toBeLessThan(left);
    left = bob.dm().length;
  }
  // each was deleted once, but for the one of which the answer came too late
  expect(deletions()).toBeLessThanOrEqual(2 * own);
  expect(alice.dm()).not.toEqual([]);
  await bot.start();
  await expect.poll(async () => (await runCommand(['person', 'export', 'UBOB'], bot.env)).code).toBe(1);
  expect(bob.dm()).toEqual([]);
  expect(slack.surprises).toEqual([]);
});
