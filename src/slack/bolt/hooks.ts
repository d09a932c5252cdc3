/** What the rest of the bot adds to every turn, whatever it is about. */

import type { ChannelEvents } from './channel-events.ts';
import type { Notice } from './notice.ts';
import type { FindSuccessor } from './replaced-message.ts';
import type { TurnDeps } from './turn.ts';

export interface Hooks extends Pick<TurnDeps, 'keepReply'> {
  readonly notice?: Notice;
  readonly successorOf?: FindSuccessor;
  readonly events?: ChannelEvents;
}
