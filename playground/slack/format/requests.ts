/** The record of the bot's requests to Slack. */

/** One request to the Web API, or to a response URL (`method` is then `response_url`). */
export interface ApiRequest {
  readonly method: string;
  /** Without the token and the `team_id` that the SDK always adds; `blocks`, `view` and `metadata` as objects. */
  readonly args: Readonly<Record<string, unknown>>;
  /** When it arrived, by the playground's clock. */
  readonly at: number;
  /** How long the answer took; `null` until it is sent. */
  ms: number | null;
  /** `ok`, Slack's error, `http_503`, `dropped`, `hanging`, `late`; `null` until it is sent. */
  answer: string | null;
}
