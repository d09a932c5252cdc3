/** What a form says of a submission that went wrong: words under its inputs, or in place of its content. */
import type { ViewOutput } from '@slack/bolt';
import { modalView, section } from '../blocks/builders.ts';
import { escapeText } from '../blocks/mrkdwn.ts';
import { plain } from '../blocks/plain.ts';
import type { ModalAnswer } from '../feature.ts';

/** Shows words under the first input; if the modal has none, in place of the modal's content. */
export const failedModal = ({ blocks }: ViewOutput, words: string): ModalAnswer => {
  const input = blocks.find(({ type, block_id }) => type === 'input' && block_id !== undefined);
  if (input?.block_id !== undefined) return { errors: { [input.block_id]: words } };
  const said = [section(escapeText(words))];
  return {
    update: modalView({
      callbackId: 'failed',
      title: plain`Nothing was done`,
      close: plain`Close`,
      blocks: said,
    }),
  };
};

/** Texts under inputs are plain, and may repeat what was typed or what a cloud said. */
export const shownErrors = (errors: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(errors).map(([blockId, words]) => [blockId, plain`${words}`]));
