/** What somebody should know whatever they asked for: it is said with the reply to their next command. */
import type { Person } from '../../core/ids.ts';
import { context } from '../blocks/builders.ts';
import { joined } from '../blocks/mrkdwn.ts';
import type { Message, ModalView, Mrkdwn, Reply } from '../feature.ts';

/** Null: nothing. Must not throw: what the command did is done. */
export type Notice = (person: Person) => Promise<Mrkdwn | null>;

/** The message with the notice beneath it. */
export const noticed = (message: Message, notice: Mrkdwn | null | undefined): Message => {
  if (!notice) return message;
  const { text, blocks } = message;
  return { text: joined([text, notice]), ...(blocks && { blocks: [...blocks, context(notice)] }) };
};

/** The same of a reply, if it is said in words. */
export const withNotice = (reply: Reply, notice: Mrkdwn | null | undefined): Reply =>
  reply && 'say' in reply ? { say: noticed(reply.say, notice) } : reply;

/** The same of a view that takes a form's place. */
export const noticedView = (view: ModalView, notice: Mrkdwn | null): ModalView =>
  notice ? { ...view, blocks: [...view.blocks, context(notice)] } : view;
