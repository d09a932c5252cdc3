/** What is wrong with a form: on top of it, or in a message once the form is closed. */
import type { Problem } from '../../core/problems/problem.ts';
import type { Block, Message, Mrkdwn } from '../feature.ts';
import { section } from './builders.ts';
import { joined, mrkdwn } from './mrkdwn.ts';
import { problemText } from './problem-text.ts';

/** How many problems a section holds, at their longest. */
const perSection = 8;

const blockId = 'problem';

/** What was read in another way than it was typed, and is as good as done. */
const isRemark = (problem: Problem): boolean =>
  problem.kind === 'image-name-read' ||
  (problem.kind === 'no-tenant-but-people' && problem.projects.length === 1);

const line = (problem: Problem): Mrkdwn =>
  isRemark(problem)
    ? mrkdwn`:information_source: ${problemText(problem)}`
    : mrkdwn`:warning: ${problemText(problem)}`;

const lines = (problems: readonly Problem[]): Mrkdwn => joined(problems.map(line));

export const problemBlocks = (problems: readonly Problem[]): readonly Block[] =>
  Array.from({ length: Math.ceil(problems.length / perSection) }, (_, at) => ({
    ...section(lines(problems.slice(at * perSection, (at + 1) * perSection))),
    block_id: `${blockId}:${at}`,
  }));

/** Whether {@link problemBlocks} made the block. */
export const isProblemBlock = ({ block_id }: Pick<Block, 'block_id'>): boolean =>
  block_id?.split(':')[0] === blockId;

/** @param given what gives back the form that is closed */
export const problemMessage = (problems: readonly Problem[], given?: Message): Message =>
  given
    ? {
        text: joined([lines(problems), given.text]),
        blocks: [...problemBlocks(problems), ...(given.blocks ?? [section(given.text)])],
      }
    : { text: lines(problems) };
