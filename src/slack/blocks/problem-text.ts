/** A problem in a message: its words, with times in the reader's own time zone. */
import { clipText } from '../../core/plain-text.ts';
import { type Problem, wordProblem } from '../../core/problems/problem.ts';
import type { Mrkdwn } from '../feature.ts';
import { type Detail, everything } from './assemble.ts';
import { escapeText, mrkdwn, time } from './mrkdwn.ts';

/** The words of {@link wordProblem}, escaped. */
export const problemText = (problem: Problem, { problems }: Detail = everything): Mrkdwn =>
  problem.kind === 'cloud-busy' && problem.until !== null
    ? mrkdwn`${escapeText(clipText(problem.cloud, problems))} limits how often the bot may call it. The bot tries again ${time(problem.until)}.`
    : escapeText(clipText(wordProblem(problem), problems));
