/** A bot that does what a test says, in the place of the real one: for what of Slack the real one does not use. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Slack } from '../../playground/slack/slack.ts';

/** What it was sent; only what the tests look at. */
export interface Payload {
  readonly type: string;
  readonly trigger_id?: string;
  readonly actions?: readonly Readonly<Record<string, unknown>>[];
  readonly view?: { readonly id: string; readonly state: { readonly values: unknown } };
}

/** Takes over what the Slack sends to its bot. */
export const startPuppet = async (slack: Slack) => {
  const seen: Payload[] = [];
  let answer: (payload: Payload) => object | Promise<object> = () => ({});
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const payload = JSON.parse(new URLSearchParams(body).get('payload') ?? '{}') as Payload;
    seen.push(payload);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(await answer(payload)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

  const call = async (method: string, given: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${slack.apiUrl}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(given),
    });
    const result = (await response.json()) as Record<string, unknown>;
    if (!result.ok) throw new Error(`${method}: ${JSON.stringify(result)}`);
    return result;
  };
  return {
    call,
    /** What it acknowledges with from now on; by default nothing. */
    answers: (next: typeof answer) => {
      answer = next;
    },
    /** Waits for the newest payload that fits. */
    told: (fits: (payload: Payload) => boolean, what: string): Promise<Payload> =>
      slack.until(() => seen.findLast(fits), { what }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type Puppet = Awaited<ReturnType<typeof startPuppet>>;
