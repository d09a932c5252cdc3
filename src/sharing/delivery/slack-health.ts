/**
 * What Slack lets the bot do at all, as its latest answers show. Kept in memory: after a restart everything is tried once.
 * A method that waits for the operator is tried by one card every few minutes, and named in `/readyz` and the log.
 */
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { SlackMethod } from '../../model/card.ts';
import type { SlackCallError } from '../../slack/api/call-error.ts';
import { methodRates } from './slack-rate.ts';

/** How often one card finds out whether the operator has changed something. */
export const probeMs = 5 * 60_000;

export interface SlackHealth {
  /** Slack itself answered, whatever it said. */
  answered(): void;
  /** The method did what it was called for. Returns whether it waited for the operator until now. */
  worked(method: SlackMethod): boolean;
  isBlocked(method: SlackMethod): boolean;
  /** A call for the card got no answer of Slack's own. Returns whether Slack has answered anything since the card's last such call. */
  unanswered(cardId: string): boolean;
  /** Only the operator can change what Slack refuses here. Returns since when, ms UTC. */
  blocked(method: SlackMethod, refusal: Pick<SlackCallError, 'code' | 'needed'>): number;
  /** The app or its token is gone: every method waits for the operator. */
  revoked(code: string): void;
  /** The methods that wait for the operator, and Slack's code, with the scopes that are missing. */
  degraded(): Readonly<Record<string, string>>;
}

/** More cards than fail at a time; what is forgotten is tried once more. */
const maxCards = 1_000;

export const createSlackHealth = (clock: Pick<Clock, 'now'>, log: Log): SlackHealth => {
  const blocks = new Map<SlackMethod, { readonly words: string; readonly since: number }>();
  const unanswered = new Map<string, number>();
  let answers = 0;
  const blocked: SlackHealth['blocked'] = (method, { code, needed }) => {
    const words = needed === null ? code : `${code}: ${needed}`;
    const known = blocks.get(method);
    const since = known?.since ?? clock.now();
    if (known?.words !== words) {
      blocks.set(method, { words, since });
      log.error(
        { method, code, ...(needed !== null && { needed }) },
        'slack refuses the method until the app or its token is changed; it is tried every 5 minutes',
      );
    }
    return since;
  };
  return {
    answered: () => {
      answers += 1;
    },
    worked: (method) => {
      const wasBlocked = blocks.delete(method);
      if (wasBlocked) log.info({ method }, 'slack accepts the method again');
      return wasBlocked;
    },
    isBlocked: (method) => blocks.has(method),
    unanswered: (cardId) => {
      const before = unanswered.get(cardId);
      unanswered.delete(cardId);
      unanswered.set(cardId, answers);
      const [oldest] = unanswered.keys();
      if (unanswered.size > maxCards && oldest !== undefined) unanswered.delete(oldest);
      return before !== undefined && before < answers;
    },
    blocked,
    revoked: (code) => {
      for (const method of methodRates.keys()) blocked(method, { code, needed: null });
    },
    degraded: () => Object.fromEntries([...blocks].map(([method, { words }]) => [method, words])),
  };
};
