/** A raw call to the playground's Web API, as no client would let one make it. */
import type { Slack } from '../../playground/slack/slack.ts';

export interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly response_metadata?: { readonly messages?: readonly string[]; readonly next_cursor?: string };
  readonly [key: string]: unknown;
}

/** Posts `args` as JSON, or form-encoded as the SDK does it. */
export const callSlack = async (
  slack: Slack,
  method: string,
  args: Readonly<Record<string, unknown>> = {},
  { token = slack.botToken, form = false }: { token?: string; form?: boolean } = {},
): Promise<Answer> => {
  const flat = Object.entries(args).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const response = await fetch(`${slack.apiUrl}${method}`, {
    method: 'POST',
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
    },
    body: form ? new URLSearchParams(Object.fromEntries(flat)).toString() : JSON.stringify(args),
  });
  return response.json() as Promise<Answer>;
};
