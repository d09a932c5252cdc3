/** A start while Slack is away, refuses a token, or is another workspace's: what is waited for, what ends it, and what can be seen meanwhile. */
import { describe, expect, it } from 'vitest';
import type { SlackOptions } from '../../playground/slack/slack.ts';
import type { Fault } from '../../playground/slack/web-api/slack-faults.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { TeamId } from '../../src/core/ids.ts';
import { Secret } from '../../src/core/secret.ts';
import { SetupError } from '../../src/core/setup-error.ts';
import { essentialScopes, neededScopes } from '../../src/slack/api/scopes.ts';
import { modalView, section } from '../../src/slack/blocks/builders.ts';
import { input } from '../../src/slack/blocks/inputs.ts';
import { escapeText, mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import { plain } from '../../src/slack/blocks/plain.ts';
import { type KnownTokens, type Team, tokenHash } from '../../src/slack/bolt/starting.ts';
import type { Feature, ModalAnswer } from '../../src/slack/feature.ts';
import { createDrivenClock } from '../support/driven-clock.ts';
import { command, unstarted } from '../support/mounted.ts';

const done = { commands: { '/do': { ...command, run: async () => ({ say: { text: mrkdwn`done` } }) } } };

/** As a database keeps them. */
const memory = (): KnownTokens & { readonly kept: Map<string, Team> } => {
  const kept = new Map<string, Team>();
  return {
    kept,
    isKnown: async (hash) => kept.has(hash),
    keep: async (hash, team) => void kept.set(hash, team),
    team: async () => [...kept.values()][0] ?? null,
  };
};

const starting = async (tokens: KnownTokens = memory(), slackOptions: SlackOptions = {}) => {
  const clock = createDrivenClock();
  const lines: string[] = [];
  const it = await unstarted('socket', done, clock, (line) => lines.push(line), tokens, slackOptions);
  let outcome: 'waits' | 'up' | 'given up' = 'waits';
  const started = async () => {
    const begun = it.bot.start();
    begun.then(
      () => (outcome = 'up'),
      () => (outcome = 'given up'),
    );
    const listening = () => /"port":(\d+),.*listening/.exec(lines.join('\n'))?.[1];
    const port = await it.slack.until(listening, { what: 'an open port' });
    const ask = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return [answer.status, await answer.json()];
    };
    return { begun, ask };
  };
  const tries = (method: string) => it.slack.requests.filter((request) => request.method === method).length;
  return {
    ...it,
    clock,
    lines,
    started,
    tries,
    outcome: () => outcome,
    spoil: (method: string, fault: object) =>
      it.slack.faults.add({ method, times: Number.POSITIVE_INFINITY, ...fault } as Fault),
    /** Lets so many seconds pass, each with time for a request. */
    pass: async (seconds: number, look: () => boolean = () => false) => {
      for (let second = 0; second < seconds && !look(); second += 1) {
        clock.moveTo(clock.now() + 1_000);
        await fetch(`http://127.0.0.1:${new URL(it.slack.apiUrl).port}/`);
      }
    },
  };
};

