/** Replaces a form with its answer, even if the answer takes longer than Slack waits. */
import { once } from 'node:events';
import type { Clock } from '../../core/clock.ts';
import type { Block, ModalAnswer, ModalView, Plain, Reply } from '../feature.ts';
import { modalView, section } from './builders.ts';
import { mrkdwn } from './mrkdwn.ts';
import { plain } from './plain.ts';

/** What stands in place of a form until its answer is there. */
export const waitingView = (title: Plain, blocks: readonly Block[]): ModalView =>
  modalView({ callbackId: 'looking', title, close: plain`Close`, blocks });

/** Shows “Loading…” in place of the form at once, under `title`, then what `run` returns. */
export const answerInPlace = (title: Plain, run: () => Promise<Reply>): ModalAnswer => ({
  meanwhile: waitingView(title, [section(mrkdwn`:hourglass: Loading…`)]),
  answer: run,
});

/** Leaves half of what Slack waits for the ways to and fro, and for a busy machine. */
const soonMs = 1_500;

/** What `work` brings, as `soon` words it for the form; if it takes longer, `waiting` in the form’s place and then what `late` makes of it. */
export const answerSoonOrInPlace = async <T>(
  clock: Clock,
  work: Promise<T>,
  {
    waiting,
    soon,
    late,
  }: {
    readonly waiting: ModalView;
    readonly soon: (done: T) => ModalAnswer;
    readonly late: (done: T) => Promise<Reply>;
  },
): Promise<ModalAnswer> => {
  const early = await Promise.race([
    work.then((done) => ({ done })),
    once(clock.timeout(soonMs), 'abort').then(() => null),
  ]);
  return early === null ? { meanwhile: waiting, answer: async () => late(await work) } : soon(early.done);
};
