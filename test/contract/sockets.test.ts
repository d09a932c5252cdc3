/** The sockets of Socket Mode: whatever Slack sends over them or does with them, the next command is answered. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import type { Feature } from '../../src/slack/feature.ts';
import { createDrivenClock } from '../support/driven-clock.ts';
import { command, mounted, unstarted } from '../support/mounted.ts';

const done: Feature = {
  commands: { '/do': { ...command, run: async () => ({ say: { text: mrkdwn`done` } }) } },
};

const mountedOnSockets = async () => {
  const clock = createDrivenClock();
  const lines: string[] = [];
  const it = await mounted('socket', done, clock, (line) => lines.push(line));
  const { slack, alice } = it;
  const opened = () => slack.requests.filter(({ method }) => method === 'apps.connections.open').length;
  return {
    ...it,
    clock,
    lines,
    /** How many sockets were asked for so far. */
    opened,
    /** Lets time pass for the bot until `look` holds. */
    passUntil: (look: () => boolean, stepMs = 1_000) =>
      slack.until(
        () => {
          clock.moveTo(clock.now() + stepMs);
          return look();
        },
        { what: 'what time brings' },
      ),
    readiness: async () => {
      const answer = await fetch(it.url.replace('/slack/events', '/readyz'));
      return [answer.status, ((await answer.json()) as { checks: { socket: unknown } }).checks.socket];
    },
    commands: async (count: number) => {
      const errors = [];
      for (let n = 0; n < count; n += 1) errors.push((await alice.command('/do')).error);
      return errors.filter((error) => error !== undefined);
    },
  };
};

it('a replica for which Slack has no socket left starts, is ready, and takes one when it can', async () => {
  const clock = createDrivenClock();
  const { slack, bot, alice } = await unstarted('socket', done, clock);
  slack.sockets.limit(0);
  const { port } = await bot.start();
  const readiness = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    return [answer.status, await answer.json()];
  };
  expect(bot.sockets()).toBe(0);
  expect(await readiness()).toMatchObject([
    200,
    { ready: true, checks: { socket: true }, withoutSocket: 'too_many_websockets' },
  ]);
  slack.sockets.limit(10);
  await slack.until(
    () => {
      clock.moveTo(clock.now() + 1_000);
      return bot.sockets() === 2;
    },
    { what: 'two sockets' },
  );
  expect((await alice.command('/do')).error).toBeUndefined();
  expect((await readiness())[1]).not.toHaveProperty('withoutSocket');
});

describe('when Slack lets go of its sockets', () => {
  it('100 of 100 commands are answered during ten refreshes of both', async () => {
    const { slack, clock, alice, opened, passUntil } = await mountedOnSockets();
    const errors: unknown[] = [];
    for (let second = 0; second < 100; second += 1) {
      if (second % 10 === 0) await passUntil(() => slack.sockets.count === 2);
      const act = alice.command('/do');
      if (second % 10 === 0) slack.sockets.disconnect(second % 20 === 0 ? 'refresh_requested' : 'warning');
      errors.push((await act).error);
      clock.moveTo(clock.now() + 1_000);
    }
    expect(errors).toEqual(Array(100).fill(undefined));
    expect(opened()).toBeGreaterThanOrEqual(2 * 10);
    expect(slack.surprises).toEqual([]);
  });

  it('those that are cut are replaced, at once the first time', async () => {
    const { slack, commands } = await mountedOnSockets();
    slack.sockets.cut();
    await slack.until(() => slack.sockets.count === 0, { what: 'no socket open' });
    await slack.until(() => slack.sockets.count === 2, { what: 'two sockets open' });
    expect(await commands(2)).toEqual([]);
  });

  it('those that are cut again soon after wait a moment; after ones that lasted, at once again', async () => {
    const { slack, bot, clock, commands, passUntil } = await mountedOnSockets();
    const bothOpen = () => slack.sockets.count === 2 && bot.sockets() === 2;
    const cut = async () => {
      slack.sockets.cut();
      await slack.until(() => slack.sockets.count === 0 && bot.sockets() === 0, { what: 'no socket open' });
    };
    /** How long the bot waited, in ms, and a step more. */
    const untilBothOpen = async () => {
      const begun = clock.now();
      await passUntil(bothOpen, 100);
      return clock.now() - begun;
    };
    await cut();
    await slack.until(bothOpen, { what: 'two sockets open' });
    await cut();
    expect(await untilBothOpen()).toBeGreaterThanOrEqual(500);
    for (let second = 0; second < 30; second += 1) {
      clock.moveTo(clock.now() + 1_000);
      expect(await commands(1)).toEqual([]);
    }
    await cut();
    await slack.until(bothOpen, { what: 'two sockets open, at once' });
  });

  it('Socket Mode switched off is named, and tried again after five minutes', async () => {
    const { slack, clock, lines, opened, readiness, passUntil, commands } = await mountedOnSockets();
    slack.sockets.disconnect('link_disabled');
    await slack.until(() => slack.sockets.count === 0, { what: 'no socket open' });
    await slack.until(() => lines.some((line) => line.includes('link_disabled')), { what: 'the log' });
    expect(await readiness()).toEqual([503, 'link_disabled']);
    expect(lines.filter((line) => line.includes('link_disabled'))).toHaveLength(1);
    clock.moveTo(clock.now() + 299_000);
    expect(opened()).toBe(2);
    await passUntil(() => slack.sockets.count === 2);
    expect(await readiness()).toEqual([200, true]);
    expect(await commands(2)).toEqual([]);
  });

  it('one socket too many is not asked for again and again, and the bot works on without', async () => {
    const { slack, clock, opened, commands, passUntil } = await mountedOnSockets();
    slack.sockets.limit(3);
    slack.sockets.disconnect('refresh_requested');
    await slack.until(() => slack.sockets.count === 1, { what: 'one successor' });
    const before = opened();
    for (let second = 0; second < 10; second += 1) clock.moveTo(clock.now() + 1_000);
    expect(await commands(4)).toEqual([]);
    expect(opened()).toBe(before);
    await passUntil(() => slack.sockets.count === 2, 10_000);
    expect(await commands(4)).toEqual([]);
  });
});

