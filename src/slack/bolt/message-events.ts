/**
 * Hears what people write to the bot, in its direct message and in channels where they name it. Every card that the bot posts
 * comes back this way, so the rest is dropped before any work.
 */
import { type Installation, relation } from '../api/installation.ts';
import type { Messenger } from '../api/messenger.ts';
import { createOnce, type Said, saidInChannel, saidToBot } from '../input/said.ts';
import type { EventHandlers } from './events.ts';
import type { Incoming } from './turn.ts';

/** @param answer gets each message of a person who belongs here once; `text` is in Slack's wire format */
export const messageEvents = (
  { installation, messenger }: { readonly installation: Installation; readonly messenger: Messenger },
  answer: (incoming: Incoming, text: string) => Promise<void>,
): EventHandlers => {
  const isFirst = createOnce();

  const hear = async (
    said: Said,
    body: { readonly event_id: string; readonly team_id: string; readonly enterprise_id?: string },
    more: Pick<Incoming, 'name' | 'whisper'>,
  ) => {
    if (!isFirst(body.event_id)) return;
    const belonging = { teamId: said.teamId ?? body.team_id, enterpriseId: body.enterprise_id };
    const related = relation(belonging, installation);
    if (related === 'stranger') return;
    // in a channel somebody of another organization may name the bot; what of an enterprise is theirs, only Slack knows
    const isOurs = async () => (await messenger.vet(said.userId).catch(() => null))?.ok === true;
    if (related === 'sister' && more.whisper && !(await isOurs())) return;
    const incoming: Incoming = {
      source: 'message',
      userId: said.userId,
      userName: undefined,
      belonging,
      respond: undefined,
      // Bolt acknowledged the event before it called this.
      ack: async () => {},
      ...more,
    };
    await answer(incoming, said.text);
  };

  return {
    message: async ({ event, body }) => {
      const said = saidToBot(event);
      if (said) await hear(said, body, { name: 'message.im' });
    },
    app_mention: async ({ event, body }) => {
      const said = saidInChannel(event, installation.botUserId);
      if (!said) return;
      const { channel, threadTs, userId: user } = said;
      const where = { channel, user, ...(threadTs !== undefined && { thread_ts: threadTs }) };
      const whisper: Incoming['whisper'] = (message) => messenger.whisper(where, message);
      await hear(said, body, { name: 'app_mention', whisper });
    },
  };
};
