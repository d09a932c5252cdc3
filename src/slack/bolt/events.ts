/** Listens for Slack's events. Each has one handler, and all have one listener: Bolt tries every listener on every request, a command's too. */
import type { App, SlackEventMiddlewareArgs, types } from '@slack/bolt';

type Heard<Type extends string> = Pick<SlackEventMiddlewareArgs<Type>, 'event' | 'body'>;

/** What is done with an event, by its type. Bolt has acknowledged it by then. */
export type EventHandlers = {
  readonly [Type in types.SlackEvent['type']]?: (heard: Heard<Type>) => Promise<void>;
};

/** @see https://docs.slack.dev/reference/events */
export const listenForEvents = (app: App, handlers: EventHandlers): void => {
  const byType = new Map<string, (heard: never) => Promise<void>>(Object.entries(handlers));
  app.event(/^/, async ({ event, body }) => byType.get(event.type)?.({ event, body } as never));
};