describe('a frame that is not as it should be', () => {
  const envelope = (type: unknown, payload?: unknown) => ({ type, payload, accepts_response_payload: true });
  const event = (type: unknown) => ({ type: 'event_callback', team_id: 'T1', event: { type } });

  it.each<[string, object]>([
    ['an event without one', envelope('events_api', { type: 'app_rate_limited' })],
    ['an event that is null', envelope('events_api', { event: null })],
    ['no payload', envelope('events_api', null)],
    ['a payload that is a list', envelope('slash_commands', [])],
    ['the client’s own event as a type', envelope('ws_message', {})],
    ['another type', envelope('toString', {})],
    ['no type', envelope(undefined, {})],
    ...['ws_message', 'slack_event', 'close', 'error', 'disconnected', ''].map((type): [string, object] => [
      `an event named “${type}”`,
      envelope('events_api', event(type)),
    ]),
    ['one of more than a megabyte', envelope('interactive', { text: 'x'.repeat(1024 ** 2) })],
  ])('%s is acknowledged and counted, and reaches nobody', async (_, frame) => {
    const { slack, commands, lines } = await mountedOnSockets();
    const envelope_id = randomUUID();
    const answer = await slack.sockets.sendFrame(JSON.stringify({ envelope_id, ...frame }), envelope_id);
    expect(answer).toEqual({ body: {} });
    expect(lines.filter((line) => line.includes('"count":1'))).toHaveLength(1);
    expect(await commands(2)).toEqual([]);
    expect(slack.surprises).toEqual([]);
  });

  const word = fc.oneof(
    fc.constantFrom(
      'slash_commands',
      'interactive',
      'events_api',
      'hello',
      'disconnect',
      'ws_message',
      'close',
    ),
    fc.string(),
  );
  const anyFields = fc.record(
    {
      type: fc.oneof(word, fc.jsonValue()),
      envelope_id: fc.oneof(fc.uuid(), fc.jsonValue()),
      reason: fc.oneof(fc.constantFrom('warning', 'refresh_requested'), fc.jsonValue()),
      payload: fc.oneof(
        fc.jsonValue(),
        fc.record(
          { type: word, event: fc.oneof(fc.jsonValue(), fc.record({ type: word })) },
          { requiredKeys: [] },
        ),
        fc.record({ command: word, user_id: word, trigger_id: word }, { requiredKeys: [] }),
      ),
    },
    { requiredKeys: [] },
  );

  it('any: the next command is answered', async () => {
    const { slack, commands, passUntil } = await mountedOnSockets();
    const frames = fc.oneof(
      anyFields.map((fields) => JSON.stringify(fields)),
      fc.json(),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(frames, async (frame) => {
        const [, id] = /"envelope_id":"([^"\\]+)"/.exec(frame) ?? [];
        for (const _ of [1, 2]) void slack.sockets.sendFrame(frame, id);
        expect(await commands(2)).toEqual([]);
        // one that told it to go
        await passUntil(() => slack.sockets.count === 2);
      }),
      { numRuns: 300 },
    );
  });
});
