/** Listens to what people write to the bot. Every card that the bot posts comes back this way, so the rest is dropped before any work. */
import type { App } from '@slack/bolt';
import { type Installation, relation } from '../api/installation.ts';
import { createOnce, saidToBot } from '../input/said.ts';
import type { Incoming } from './turn.ts';

/** @param answer gets each message of a person who belongs here once; `text` is in Slack's wire format */
export const onMessages = (
  app: App,
  { installation }: { readonly installation: Installation },
  answer: (incoming: Incoming, text: string) => Promise<void>,
): void => {
  const isFirst = createOnce();
  app.event('message', async ({ event, body }) => {
    const said = saidToBot(event);
    if (!said || !isFirst(body.event_id)) return;
    const belonging = { teamId: said.teamId ?? body.team_id, enterpriseId: body.enterprise_id };
    if (relation(belonging, installation) === 'stranger') return;
    const incoming: Incoming = {
      source: 'message',
      name: 'message.im',
      userId: said.userId,
      userName: undefined,
      belonging,
      respond: undefined,
      // Bolt acknowledged the event before it called this.
      ack: async () => {},
    };
    await answer(incoming, said.text);
  });
};
