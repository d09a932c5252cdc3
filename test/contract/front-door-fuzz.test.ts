/**
 * Requests changed at random, signed and not, over raw sockets: whatever comes, the bot answers and goes on working. An exception or
 * a rejection that nothing handles fails the run. FUZZ_REQUESTS says how many, FUZZ_SEED which: a run that fails names its own. More than 10,000 need a longer --testTimeout.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import { command, mounted } from '../support/mounted.ts';
import { mutatedRequest } from '../support/mutated-requests.ts';
import { exchange } from '../support/raw-requests.ts';

const count = Number(process.env.FUZZ_REQUESTS ?? 2_000);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const batch = 100;
/** At a time; many more than a machine has cores. */
const together = 20;

/** What the port may say; 0: it closes. */
const statuses = new Set([0, 200, 400, 401, 404, 408, 413, 417, 431, 503]);

it(`${count} mutated requests, seed ${seed}`, async () => {
  const receipts: string[] = [];
  const press = { run: async () => undefined };
  const { url, alice, slack } = await mounted('http', {
    commands: {
      '/do': {
        ...command,
        run: async (_turn, text) => {
          receipts.push(text);
          return { say: { text: mrkdwn`done` } };
        },
      },
    },
    buttons: { press },
    modals: { form: { submit: async () => ({ close: true }) } },
    options: { colour: { run: async () => [] } },
    shortcuts: { make: { on: 'global', ...press }, use: { on: 'message', ...press } },
    home: { opened: async () => {} },
  });
  const seen = new Map<number, number>();
  let slowestMs = 0;

  const send = async (bytes: Buffer) => {
    const start = performance.now();
    const { status } = await exchange(url, bytes, 100);
    slowestMs = Math.max(slowestMs, performance.now() - start);
    seen.set(status, (seen.get(status) ?? 0) + 1);
    expect(statuses, bytes.toString('latin1')).toContain(status);
  };

  const requests = fc.array(mutatedRequest(slack.signingSecret), { minLength: batch, maxLength: batch });
  const worksAfter = fc.asyncProperty(requests, async (all) => {
    const left = [...all];
    const sender = async () => {
      for (let next = left.pop(); next; next = left.pop()) await send(next);
    };
    await Promise.all(Array.from({ length: together }, sender));
    expect((await exchange(url, 'GET /readyz HTTP/1.1\r\nhost: bot\r\n\r\n')).status).toBe(200);
    expect((await alice.command('/do', 'a real one')).error).toBeUndefined();
    const done = receipts.splice(0);
    expect(done).toContain('a real one');
    expect(done).not.toContain('forged');
  });
  await fc.assert(worksAfter, { seed, numRuns: Math.ceil(count / batch), endOnFailure: true });
  const answers = [...seen]
    .sort(([one], [other]) => one - other)
    .map(([status, times]) => `${status}: ${times}`);
  console.info(
    `${count} requests, seed ${seed}: ${answers.join(', ')}; the slowest took ${Math.round(slowestMs)} ms`,
  );
});
