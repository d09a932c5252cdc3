/** Ties the features to Bolt. The only file that registers listeners and knows when, and with what, to acknowledge. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  App,
  BlockAction,
  BlockElementAction,
  GlobalShortcut,
  MessageShortcut,
  SlashCommand,
} from '@slack/bolt';
import type { Clock } from '../../core/clock.ts';
import type { SlackUserId } from '../../core/ids.ts';
import { ackTimeoutMs } from '../blocks/limits.ts';
import { modalValues } from '../blocks/modals.ts';
import { code, mrkdwn } from '../blocks/mrkdwn.ts';
import { optionList } from '../blocks/texts.ts';
import { asksForHelp, usageMessage } from '../blocks/usage.ts';
import type { Reply } from '../feature.ts';
import { channelEvents } from './channel-events.ts';
import { listenForEvents } from './events.ts';
import { incomingOf, mountForms, type TakeTurn } from './forms.ts';
import { homeEvents } from './home-events.ts';
import type { Hooks } from './hooks.ts';
import { createScopesToTell } from './lacking-scopes.ts';
import { messageEvents } from './message-events.ts';
import { withNotice } from './notice.ts';
import { peopleEvents } from './people-events.ts';
import type { Registry } from './registry.ts';
import { clickedMessage, formerMessage } from './replaced-message.ts';
import { createReplyOf, createSendReply, type Place, type ReplyDeps } from './reply.ts';
import { createSeenForms } from './seen-forms.ts';
import { type Answering, type TurnDeps, takeTurn } from './turn.ts';

export interface Mounted {
  /** Waits until no turn is running and nothing received waits for one, or `deadlineMs` have passed; returns whether all have ended. */
  drain(deadlineMs: number): Promise<boolean>;
  /** Whether a turn is running. */
  busy(): boolean;
}

interface MountDeps extends TurnDeps, ReplyDeps, Hooks {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly missingScopes: readonly string[];
}

const chosen = (action: BlockElementAction): string => {
  if ('selected_option' in action) return action.selected_option?.value ?? '';
  return 'value' in action ? (action.value ?? '') : '';
};

