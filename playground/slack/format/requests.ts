/** The record of what the bot asked of Slack. */

/** One request to the Web API, or to a response URL (`method` is then `response_url`). */
export interface ApiRequest {
  readonly method: string;
  /** Without the token, and without the `team_id` that the SDK adds to all; `blocks`, `view` and `metadata` as objects. */
  readonly args: Readonly<Record<string, unknown>>;
  /** When it came, by the clock. */
  readonly at: number;
  /** How long the answer took; `null` while there is none. */
  ms: number | null;
  /** `ok`, Slack's error, `http_503`, `dropped`, `hanging`, `late`; `null` while there is none. */
  answer: string | null;
}
