/**
 * What can go wrong for a person, as plain data: it is stored on rows and shown on cards.
 * The words for each kind are beside the list of its area and nowhere else.
 */
import { type AccountProblem, accountWords } from './account-problems.ts';
import { type CloudProblem, cloudWords } from './cloud-problems.ts';
import { type SharingProblem, sharingWords } from './sharing-problems.ts';
import { type SlackProblem, slackWords } from './slack-problems.ts';
import { type TypedProblem, typedWords } from './typed-problems.ts';

export type Problem = TypedProblem | AccountProblem | CloudProblem | SharingProblem | SlackProblem;

type Kind = Problem['kind'];
type OfKind = { readonly [Each in Problem as Each['kind']]: Each };

/** For every area: a kind without words does not compile. */
const words: { readonly [K in Kind]: (problem: OfKind[K]) => string } = {
  ...typedWords,
  ...accountWords,
  ...cloudWords,
  ...sharingWords,
  ...slackWords,
};

const wordsFor = <K extends Kind>(kind: K, problem: OfKind[K]) => words[kind](problem);

/** The problem in plain words, one or two sentences; backticks mark ids. Not escaped for mrkdwn: the Slack side does that. */
export const wordProblem = (problem: Problem): string => wordsFor(problem.kind, problem);

/** A {@link Problem} on its way to the person who caused it; `message` is its wording. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(wordProblem(problem), options);
    this.problem = problem;
  }
}
