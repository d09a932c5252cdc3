/** A restart that overlaps the end of the bot before it, under a supervisor that does not restart on 78: one bot runs in the end. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { bot, cloud, link, onBotProcess, slack } from '../support/on-bot-process.ts';

onBotProcess();

/** Starts a process again whenever it ends, unless with 78. */
const supervise = () => {
  const codes: (number | null)[] = [];
  let child = bot.spawn();
  let isOver = false;
  let said = '';
  const watch = () => {
    child.stdout?.on('data', (data) => (said += String(data)));
    child.once('exit', (code) => {
      codes.push(code);
      if (code === 78 || isOver) return;
      child = bot.spawn();
      watch();
    });
  };
  watch();
  return {
    codes,
    said: () => said,
    isUp: () => said.includes('image share is up') && child.exitCode === null,
    end: async () => {
      isOver = true;
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
};

test('that one drains: the next waits for it, and runs', async () => {
  const answer = Promise.withResolvers<void>();
  let isAsked = false;
  const match = ({ service }: { service: string }) => {
    isAsked ||= service === 'keystone';
    return service === 'keystone';
  };
  cloud.faults.add({ match, do: 'delay', after: answer.promise });
  // the form waits for a cloud that does not answer: work to finish
  const linked = link('alice').catch(String);
  await slack.until(() => isAsked, { what: 'the sign-in under way' });
  const first = bot.terminate();
  const next = supervise();
  await slack.until(() => next.said().includes('the database is in use'), { what: 'the second one waiting' });
  answer.resolve();
  expect(await first).toBe(0);
  expect(await linked).toBeUndefined();
  await slack.until(next.isUp, { what: 'the second one up' });
  expect(next.codes).toEqual([]);
  expect(slack.sockets.count).toBe(2);
  await next.end();
});

test('that one hangs: the next ends with 75 and is started again, until the first one is gone', async () => {
  process.kill(bot.pid() ?? 0, 'SIGSTOP');
  const next = supervise();
  await slack.until(() => next.codes.length > 0, { what: 'the second one at its end' });
  expect(next.codes).toEqual([75]);
  await bot.kill();
  await slack.until(next.isUp, { what: 'the third one up' });
  expect(new Set(next.codes)).toEqual(new Set([75]));
  expect(slack.sockets.count).toBe(2);
  await next.end();
});
