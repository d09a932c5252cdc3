/**
 * A process of its own that plays Slack's side at a steady rate, whether or not what it sent before was acknowledged: signs each
 * request as it is due and measures its acknowledgement from the time it was due. Told what to do, and tells what it saw, over IPC.
 */
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

export interface Stream {
  /** Of `/slack/events`. */
  readonly url: string;
  readonly signingSecret: string;
  /** Form-encoded, in order. */
  readonly bodies: readonly string[];
  readonly perSecond: number;
}

export interface Received {
  readonly acksMs: readonly number[];
  /** What was not acknowledged with a 200. */
  readonly failures: readonly string[];
}

const send = async (pool: Pool, signingSecret: string, body: string): Promise<number> => {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
  const answer = await pool.request({ path: '/slack/events', method: 'POST', headers, body });
  await answer.body.dump();
  return answer.statusCode;
};

const run = async ({ url, signingSecret, bodies, perSecond }: Stream): Promise<Received> => {
  const pool = new Pool(new URL(url).origin, { connections: 64 });
  const acksMs: number[] = [];
  const failures: string[] = [];
  const started = performance.now();
  const one = async (body: string, dueAt: number) => {
    try {
      const status = await send(pool, signingSecret, body);
      acksMs.push(performance.now() - dueAt);
      if (status !== 200) failures.push(String(status));
    } catch (error) {
      failures.push(String(error));
    }
  };
  const sent: Promise<void>[] = [];
  for (const [n, body] of bodies.entries()) {
    const dueAt = started + (n * 1_000) / perSecond;
    if (dueAt > performance.now()) await sleep(dueAt - performance.now());
    // the timer of this process is no fault of the bot's
    sent.push(one(body, Math.max(dueAt, performance.now())));
  }
  await Promise.all(sent);
  await pool.close();
  return { acksMs, failures };
};

process.on('message', async (stream: Stream) => process.send?.(await run(stream)));
