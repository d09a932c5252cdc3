/** What people read who come too late to take something over. Pure. */
import { type Problem, wordProblem } from '../../core/problems/problem.ts';
import { escapeText, mention, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import type { Message } from '../../slack/feature.ts';

export const tooLate = (taken: Extract<Problem, { readonly kind: 'taken-over' }>): Message => ({
  text:
    taken.by === null
      ? escapeText(wordProblem(taken))
      : mrkdwn`${mention(taken.by)} was first and is the producer now. Nothing was changed.`,
});
