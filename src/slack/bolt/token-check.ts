/** Whether Slack still accepts the bot token, for `/readyz`. Only Slack's word about the token counts: that Slack cannot be reached is a remark. */
import type { webApi } from '@slack/bolt';
import { toCallError } from '../api/call-error.ts';
import { isAboutToken } from '../api/verdicts.ts';
import { withinTime } from './health.ts';

/** How long an answer is good for, so that probes do not cause load. */
const standsMs = 5_000;
const method = 'auth.test';

export interface TokenCheck {
  /** Slack's code, once it has refused the token and not accepted it since; asks, but waits no longer than a probe does. */
  refusal(): Promise<string | null>;
  /** Why the last question got no answer about the token, by method; empty if it got one. */
  degraded(): Readonly<Record<string, string>>;
}

/** @param client of a token that has worked in this process */
export const createTokenCheck = (client: webApi.WebClient): TokenCheck => {
  let refusal: string | null = null;
  let unanswered: string | null = null;
  let asked: { readonly at: number; readonly answered: Promise<void> } | undefined;

  const ask = async () => {
    try {
      await client.auth.test();
      [refusal, unanswered] = [null, null];
    } catch (error) {
      const { code } = toCallError(method, error);
      if (isAboutToken(code)) [refusal, unanswered] = [code, null];
      else unanswered = code;
    }
  };
  return {
    refusal: async () => {
      if (!asked || performance.now() - asked.at > standsMs)
        asked = { at: performance.now(), answered: ask() };
      await withinTime(asked.answered, undefined);
      return refusal;
    },
    degraded: () => (unanswered === null ? {} : { [method]: unanswered }),
  };
};
