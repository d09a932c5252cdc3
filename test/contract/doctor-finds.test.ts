/** What the doctor finds: a set-up broken in one place, and the line that says so. No line shows a secret. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { listenHere } from '../../playground/listen.ts';
import { startSlack } from '../../playground/slack/slack.ts';
import type { Environment } from '../../src/config.ts';
import { createClock } from '../../src/core/clock.ts';
import { newKeys } from '../support/bot-process.ts';
import { createPatient, type Patient } from '../support/doctors-patient.ts';
import { startForwardProxy } from '../support/forward-proxy.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

type Break = (patient: Patient) => Promise<Partial<Environment> | undefined> | Partial<Environment>;
/** The check, its level, and what it says. */
type Found = readonly [check: string, level: 'warning' | 'failure', says: string | RegExp];

const found = async (broken: Break, options = {}) => {
  const patient = await createPatient(options);
  cleanups.push(patient.close);
  const env: Environment = { ...patient.env, ...(await broken(patient)) };
  const { ills, leaks, code } = await patient.examine(env);
  expect(leaks).toEqual([]);
  expect(code).toBe(ills.some(({ level }) => level === 'failure') ? 1 : 0);
  return ills.map(({ check, level, says }) => [check, level, says]);
};
const expected = ([check, level, says]: Found) => [
  check,
  level,
  typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says),
];

const afterABot = async (patient: Patient) => {
  const bot = await patient.startBot();
  await patient.link('alice');
  await bot.terminate();
};
const anotherSlack = async (options: Parameters<typeof startSlack>[0]) => {
  const slack = await startSlack(options);
  cleanups.push(slack.close);
  return { SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken };
};
const listening = async (answer: Parameters<typeof createServer>[1]) => {
  const server = createServer(answer);
  const address = await listenHere(server, 0);
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  return address;
};
const nobodyListens = async () => {
  const server = createServer();
  const address = await listenHere(server, 0);
  await new Promise((resolve) => server.close(resolve));
  return address;
};

describe('settings', () => {
  test.each<[string, Break, Found]>([
    ['missing', () => ({ SLACK_BOT_TOKEN: '' }), ['settings', 'failure', 'SLACK_BOT_TOKEN is missing']],
    ['retired', () => ({ LOOK_EVERY: '1m' }), ['settings', 'failure', 'LOOK_EVERY is called SYNC_INTERVAL']],
    ['misspelled', () => ({ QUIET_HOUR: 'never' }), ['settings', 'warning', 'QUIET_HOUR is not read']],
    [
      'without encryption',
      () => ({ SLACK_API_URL: 'http://slack.invalid/api/' }),
      ['settings', 'warning', 'SLACK_API_URL is http'],
    ],
    [
      'in a file that is not there',
      () => ({ ENCRYPTION_KEYS: undefined, ENCRYPTION_KEYS_FILE: '/nowhere/keys' }),
      ['settings', 'failure', 'ENCRYPTION_KEYS_FILE: /nowhere/keys is not there'],
    ],
    ['no key', () => ({ ENCRYPTION_KEYS: 'k1:abc' }), ['settings', 'failure', 'is not 32 bytes']],
    [
      'a port that is taken',
      async () => ({ PORT: (await listening((_, answer) => void answer.end('hello'))).split(':')[1] }),
      ['port', 'failure', /^port \d+ is taken by another process$/],
    ],
    [
      'clouds that the file does not have',
      () => ({ CLOUDS: 'acme' }),
      ['clouds.yaml', 'failure', 'has no entry acme'],
    ],
  ])('%s', async (_, broken, line) => {
    expect(await found(broken)).toContainEqual(expected(line));
  });
});