/** Registers every feature on `app`. A click that no feature claims, such as on a link button, is only acknowledged. */
export const mount = (app: App, deps: MountDeps): Mounted => {
  const { registry, clock, log } = deps;
  const sendReply = createSendReply(deps);
  const replyOf = createReplyOf(clock);
  const scopesToTell = createScopesToTell(deps.missingScopes);
  const running = new Set<Promise<void>>();
  const seen = createSeenForms();

  const turn: TakeTurn = (incoming, answer) => {
    const work = takeTurn(incoming, deps, answer).finally(() => running.delete(work));
    running.add(work);
    return work;
  };

  /** Waits for the turn's work; if it is slow, acknowledges in time, with `body`. */
  const backstopped = async <T>({ ack }: Answering, work: Promise<T>, body?: object): Promise<T> => {
    const inTime = clock.after(ackTimeoutMs, () => void ack(body));
    return work.finally(inTime);
  };

  app.command(/^/, ({ body, ack, respond }) => {
    const { command: name, text = '', trigger_id: triggerId }: SlashCommand = body;
    const command = registry.commands.get(name);
    const belonging = { teamId: body.team_id, enterpriseId: body.enterprise_id };
    const userId = body.user_id as SlackUserId;
    const incoming = {
      source: 'command',
      name,
      userId,
      userName: body.user_name,
      belonging,
      respond,
      ack,
    } as const;
    return turn(incoming, async (it) => {
      const run = async (): Promise<Reply> => {
        if (!command) return { say: { text: mrkdwn`This bot has no command ${code(name)}.` } };
        if (asksForHelp(text)) return { say: usageMessage(name, command) };
        const { person } = it.turn;
        const reply = withNotice(await command.run(it.turn, text), await deps.notice?.(person));
        return command.tellsOthers && reply && 'say' in reply
          ? withNotice(reply, scopesToTell(person))
          : reply;
      };
      if (!command) log.warn({ name }, 'unknown command; update the slack app from manifest.yml');
      if (command?.reads) await it.ack();
      const reply = await backstopped(it, replyOf(it, run));
      await sendReply(reply, { triggerId, respond, typed: `${name} ${text}` }, it);
    });
  });

  app.action<BlockAction>(/^/, ({ body, action, ack, respond }) => {
    const { action_id: name } = action;
    const { view } = body;
    const button = registry.buttons.get(name);
    const modal = view && registry.modals.get(view.callback_id);
    const changed = modal?.changed;
    if (!button && !changed) return ack();
    if (view && modal?.closed) seen.saw(view.id, view.state?.values ?? {});
    const incoming = {
      ...incomingOf('button', name, body, { ack, respond: body.response_url ? respond : undefined }),
      onHome: view?.type === 'home',
    };
    const place: Place = { triggerId: body.trigger_id, view, respond: incoming.respond };
    return turn(incoming, async (it) => {
      const run = async (): Promise<Reply> => {
        const clicked = clickedMessage(body);
        const successor = clicked && (await deps.successorOf?.(it.turn.person, chosen(action), clicked));
        if (successor) return { say: formerMessage(successor) };
        if (button) return button.run(it.turn, chosen(action));
        const values = modalValues(view?.state.values ?? {});
        const next = await changed?.(it.turn, values, view?.private_metadata ?? '', name);
        return next && { update: next };
      };
      const given = replyOf(it, run).then((reply) => sendReply(reply, place, it));
      await backstopped(it, given);
    });
  });

  mountForms(app, { registry, seen, log, turn, replyOf, sendReply, scopesToTell });

  app.options<'block_suggestion'>(/^/, ({ body, ack }) => {
    const { action_id: name, value } = body;
    return turn(incomingOf('options', name, body, { ack }), async (it) => {
      const source = registry.options.get(name);
      const run = async () => (await source?.run(it.turn, value, body.view?.private_metadata ?? '')) ?? [];
      const attempted = await backstopped(it, it.attempt(run), { options: [] });
      await it.ack({ options: 'done' in attempted ? optionList(attempted.done) : [] });
    });
  });

  app.shortcut<GlobalShortcut | MessageShortcut>(/^/, ({ shortcut, ack }) => {
    const { callback_id: name, trigger_id: triggerId } = shortcut;
    const claimed = registry.shortcuts.get(name);
    const text = shortcut.type === 'message_action' ? (shortcut.message.text ?? '') : '';
    return turn(incomingOf('shortcut', name, shortcut, { ack }), async (it) => {
      if (!claimed) log.warn({ name }, 'unknown shortcut; update the slack app from manifest.yml');
      const reply = replyOf(it, async () => claimed?.run(it.turn, text));
      await backstopped(
        it,
        reply.then((said) => sendReply(said, { triggerId }, it)),
      );
    });
  });

  const said = messageEvents(deps, (incoming, text) =>
    turn(incoming, async (it) => {
      await it.ack();
      const reply = await replyOf(it, async () => registry.messages?.said(it.turn, text));
      await sendReply(reply, { triggerId: '' }, it);
    }),
  );
  listenForEvents(app, {
    ...homeEvents(registry, turn),
    ...said,
    ...peopleEvents(registry, log, running),
    ...(deps.events && channelEvents(deps.installation, log, deps.events)),
  });

  app.error(async (error) => log.error({ stack: error.stack }, 'bolt reported an error'));

  return {
    async drain(deadlineMs) {
      let over = false;
      const { promise: deadline, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        over = true;
        resolve();
      }, deadlineMs);
      // what has arrived is read in the next turns of the event loop; the first may be the one that brought the signal
      for (let quietTurns = 0; quietTurns < 2 && !over; await nextTurn()) {
        quietTurns = running.size > 0 ? 0 : quietTurns + 1;
        await Promise.race([Promise.allSettled(running), deadline]);
      }
      clearTimeout(timer);
      return running.size === 0;
    },
    busy: () => running.size > 0,
  };
};
