/** A refusal of the Web API: Slack's error code, and whether only a bug in the bot can cause it. */

export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Slack's code, such as `channel_not_found`. */
  readonly error: string;
  readonly messages: readonly string[];
  /** True for calls that are wrong in any state of the workspace; they are recorded as surprises. */
  readonly bug: boolean;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    error: string,
    bug: boolean,
    messages: readonly string[] = [],
    extra: Record<string, unknown> = {},
  ) {
    super(error);
    this.error = error;
    this.bug = bug;
    this.messages = messages;
    this.extra = extra;
  }
}

/** The call itself is wrong. */
export const badCall = (
  error: string,
  messages: readonly string[] = [],
  extra: Record<string, unknown> = {},
): ApiError => new ApiError(error, true, messages, extra);

/** The call is well formed, but not possible now. */
export const refused = (error: string): ApiError => new ApiError(error, false);

/** Runs `check`, and throws `error` with everything it reported, in Slack's words. */
export const refuseIfReported = (
  error: string,
  check: (report: (message: string, pointer: string) => void) => void,
): void => {
  const messages: string[] = [];
  check((message, pointer) => messages.push(`[ERROR] ${message} [json-pointer:${pointer}]`));
  if (messages.length > 0) throw badCall(error, messages);
};