describe('the database', () => {
  test.each<[string, Break, Found]>([
    [
      'a folder',
      ({ folder }) => ({ DATABASE_URL: `sqlite:${folder}` }),
      ['database', 'failure', 'which is a folder'],
    ],
    [
      'a file of something else',
      async ({ folder }) => {
        await writeFile(
          join(folder, 'notes.db'),
          'no database at all, however long this text may be '.repeat(20),
        );
        return { DATABASE_URL: `sqlite:${folder}/notes.db` };
      },
      ['database', 'failure', 'which is a file but no SQLite database'],
    ],
    ['an unknown kind', () => ({ DATABASE_URL: 'mysql://a/b' }), ['settings', 'failure', 'mysql:']],
    [
      'a server that is not there',
      () => ({ DATABASE_URL: 'postgres://bot:hunter2hunter2@127.0.0.1:1/image_share' }),
      ['database', 'failure', /cannot be used: .*ECONNREFUSED/],
    ],
    [
      'read by others',
      async (patient) => {
        await afterABot(patient);
        await chmod(join(patient.folder, 'bot.db'), 0o644);
        return undefined;
      },
      ['database rights', 'warning', 'other users of this machine'],
    ],
    [
      'sealed with another key',
      async (patient) => {
        await afterABot(patient);
        return { ENCRYPTION_KEYS: newKeys() };
      },
      ['sealed records', 'failure', /^2 of 2 sealed records do not open: .* there is no key k1\.[0-9a-f]{8}/],
    ],
    [
      'of another team',
      async (patient) => {
        await afterABot(patient);
        return anotherSlack({});
      },
      ['slack token', 'failure', /is of the team .*, but everything in this database is of the team/],
    ],
  ])('%s', async (_, broken, line) => {
    expect(await found(broken)).toContainEqual(expected(line));
  });
});

