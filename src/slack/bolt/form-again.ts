/** A form that somebody sent and that something is wrong with: words under the inputs, or the form again with the words on top. */
import type { ViewOutput } from '@slack/bolt';
import { fieldOf } from '../../core/problems/fields.ts';
import { type Problem, wordProblem } from '../../core/problems/problem.ts';
import { modalView } from '../blocks/builders.ts';
import { plain } from '../blocks/plain.ts';
import { isProblemBlock, problemBlocks } from '../blocks/problem-blocks.ts';
import type { Block, ModalAnswer, ModalView } from '../feature.ts';
import { filledIn } from './form-values.ts';

type Sent = Pick<
  ViewOutput,
  'blocks' | 'state' | 'callback_id' | 'title' | 'submit' | 'close' | 'private_metadata' | 'notify_on_close'
>;

/** The form as it was sent, with what is wrong on top. */
export const formAgain = (view: Sent, problems: readonly Problem[]): ModalView => {
  const { callback_id, title, submit, close, private_metadata, notify_on_close, blocks, state } = view;
  const own = (blocks as Block[]).filter((block) => !isProblemBlock(block));
  return modalView({
    callbackId: callback_id,
    title: plain`${title.text}`,
    ...(submit && { submit: plain`${submit.text}` }),
    ...(close && { close: plain`${close.text}` }),
    metadata: private_metadata,
    notify: notify_on_close,
    blocks: [...problemBlocks(problems), ...own.map((block) => filledIn(block, state.values))],
  });
};

/** The `block_id` of the input for the problem's field; an id may go on after a colon, so that Slack fills the input in afresh. */
const inputFor = ({ blocks }: Sent, problem: Problem): string | undefined => {
  const field = fieldOf(problem);
  return blocks.find(
    ({ type, block_id }) => type === 'input' && field !== null && block_id?.split(':')[0] === field,
  )?.block_id;
};

/** Each problem under the input that it is about; all on top if one of them is about none of the inputs. */
export const refused = (
  view: Sent,
  problems: readonly Problem[],
): Exclude<ModalAnswer, { readonly problems: unknown }> => {
  const under = Map.groupBy(problems, (problem) => inputFor(view, problem));
  // Slack keeps what stands in the inputs
  if (under.has(undefined)) return { update: formAgain({ ...view, state: { values: {} } }, problems) };
  return {
    errors: Object.fromEntries([...under].map(([input, those]) => [input, those.map(wordProblem).join(' ')])),
  };
};

/** Texts under inputs are plain, and may repeat what was typed or what a cloud said. */
export const shownErrors = (errors: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(errors).map(([blockId, words]) => [blockId, plain`${words}`]));
