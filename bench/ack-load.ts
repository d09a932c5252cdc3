/**
 * A process of its own that plays Slack's side of slash commands: signs them beforehand, then keeps so many connections busy and
 * measures each acknowledgement. Told what to do, and tells what it saw, over IPC.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { Pool } from 'undici';

export interface Load {
  /** Of `/slack/events`. */
  readonly url: string;
  readonly signingSecret: string;
  readonly teamId: string;
  readonly people: readonly string[];
  readonly command: string;
  /** Any `<image>` in it is another image each time. */
  readonly text: string;
  /** What an acknowledgement has to say. */
  readonly expected: string;
  readonly connections: number;
  /** How many commands. */
  readonly commands: number;
}

export interface Measured {
  readonly perSecond: number;
  readonly acksMs: readonly number[];
}

interface Signed {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const signed = ({ signingSecret, teamId, people, command, text }: Load, n: number): Signed => {
  const id = randomUUID();
  const body = new URLSearchParams({
    token: 'verification-token',
    team_id: teamId,
    team_domain: 'playground',
    channel_id: 'C0GENERAL',
    channel_name: 'general',
    user_id: people[n % people.length] ?? '',
    user_name: 'somebody',
    command,
    text: text.replace('<image>', id),
    api_app_id: 'A0IMAGESHARE',
    is_enterprise_install: 'false',
    response_url: `https://hooks.slack.com/commands/T1/${id}`,
    trigger_id: `${n}.${id}`,
  }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    headers: {
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  };
};

const send = (pool: Pool, { headers, body }: Signed): Promise<string> =>
  new Promise((resolve, reject) => {
    let status = 0;
    let answer = '';
    pool.dispatch(
      { path: '/slack/events', method: 'POST', headers, body },
      {
        onRequestStart: () => {},
        onResponseStart: (_, code) => {
          status = code;
        },
        onResponseData: (_, chunk) => {
          answer += chunk.toString();
        },
        onResponseEnd: () => resolve(`${status} ${answer}`),
        onResponseError: (_, error) => reject(error),
      },
    );
  });

/** Kept from round to round, with its connections. */
const pools = new Map<string, Pool>();
const poolTo = (origin: string, connections: number): Pool => {
  const pool = pools.get(origin) ?? new Pool(origin, { connections });
  pools.set(origin, pool);
  return pool;
};

const run = async (load: Load): Promise<Measured> => {
  const pool = poolTo(new URL(load.url).origin, load.connections);
  const commands = Array.from({ length: load.commands }, (_, n) => signed(load, n));
  const acksMs: number[] = [];
  const connection = async () => {
    for (let command = commands.pop(); command !== undefined; command = commands.pop()) {
      const sentAt = performance.now();
      const answer = await send(pool, command);
      acksMs.push(performance.now() - sentAt);
      if (!answer.startsWith('200 ') || !answer.includes(load.expected))
        throw new Error(`${load.command} was answered ${answer.slice(0, 300)}`);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: load.connections }, connection));
  const perSecond = load.commands / ((performance.now() - started) / 1_000);
  return { perSecond, acksMs };
};

process.on('message', async (load: Load) => process.send?.(await run(load)));