describe.each(['auth.test', 'apps.connections.open'])('%s', (method) => {
  it.each<[string, object]>([
    ['is not answered', { do: 'drop' }],
    ['is answered with 503', { do: 'status', status: 503 }],
    ['is answered with 403, by a proxy', { do: 'status', status: 403 }],
    ['is refused for a while', { do: 'error', error: 'team_added_to_org' }],
    ['is refused with a code that nobody knows', { do: 'error', error: 'no_such_code' }],
    ['is called too often', { do: 'ratelimited', retryAfterS: 5 }],
    ...[
      '<html>Sign in to the network</html>',
      'null',
      '[]',
      { ok: true },
      { ok: true, team_id: {}, user_id: 7, bot_id: [], url: 7 },
      { ok: true, team_id: '', user_id: '', bot_id: '', url: 'wss:' },
      { ok: true, team_id: 'T', user_id: 'U', url: 'http://[' },
      { ok: 'true', team_id: 'T1', user_id: 'U1', bot_id: 'B1', url: { href: 'wss://127.0.0.1' } },
    ].map((body): [string, object] => [`is answered with ${JSON.stringify(body)}`, { do: 'answer', body }]),
  ])('that %s is repeated, and the bot is up within one back-off', async (_, fault) => {
    const { started, spoil, pass, slack, outcome, tries, alice, lines } = await starting();
    const mend = spoil(method, fault);
    const { begun, ask } = await started();
    await pass(90);
    expect(outcome()).toBe('waits');
    expect(await ask('/healthz')).toEqual([200, { ok: true }]);
    expect(await ask('/readyz')).toEqual([503, expect.objectContaining({ ready: false })]);
    expect(tries(method)).toBeGreaterThan(3);
    expect(tries(method)).toBeLessThan(30);
    const told = lines.filter((line) => line.includes('slack is not answering'));
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(4);
    mend();
    await pass(60, () => outcome() === 'up');
    await begun;
    expect((await alice.command('/do')).error).toBeUndefined();
    expect(slack.surprises).toEqual([]);
  });

  const variable = method === 'auth.test' ? 'SLACK_BOT_TOKEN' : 'SLACK_APP_TOKEN';

  it('with a token that never worked here is tried once, and the start fails', async () => {
    const { spoil, bot, tries } = await starting();
    spoil(method, { do: 'error', error: 'invalid_auth' });
    const error = await bot.start().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SetupError);
    expect(String(error)).toMatch(`Slack refuses ${variable} (invalid_auth)`);
    expect(tries(method)).toBeLessThanOrEqual(2);
  });

  it('with a token that worked here before is waited for, and told once an hour', async () => {
    const tokens = memory();
    const { slack, spoil, started, pass, outcome, lines } = await starting(tokens);
    for (const token of [slack.botToken, slack.appToken])
      await tokens.keep(tokenHash(new Secret(token)), { id: slack.team.id as TeamId, name: 'Ours' });
    const mend = spoil(method, { do: 'error', error: 'invalid_auth' });
    const { begun, ask } = await started();
    await pass(300);
    expect(outcome()).toBe('waits');
    expect((await ask('/readyz'))[1]).toMatchObject({
      checks: { [method === 'auth.test' ? 'slack' : 'socket']: 'invalid_auth' },
    });
    expect(lines.filter((line) => line.includes('invalid_auth'))).toHaveLength(
      method === 'auth.test' ? 1 : 2,
    );
    mend();
    await pass(60, () => outcome() === 'up');
    expect(await begun).toMatchObject({ teamId: slack.team.id });
  });
});

it('a token of another team than the rows ends the start, and both teams are named', async () => {
  const tokens = memory();
  await tokens.keep('another token', { id: 'TOTHER' as TeamId, name: 'The Others' });
  const { bot, slack } = await starting(tokens);
  const error = await bot.start().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SetupError);
  expect(String(error)).toContain(`(${slack.team.id})`);
  expect(String(error)).toContain('The Others (TOTHER)');
});

it('both tokens are kept once they have worked', async () => {
  const tokens = memory();
  const { bot, slack } = await starting(tokens);
  await bot.start();
  expect([...tokens.kept.keys()].toSorted()).toEqual(
    [slack.botToken, slack.appToken].map((token) => tokenHash(new Secret(token))).toSorted(),
  );
});

it('a bot that is told to stop while it waits for Slack stops', async () => {
  const { bot, spoil, started, outcome } = await starting();
  spoil('auth.test', { do: 'drop' });
  const { begun } = await started();
  expect(await bot.stop(1_000)).toBe(true);
  await expect(begun).rejects.toThrow();
  expect(outcome()).toBe('given up');
});

it.each<[string, object]>([
  ['is not answered', { do: 'drop' }],
  ['is answered with 403, by a proxy', { do: 'status', status: 403 }],
  ['is refused for a while', { do: 'error', error: 'team_added_to_org' }],
  ['is refused with a code that nobody knows', { do: 'error', error: 'no_such_code' }],
  ['is refused for good', { do: 'error', error: 'bot_not_found' }],
  ['is called too often', { do: 'ratelimited', retryAfterS: 5 }],
  ['says nothing', { do: 'answer', body: { ok: true } }],
  [
    'says another app in another form',
    { do: 'answer', body: { ok: true, bot: { app_id: { id: 'AOTHER' } } } },
  ],
  ['is a page', { do: 'answer', body: '<html>' }],
])('a bots.info that %s keeps no bot from starting', async (_, fault) => {
  const { spoil, bot, slack, alice, tries } = await starting();
  spoil('bots.info', fault);
  expect(await bot.start()).toMatchObject({ teamId: slack.team.id });
  expect(tries('bots.info')).toBeGreaterThan(0);
  expect((await alice.command('/do')).error).toBeUndefined();
});

