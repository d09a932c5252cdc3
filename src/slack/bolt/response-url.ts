/** Posts to a `response_url`: whoever stands between the bot and Slack may answer with a success, and the person would read nothing. */
import type { webApi } from '@slack/bolt';

/** Slack says `ok`, or an object with it. */
const maxBytes = 4_096;

type Answer = Awaited<ReturnType<webApi.FetchFunction>>;

const beginningOf = async (answer: Answer): Promise<string> => {
  const { body } = answer as Response;
  const chunks: Uint8Array[] = [];
  let left = maxBytes;
  // leaving the loop ends the answer
  for await (const chunk of body ?? []) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) break;
  }
  return Buffer.concat(chunks).toString().trim();
};

/** Whether Slack can have said this: no page, and no object that says anything but `"ok": true`. */
export const isTaken = (text: string): boolean => {
  if (!/^[<{[]/.test(text)) return true;
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === 'object' && said !== null && 'ok' in said && said.ok === true;
  } catch {
    return false;
  }
};

/**
 * Where Slack did not take what was posted, the answer is a failure, whatever status it has.
 * @param slackApiUrl where the Web API begins, whose own answers are read elsewhere
 */
export const strictResponseUrls =
  (toSlack: webApi.FetchFunction, slackApiUrl = 'https://slack.com/api/'): webApi.FetchFunction =>
  async (url, init) => {
    if (String(url).startsWith(slackApiUrl)) return toSlack(url, init);
    const response = await toSlack(url, { redirect: 'error', ...init });
    if (!response.ok || isTaken(await beginningOf(response))) return response;
    return new Response(null, { status: 502, statusText: 'not taken' });
  };
