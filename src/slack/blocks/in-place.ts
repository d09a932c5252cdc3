/** Replaces a form with its answer, even if the answer takes longer than Slack waits. */
import { type Problem, UserError } from '../../core/problems/problem.ts';
import type { ModalAnswer, ModalView, Plain, Reply } from '../feature.ts';
import { modalView, section } from './builders.ts';
import { escapeText, mrkdwn } from './mrkdwn.ts';
import { plain } from './plain.ts';

/**
 * Shows “Loading…” in place of the form at once, under `title`, then what `run` returns.
 * @param again the form as it was sent, with the problem on top
 */
export const answerInPlace = (
  title: Plain,
  run: () => Promise<Reply>,
  again?: (problem: Problem) => Promise<ModalView>,
): ModalAnswer => ({
  update: modalView({
    callbackId: 'looking',
    title,
    close: plain`Close`,
    blocks: [section(mrkdwn`:hourglass: Loading…`)],
  }),
  after: () => inPlace(run, again),
});

const inPlace = async (
  run: () => Promise<Reply>,
  again: ((problem: Problem) => Promise<ModalView>) | undefined,
): Promise<Reply> => {
  try {
    const reply = await run();
    return reply && 'say' in reply ? { replace: reply.say } : reply;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (again) return { update: await again(error.problem) };
    return { replace: { text: escapeText(error.message) } };
  }
};
