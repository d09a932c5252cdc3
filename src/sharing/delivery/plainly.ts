/** A card says what is so, even if Slack refuses all that it wanted to show. */
import type { Log } from '../../core/log.ts';
import type { Card } from '../../model/card.ts';
import { SlackCallError } from '../../slack/api/call-error.ts';
import type { CardMessage, Message } from '../../slack/feature.ts';

/** How large Slack found it, for the log. */
export const sizeOf = ({ text = '', blocks = [] }: Partial<Message>) => ({
  textBytes: Buffer.byteLength(text),
  blocks: blocks.length,
  chars: JSON.stringify(blocks).length,
});

/**
 * Says the message; if Slack refuses it as wrong or too large, which only a bug of ours can cause, says it plainly.
 * @returns what `say` does, and the hash of what is shown: of a plain message none, so that a Refresh tries the whole again
 * @throws SlackCallError of any other refusal, or if the plain message is refused as well
 */
export const orPlainly = async <T>(
  log: Log,
  { id: card, kind }: Card,
  { message, hash }: { readonly message: CardMessage; readonly hash: string },
  say: (message: Message) => Promise<T>,
): Promise<{ readonly said: T; readonly shownHash: string | null }> => {
  try {
    return { said: await say(message), shownHash: hash };
  } catch (error) {
    if (!(error instanceof SlackCallError && error.verdict === 'bug')) throw error;
    log.error(
      { card, kind, code: error.code, size: sizeOf(message) },
      'slack refused a message, which goes out plain',
    );
    return { said: await say(message.plain), shownHash: null };
  }
};
