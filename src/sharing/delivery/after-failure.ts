/** What a failed call to Slack leaves behind: what is tried next and when, and what waits until then. Pure. */
import { backoffMs } from '../../core/back-off.ts';
import { dayMs, hourMs } from '../../core/durations.ts';
import { isChannel } from '../../core/ids.ts';
import type { Card, CardPatch } from '../../model/card.ts';
import type { SlackCallError } from '../../slack/api/call-error.ts';
import { type CardStep, postSettlesMs } from '../rules/plan-card.ts';
import { tellAfterMs } from '../rules/refused-card.ts';
import { probeMs } from './slack-health.ts';

/** How often a card is tried before the person's other messages may pass it. */
export const maxFirst = 3;
/** A card whose message nobody may change is posted again this often at most. */
const replaceEveryMs = 60_000;

const retry = { firstMs: 1_000, maxMs: 5 * 60_000 };
const retryAfterADay = { firstMs: hourMs, maxMs: hourMs };

export type Failure = Pick<SlackCallError, 'verdict' | 'code' | 'unsure' | 'retryAfterMs'>;

export interface Aftermath {
  readonly patch: CardPatch;
  readonly dueAt: number | null;
  /** What else waits, and for how long. `too-many`: Slack decides whether that is one conversation or all. */
  readonly waits?: { readonly what: 'method' | 'conversation' | 'too-many'; readonly forMs: number };
  /** The card is given up, because of the person or the place. */
  readonly gaveUp?: string;
}

/** The next try; one is made when it is time to tell people. */
const waitMs = (attempts: number, since: number, now: number): number => {
  if (now - since >= dayMs) return backoffMs(1, retryAfterADay, Math.random());
  const forMs = backoffMs(attempts, retry, Math.random());
  const toTellMs = since + tellAfterMs - now;
  return toTellMs > 0 ? Math.min(forMs, toTellMs) : forMs;
};

/**
 * @param alone whether it is this card that fails, and not Slack as a whole: while Slack is away, people's messages stay in order
 */
export const afterCardFailure = (
  card: Card,
  step: CardStep,
  failure: Failure,
  now: number,
  alone = true,
): Aftermath => {
  const { verdict, code, unsure, retryAfterMs } = failure;
  const attempts = card.attempts + 1;
  const since = card.refusedSince ?? now;
  const refused: CardPatch = { attempts, refusedWith: code, refusedSince: since };
  // nothing was posted, so there is nothing to look for
  const unposted: CardPatch =
    step.do === 'post' && !unsure ? { postingSince: null, searchFrom: null, searchedTo: null } : {};
  const keepsPlace = card.ts === null && card.kind !== 'home' && !(attempts >= maxFirst && alone);
  /** A card that was posted, and one that has been tried often enough, keeps nobody waiting. */
  const later = (patch: CardPatch = {}): Aftermath => {
    const settlesMs = step.do === 'post' && unsure ? (card.postingSince ?? now) + postSettlesMs - now : 0;
    const forMs = Math.max(settlesMs, waitMs(attempts, since, now));
    const left = { ...refused, ...unposted, ...patch };
    return keepsPlace
      ? { patch: left, dueAt: card.dueAt, waits: { what: 'conversation', forMs } }
      : { patch: left, dueAt: now + forMs };
  };

  if (verdict === 'ratelimited')
    return {
      patch: unposted,
      dueAt: card.dueAt,
      waits: { what: 'too-many', forMs: retryAfterMs || 1_000 },
    };
  if (step.do === 'delete') return verdict === 'wait' && attempts < maxFirst ? later() : forgetFormer(now);
  switch (verdict) {
    case 'operator':
      return {
        patch: { ...refused, ...unposted },
        dueAt: keepsPlace ? card.dueAt : now,
        waits: { what: 'method', forMs: probeMs },
      };
    case 'person':
      return { patch: { ...refused, ...unposted }, dueAt: null, gaveUp: code };
    case 'place':
      if (isChannel(card.recipientId))
        return { patch: { ...refused, ...unposted }, dueAt: null, gaveUp: code };
      return later(step.do === 'open-conversation' || card.kind === 'home' ? {} : { channel: null });
    case 'message':
      return step.do === 'update' ? replaced(card, step.ts, code, now) : later();
    default:
      return later();
  }
};

/** Whether Slack lets the old message be deleted or not: it is out of date, and a click on it says so. */
const forgetFormer = (now: number): Aftermath => ({
  patch: { formerTs: null, attempts: 0, refusedWith: null, refusedSince: null },
  dueAt: now,
});

/** A new message takes the place of the one that cannot be changed. */
const replaced = (card: Card, ts: string, code: string, now: number): Aftermath => {
  const nextAt = (card.postedAt ?? 0) + replaceEveryMs;
  if (now < nextAt) return { patch: {}, dueAt: nextAt };
  return {
    patch: {
      ts: null,
      shownHash: null,
      postingSince: null,
      post: card.post + 1,
      formerTs: code === 'message_not_found' ? null : ts,
      attempts: 0,
    },
    dueAt: now,
  };
};
