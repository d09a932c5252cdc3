/** Words that are quoted: a person's, marked as a quotation, and the words for a problem, which may quote a cloud. */
import { clipText } from '../../core/plain-text.ts';
import { type Problem, wordProblem } from '../../core/problems/problem.ts';
import type { Mrkdwn } from '../feature.ts';
import { type Detail, everything } from './assemble.ts';
import { escapeText, joined, mrkdwn } from './mrkdwn.ts';

/** @param max how many characters of `text` to keep */
export const quote = (text: string, max: number): Mrkdwn =>
  joined(
    clipText(text, max)
      .split('\n')
      .map((line) => mrkdwn`>${escapeText(line)}`),
  );

export const problemText = (problem: Problem, { problems }: Detail = everything): Mrkdwn =>
  escapeText(clipText(wordProblem(problem), problems));