describe('Slack', () => {
  test.each<[string, Break, Found]>([
    [
      'a token that is refused',
      () => ({ SLACK_BOT_TOKEN: 'xoxb-0123456789abcdef' }),
      ['slack token', 'failure', 'invalid_auth'],
    ],
    [
      'an app token that is refused',
      () => ({ SLACK_APP_TOKEN: 'xapp-1-0123456789' }),
      ['slack socket', 'failure', 'invalid_auth'],
    ],
    [
      'nobody answers',
      async () => ({ SLACK_API_URL: `http://${await nobodyListens()}/api/` }),
      ['slack token', 'failure', /^127\.0\.0\.1:\d+ does not answer \(ECONNREFUSED\)$/],
    ],
    [
      'no scope for commands',
      () => anotherSlack({ manifest: { oauth_config: { scopes: { bot: ['chat:write'] } } } }),
      ['slack app', 'failure', 'lacks the scope commands: no command works'],
    ],
    [
      'a scope of lesser use missing',
      () => anotherSlack({ manifest: { oauth_config: { scopes: { bot: ['commands', 'chat:write'] } } } }),
      ['slack app', 'warning', 'lacks the scope users:read'],
    ],
    [
      'tokens of two apps',
      () => anotherSlack({ appOfSockets: 'AOTHER' }),
      ['slack socket', 'failure', 'SLACK_APP_TOKEN is of the Slack app AOTHER'],
    ],
    [
      'an older manifest',
      async () => {
        const text = await readFile('manifest.yml', 'utf8');
        const older = text
          .replace('      - user_change\n', '')
          .replace(/ +- command: \/image-help[\s\S]*?true\n/, '');
        const slack = await startSlack({ manifest: parse(older) });
        cleanups.push(slack.close);
        const { apiUrl, botToken, appToken, configToken } = slack;
        return {
          ...{ SLACK_API_URL: apiUrl, SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken },
          SLACK_CONFIG_TOKEN: configToken,
        };
      },
      ['slack app', 'warning', 'settings.event_subscriptions.bot_events lacks user_change'],
    ],
    [
      'a configuration token that has ended',
      () => ({ SLACK_CONFIG_TOKEN: 'xoxe.xoxp-0123456789abcdef' }),
      ['slack app', 'warning', 'Slack does not show the app’s settings (invalid_auth)'],
    ],
    [
      'another time',
      () => anotherSlack({ clock: createClock(() => Date.now() + 60_000) }),
      ['slack clock', 'warning', /is (59|60) s ahead of this machine's/],
    ],
    [
      'no room for another socket',
      ({ slack }) => {
        slack.sockets.limit(0);
        return {};
      },
      ['slack socket', 'warning', 'too_many_websockets'],
    ],
  ])('%s', async (_, broken, line) => {
    expect(await found(broken)).toContainEqual(expected(line));
  });
});

/** Changes clouds.yaml. */
const clouds =
  (change: (text: string) => string): Break =>
  async ({ writeClouds }) => {
    await writeClouds(change);
    return undefined;
  };

describe('clouds', () => {
  test.each<[string, Break, Found]>([
    [
      'no file',
      () => ({ OS_CLIENT_CONFIG_FILE: '/nowhere/clouds.yaml' }),
      ['clouds.yaml', 'failure', 'no clouds.yaml'],
    ],
    [
      'an entry that cannot be used',
      clouds((text) => `${text}\n  acme:\n    auth: {}\n`),
      ['clouds.yaml', 'warning', 'the entry acme cannot be used: auth.auth_url is missing'],
    ],
    [
      'an authority that nobody named',
      clouds((text) => text.replace(/.*cacert.*\n/, '')),
      ['cloud playground', 'failure', 'the bot does not know who signed its certificate'],
    ],
    [
      'not verified',
      clouds((text) => text.replace('cacert: ca.pem', 'verify: false')),
      ['clouds.yaml', 'warning', 'verify: false'],
    ],
    [
      'a host that is not there',
      clouds((text) => text.replace(/https:[^/]*\/\/[^/]*/, 'https://keystone.invalid')),
      ['cloud playground', 'failure', 'the name of its server is not known'],
    ],
    [
      'nobody listens',
      clouds((text) => text.replace(/https:[^/]*\/\/[^/]*/, 'https://127.0.0.1:1')),
      ['cloud playground', 'failure', 'its server refuses connections (ECONNREFUSED)'],
    ],
    [
      'something else than a Keystone',
      async ({ writeClouds }) => {
        const address = await listening((_, answer) => void answer.writeHead(404).end('<h1>Not here</h1>'));
        await writeClouds((text) => text.replace(/https:[^/]*\/\/[^/]*/, `http://${address}`));
        return undefined;
      },
      ['cloud playground', 'failure', 'no identity service answers at'],
    ],
    [
      'a redirect, as from http to https',
      async ({ writeClouds }) => {
        const address = await listening((_, answer) => void answer.writeHead(301).end());
        await writeClouds((text) => text.replace(/https:[^/]*\/\/[^/]*/, `http://${address}`));
        return undefined;
      },
      ['cloud playground', 'failure', 'answered with a redirect (301), which the bot does not follow'],
    ],
    [
      'a proxy that refuses',
      async ({ writeClouds }) => {
        const proxy = await startForwardProxy(() => 403);
        cleanups.push(proxy.close);
        await writeClouds((text) => text.replace(/https:[^/]*\/\/[^/]*/, 'https://keystone.invalid:5000'));
        return { HTTPS_PROXY: proxy.url };
      },
      ['cloud playground', 'failure', /through the proxy: the proxy does not let the bot connect to it/],
    ],
    [
      'a region that the catalog lacks',
      async (patient) => {
        await afterABot(patient);
        await patient.writeClouds((text) => text.replace('IAD', 'IAD, XYZ'));
        return undefined;
      },
      ['account on playground', 'warning', 'no image service in the region XYZ'],
    ],
    [
      'an image service that is away',
      async (patient) => {
        await afterABot(patient);
        const isGlance = ({ region, service }: { region: string | null; service: string }) =>
          service === 'glance' && region === 'DFW';
        patient.cloud.faults.add({ match: isGlance, times: 9, do: 'status', status: 503 });
        return undefined;
      },
      ['account on playground', 'failure', /^the image service of DFW at .* 503/],
    ],
    [
      'an account that is refused',
      async (patient) => {
        await afterABot(patient);
        patient.cloud.revokeApplicationCredential(patient.demo.people.alice.bot.id);
        return undefined;
      },
      ['account on playground', 'warning', /^the account .* is refused/],
    ],
  ])('%s', async (_, broken, line) => {
    expect(await found(broken)).toContainEqual(expected(line));
  });

  test('a certificate that ends within three weeks, and the file of the authority that does', async () => {
    expect(await found(() => ({}), { days: 20 })).toEqual([
      [
        'cloud playground',
        'warning',
        expect.stringMatching(/^cacert of playground \(.*\) expires on \d{4}-/),
      ],
      [
        'cloud playground',
        'warning',
        expect.stringMatching(/^the certificate of 127\.0\.0\.1:\d+ \(.*\) expires on \d{4}-/),
      ],
    ]);
  });
});

test('several at once are each said', async () => {
  const lines = await found(async ({ folder }) => {
    await mkdir(join(folder, 'data'));
    return { SLACK_BOT_TOKEN: 'xoxb-0123456789abcdef', CLOUDS: 'acme', LOOK_EVERY: '1m' };
  });
  expect(lines.map(([check]) => check)).toEqual(['settings', 'slack token', 'clouds.yaml']);
});