describe('an app that was installed without a scope', () => {
  const without = (scope: string): SlackOptions => ({
    manifest: {
      oauth_config: { scopes: { bot: Object.keys(neededScopes).filter((other) => other !== scope) } },
    },
  });

  it.each([...essentialScopes])('%s does not start', async (scope) => {
    const { bot } = await starting(memory(), without(scope));
    const error = await bot.start().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SetupError);
    expect(String(error)).toMatch(`SLACK_BOT_TOKEN lacks ${scope} (without it, `);
    expect(String(error)).toContain('reinstall the app');
  });

  it('commands starts if its token worked here before', async () => {
    const tokens = memory();
    const { bot, slack } = await starting(tokens, without('commands'));
    await tokens.keep(tokenHash(new Secret(slack.botToken)), { id: slack.team.id as TeamId, name: 'Ours' });
    expect(await bot.start()).toMatchObject({ teamId: slack.team.id });
  });

  const lacks =
    ':warning: The Slack app lacks a scope. `users:read`: nobody can be asked or told, because the bot cannot look people up. Ask whoever runs this bot to paste manifest.yml into the app’s settings again and reinstall the app.';

  const upWithout = async (scope: string, feature: Feature) => {
    const { bot, slack } = await unstarted('socket', feature, systemClock, undefined, memory(), {
      users: ['alice', 'bob'].map((name) => ({ id: `U${name.toUpperCase()}`, name })),
      manifest: {
        ...without(scope).manifest,
        features: {
          slash_commands: Object.keys(feature.commands ?? {}).map((each) => ({
            command: each,
            should_escape: true,
          })),
        },
        settings: { interactivity: { is_enabled: true } },
      },
    });
    await bot.start();
    return slack;
  };

  it('whoever does what others should hear of reads once what is missing for that', async () => {
    const slack = await upWithout('users:read', {
      commands: {
        '/share': { ...command, tellsOthers: true, run: async () => ({ say: { text: mrkdwn`shared` } }) },
        '/read': { ...command, run: async () => ({ say: { text: mrkdwn`read` } }) },
      },
    });
    for (const [who, what] of [
      ['UALICE', '/read'],
      ['UALICE', '/share'],
      ['UALICE', '/share'],
      ['UBOB', '/share'],
    ] as const)
      await slack.person(who).command(what);
    const read = (who: string) =>
      slack
        .person(who)
        .ephemerals()
        .map(({ text }) => text);
    expect(read('UALICE')).toEqual(['read', `shared\n${lacks}`, 'shared']);
    expect(read('UBOB')).toEqual([`shared\n${lacks}`]);
  });

  const saying = (words: string) => ({ say: { text: escapeText(words) } });
  const waiting = modalView({ callbackId: 'wait', title: plain`Wait`, blocks: [section(mrkdwn`a moment`)] });

  it.each<[what: string, answer: ModalAnswer, shown: string]>([
    ['closes it', { close: true }, 'Done.'],
    ['closes it with words', { close: true, ...saying('shared') }, 'shared'],
    ['shows words', { meanwhile: waiting, answer: async () => saying('shared') }, 'shared'],
    ['shows another view', { update: waiting }, 'a moment'],
  ])('reads it once in a form, which alone can show it: the answer %s', async (_, answer, shown) => {
    const open = modalView({
      callbackId: 'form',
      title: plain`A form`,
      submit: plain`Share`,
      metadata: 'tell',
      blocks: [input({ label: plain`Name`, blockId: 'name', kind: 'text', optional: true })],
    });
    const slack = await upWithout('users:read', {
      commands: { '/open': { ...command, tellsOthers: true, run: async () => ({ open }) } },
      modals: { form: { tellsOthers: (metadata) => metadata === 'tell', submit: async () => answer } },
    });
    const alice = slack.person('UALICE');
    const sent = async () => {
      await alice.command('/open');
      await slack.until(() => alice.views.length === 1, { what: 'the form' });
      expect((await alice.submit({})).error).toBeUndefined();
    };
    await sent();
    await slack.until(() => JSON.stringify(alice.views).includes('lacks a scope'), { what: 'the scope' });
    const [view] = alice.views;
    expect(JSON.stringify(view?.blocks)).toMatch(new RegExp(`${shown}.*${lacks.slice(10, 60)}`));
    await alice.close();
    await sent();
    await slack.until(() => !JSON.stringify(alice.views).includes('A form'), { what: 'the answer' });
    expect(JSON.stringify(alice.views)).not.toContain('lacks a scope');
  });

  it('users:read starts, and the log and /readyz name it', async () => {
    const { started, lines } = await starting(memory(), without('users:read'));
    const { begun, ask } = await started();
    await begun;
    expect(await ask('/readyz')).toEqual([200, expect.objectContaining({ missingScopes: ['users:read'] })]);
    const told = lines.filter((line) => line.includes('lacks a scope'));
    expect(told.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 'error', scope: 'users:read', lost: neededScopes['users:read'] }),
    ]);
  });
});

