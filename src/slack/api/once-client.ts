/** A client of Slack's Web API whose every call is one request. */
import { webApi } from '@slack/bolt';
import { type Observer, unobserved } from '../../core/observer.ts';
import { readAnswer } from './answers.ts';
import { incompleteAnswer, toCallError } from './call-error.ts';
import { slackFetch } from './fetch.ts';

export interface ClientOptions {
  readonly token: string;
  readonly slackApiUrl?: string | undefined;
  /** For one request; shorter than the loop's lease. */
  readonly timeoutMs: number;
  readonly logger: webApi.Logger;
  /** How requests leave. */
  readonly send?: typeof fetch | undefined;
  readonly observer?: Observer;
  /** Told the time by Slack's clock with each of its answers. */
  readonly onTime?: (now: number) => void;
}

/** Every method of the client ends here, and returns what {@link readAnswer} reads. */
class ObservedClient extends webApi.WebClient {
  readonly #observer: Observer;

  constructor(token: string, options: webApi.WebClientOptions, observer: Observer) {
    super(token, options);
    this.#observer = observer;
  }

  override async apiCall(
    method: string,
    options?: Record<string, unknown>,
  ): Promise<webApi.WebAPICallResult> {
    try {
      const answer = await super.apiCall(method, options);
      const read = readAnswer(method, answer);
      if (read === null) throw incompleteAnswer(method);
      this.#observer.slackAnswered(method, 'done');
      const { scopes } = { ...answer.response_metadata };
      return { ...read, ok: true, response_metadata: { ...(scopes && { scopes }) } };
    } catch (error) {
      this.#observer.slackAnswered(method, toCallError(method, error).verdict);
      throw error;
    }
  }
}

/** A client that never retries, and reports a rate limit at once. Never give it `headers`: WebClient writes the token into them. */
export const onceClient = ({
  token,
  slackApiUrl,
  timeoutMs,
  logger,
  send,
  observer = unobserved,
  onTime,
}: ClientOptions): webApi.WebClient =>
  new ObservedClient(
    token,
    {
      ...(slackApiUrl !== undefined && { slackApiUrl }),
      logger,
      fetch: slackFetch(send, onTime),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: timeoutMs,
    },
    observer,
  );
