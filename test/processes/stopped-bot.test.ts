/** A machine may be so busy that the bot gets no time for half a minute: a test that waits for a card does not mind. */
import { expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { bot, demo, link, onBotProcess, slack } from '../support/on-bot-process.ts';
import { fullText } from '../support/shown.ts';

onBotProcess();

test('a card that comes after the bot was stopped for 30 s is still waited for', async () => {
  await link('alice');
  await link('bob');
  const { id } = demo.images.unshared;
  const { error } = await slack
    .person('UALICE')
    .command('/share-image', `${id} ${demo.projects.consumer.id}`);
  expect(error).toBeUndefined();
  const pid = bot.pid() ?? 0;
  process.kill(pid, 'SIGSTOP');
  const continued = systemClock.sleep(30_000).then(() => process.kill(pid, 'SIGCONT'));
  const card = await slack.until(
    () =>
      slack
        .person('UBOB')
        .dm()
        .find((message) => fullText(message).includes(id)),
    { what: 'the card of bob' },
  );
  await continued;
  expect(fullText(card)).toContain('Waiting for an answer');
});
