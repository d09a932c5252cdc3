/** What the rest of the bot adds to every turn, whatever it is about. */
import type { FindSuccessor } from './former-message.ts';
import type { Notice } from './notice.ts';
import type { TurnDeps } from './turn.ts';

export interface Hooks extends Pick<TurnDeps, 'keepReply'> {
  readonly notice?: Notice;
  readonly successorOf?: FindSuccessor;
}
