/** When the bots of a stage have nothing left to do; and the hands of their clock, moved on to what they wait for. */
import { setTimeout as pause } from 'node:timers/promises';
import type { AtRest } from '../../playground/slack/workspace/until.ts';
import type { Activity } from '../../src/sharing/reconcile/loop.ts';

/** What is due so soon is part of what goes on now: a digest that gathers, a rate limit, a first retry. */
export const digestsAndRetriesMs = 15_000;

/** A turn of the event loop, in which what is ready goes on. */
export const turn = (): Promise<void> => pause(1);

/** What has not come within so many turns takes far longer, and is looked for less often. */
const quickTurns = 200;
const laterMs = 5;

export interface Rest {
  readonly activities: () => readonly Activity[];
  /** Whether Slack still waits for an answer. */
  readonly isAsking: () => boolean;
  readonly now: () => number;
  /** Lets so much time pass for the bots. */
  readonly pass: (ms: number) => Promise<void>;
  readonly soonMs?: number;
}

export const createAtRest =
  ({ activities, isAsking, now, pass, soonMs = digestsAndRetriesMs }: Rest): AtRest =>
  async (enough = () => false) => {
    const isBusy = () => isAsking() || activities().some(({ busy }) => busy);
    for (let turns = 0; ; ) {
      // what was woken or sent just now shows up a turn of the event loop later
      do await (turns++ < quickTurns ? turn() : pause(laterMs));
      while (isBusy());
      await turn();
      if (isBusy()) continue;
      if (enough()) return;
      const due = Math.min(...activities().map(({ dueAt }) => dueAt ?? Number.POSITIVE_INFINITY));
      if (due > now() + soonMs) return;
      await pass(Math.max(1, due - now()));
    }
  };