describe('once it is up, it is ready', () => {
  const whenUp = async () => {
    const all = await starting();
    const { begun, ask } = await all.started();
    await begun;
    return { ...all, ask };
  };

  it.each<[string, string, object]>([
    ['while Slack’s Web API fails', '503', { do: 'status', status: 503 }],
    [
      'while Slack refuses for a reason that is not the token',
      'access_denied',
      { do: 'error', error: 'access_denied' },
    ],
    ['while a gateway says that all is well', 'incomplete', { do: 'answer', body: { ok: true } }],
    ['while Slack is called too often', '429', { do: 'ratelimited', retryAfterS: 5 }],
  ])('%s, which is a remark', async (_, code, fault) => {
    const { spoil, ask } = await whenUp();
    spoil('auth.test', fault);
    expect(await ask('/readyz')).toEqual([
      200,
      {
        ready: true,
        checks: { database: true, slack: true, socket: true },
        lastSlackRequest: null,
        degraded: { 'auth.test': expect.stringContaining(code) },
      },
    ]);
  });

  it.each(['invalid_auth', 'token_revoked', 'token_expired', 'account_inactive', 'not_authed'])(
    'not after Slack has said %s of the token',
    async (code) => {
      const { spoil, ask } = await whenUp();
      spoil('auth.test', { do: 'error', error: code });
      expect(await ask('/readyz')).toEqual([
        503,
        { ready: false, checks: { database: true, slack: code, socket: true }, lastSlackRequest: null },
      ]);
      expect(await ask('/healthz')).toEqual([200, { ok: true }]);
    },
  );

  it('while Slack takes its time: the probe does not wait for it', async () => {
    const { spoil, ask, tries } = await whenUp();
    const before = tries('auth.test');
    spoil('auth.test', { do: 'hang' });
    expect((await ask('/readyz'))[0]).toBe(200);
    expect((await ask('/readyz'))[0]).toBe(200);
    expect(tries('auth.test')).toBe(before + 1);
  });
});

describe('tokens of two apps', () => {
  /** @param known those that have worked with this database */
  const apart = async (known: readonly ('botToken' | 'appToken')[]) => {
    const tokens = memory();
    const { bot, slack } = await starting(tokens, { appOfSockets: 'AOTHER' });
    for (const name of known)
      await tokens.keep(tokenHash(new Secret(slack[name])), { id: slack.team.id as TeamId, name: 'Ours' });
    return { bot, slack, tokens };
  };

  it.each([[[]], [['botToken']], [['appToken']]] as const)(
    'of which %j have worked here end the start: both apps are named, and nothing is kept',
    async (known) => {
      const { bot, slack, tokens } = await apart(known);
      const error = await bot.start().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SetupError);
      expect(String(error)).toContain('SLACK_APP_TOKEN is of the Slack app AOTHER');
      expect(String(error)).toContain(`SLACK_BOT_TOKEN is of ${slack.appId}`);
      expect(tokens.kept.size).toBe(known.length);
    },
  );

  it('that have both worked here start', async () => {
    const { bot, slack } = await apart(['botToken', 'appToken']);
    expect(await bot.start()).toMatchObject({ teamId: slack.team.id });
  });
});
