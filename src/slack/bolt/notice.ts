/** What somebody should know whatever they asked for: it is said with the reply to their next command. */
import type { Person } from '../../core/ids.ts';
import { context } from '../blocks/builders.ts';
import { joined } from '../blocks/mrkdwn.ts';
import type { Mrkdwn, Reply } from '../feature.ts';

/** Null: nothing. Must not throw: what the command did is done. */
export type Notice = (person: Person) => Promise<Mrkdwn | null>;

/** The reply with the notice beneath it, if it is said in words. */
export const withNotice = (reply: Reply, notice: Mrkdwn | null | undefined): Reply => {
  if (!reply || !('say' in reply) || !notice) return reply;
  const { text, blocks } = reply.say;
  return {
    say: { text: joined([text, notice]), ...(blocks && { blocks: [...blocks, context(notice)] }) },
  };
};
