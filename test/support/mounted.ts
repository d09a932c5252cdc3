/** The bot's Slack side alone, with a feature of the test's own, on the playground's Slack. */
import { afterEach } from 'vitest';
import { type SlackOptions, startSlack } from '../../playground/slack/slack.ts';
import { createBotHealth } from '../../src/bot-health.ts';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import { createLog } from '../../src/core/log.ts';
import type { Proxies } from '../../src/core/proxies.ts';
import { Secret } from '../../src/core/secret.ts';
import { neededScopes } from '../../src/slack/api/scopes.ts';
import { createPort } from '../../src/slack/bolt/port.ts';
import { createSlack } from '../../src/slack/bolt/receivers.ts';
import type { KnownTokens } from '../../src/slack/bolt/starting.ts';
import type { Feature } from '../../src/slack/feature.ts';
import { startForwardProxy } from './forward-proxy.ts';
import { isProxied } from './services.ts';

export const transports = ['http', 'socket'] as const;
export type Transport = (typeof transports)[number];

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** What a database knows that nobody has used. */
const noTokens: KnownTokens = { isKnown: async () => false, keep: async () => {}, team: async () => null };

/** Not yet started, with alice in its workspace; stopped after the test. Each line of its log goes to `write`. */
export const unstarted = async (
  transport: Transport,
  feature: Feature,
  clock: Clock = systemClock,
  write?: (line: string) => void,
  tokens: KnownTokens = noTokens,
  slackOptions: SlackOptions = {},
  ownProxies?: Proxies,
) => {
  const proxy = isProxied() && !ownProxies ? await startForwardProxy() : null;
  if (proxy) cleanups.push(proxy.close);
  const proxies = ownProxies ?? (proxy && { http: new Secret(proxy.url), https: null, noProxy: '' });
  const slack = await startSlack({
    ...(proxy && { hostname: 'slack.test' }),
    clock,
    manifest: {
      features: {
        app_home: { home_tab_enabled: true, messages_tab_enabled: true },
        slash_commands: Object.keys(feature.commands ?? {}).map((command) => ({
          command,
          should_escape: true,
        })),
        shortcuts: Object.entries(feature.shortcuts ?? {}).map(([callback_id, { on }]) => ({
          callback_id,
          type: on,
        })),
      },
      oauth_config: { scopes: { bot: Object.keys(neededScopes) } },
      settings: {
        event_subscriptions: { bot_events: ['app_home_opened', 'app_mention', 'message.im'] },
        interactivity: { is_enabled: true },
      },
    },
    users: [{ id: 'UALICE', name: 'alice' }],
    ...slackOptions,
  });
  cleanups.push(() => slack.close());
  const log = write ? createLog('info', { write }) : createLog('silent');
  const secrets = {
    appToken: transport === 'socket' ? new Secret(slack.appToken) : null,
    signingSecret: transport === 'http' ? new Secret(slack.signingSecret) : null,
  };
  const port = createPort({ ...secrets, host: '127.0.0.1', port: 0 }, { clock, log });
  const side = createSlack({
    config: { ...secrets, botToken: new Secret(slack.botToken), apiUrl: slack.apiUrl, proxies },
    features: [feature],
    clock,
    log,
    tokens,
    port,
    hooks: {
      keepReply: async ({ userId }, message) =>
        void (await side.messenger.post(await side.messenger.openConversation(userId), message)),
    },
  });
  const bot = {
    ...side,
    start: async () => {
      const database = { whyUnavailable: async () => null };
      const { degraded } = side;
      port.report(createBotHealth({ database, slack: side, roundAt: () => null, clock, degraded }));
      const number = await port.open(new AbortController().signal);
      return { ...(await side.start()), port: number };
    },
  };
  cleanups.push(() => bot.stop(0));
  return { slack, bot, alice: slack.person('UALICE') };
};

/** The same, started. */
export const mounted = async (...[transport, ...rest]: Parameters<typeof unstarted>) => {
  const { slack, bot, alice } = await unstarted(transport, ...rest);
  const { port } = await bot.start();
  const url = `http://127.0.0.1:${port}/slack/events`;
  if (transport === 'http') slack.deliverTo(url);
  return { slack, bot, url, alice };
};

/** What a form's encoding and a JSON string's each have their own way with. */
export const tricky = 'a+b=c 100% “ü” \\n "q" 😀';

/** The rest of a command whose `run` is what matters. */
export const command = { summary: 'Does what it is told', usage: '[words]' } as const;
