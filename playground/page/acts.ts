/** Carries out what a window asks for: in the person's Slack, in the cloud as its command line would, or on the playground itself. */
import { z } from 'zod';
import type { Outcome } from '../cloud-snapshot.ts';
import { people } from '../people.ts';
import type { SlackMessage, View } from '../slack/format/wire.ts';
import type { Actor } from '../slack/people/actor.ts';
import type { Stage } from '../start.ts';
import { type Act, faultNames, type InputValues, type Place } from './page-wire.ts';
import type { Switches } from './switches.ts';

const place = z.union([z.object({ channel: z.string(), ts: z.string() }), z.object({ view: z.string() })]);
const value = z.union([z.string(), z.array(z.string())]);
const values = z.record(z.string(), value);

/** Everything else that a window sends is refused. */
export const requestSchema = z.object({
  id: z.int(),
  act: z.discriminatedUnion('do', [
    z.object({ do: z.literal('be'), person: z.enum(people) }),
    z.object({ do: z.literal('read'), channel: z.string(), ts: z.string() }),
    z.object({ do: z.literal('type'), channel: z.string(), text: z.string().max(40_000) }),
    z.object({
      do: z.literal('click'),
      place,
      block: z.string(),
      which: z.string(),
      values: values.optional(),
    }),
    z.object({ do: z.literal('choose'), place, which: z.string(), value, values: values.optional() }),
    z.object({ do: z.literal('suggest'), place, which: z.string(), typed: z.string() }),
    z.object({ do: z.literal('submit'), view: z.string(), values }),
    z.object({ do: z.literal('close'), all: z.boolean() }),
    z.object({ do: z.literal('openHome') }),
    z.object({
      do: z.literal('shortcut'),
      callbackId: z.string(),
      message: z.object({ channel: z.string(), ts: z.string() }).optional(),
    }),
    z.object({
      do: z.literal('cloud'),
      what: z.enum([
        'accepted',
        'rejected',
        'pending',
        'remove',
        'add',
        'deactivate',
        'reactivate',
        'delete',
      ]),
      region: z.string(),
      image: z.string(),
      project: z.string().optional(),
    }),
    z.object({ do: z.literal('fault'), name: z.enum(faultNames), on: z.boolean() }),
    z.object({ do: z.literal('expireTokens') }),
    z.object({ do: z.literal('restartBot') }),
  ]),
});

const writesOff = 'This is a real cloud: --allow-writes turns this on.';

/** The acts that concern only the window: whom it shows, and what was read. */
export type StageAct = Exclude<Act, { do: 'be' | 'read' }>;

const messageAt = (stage: Stage, actor: Actor, { channel, ts }: { channel: string; ts: string }) => {
  const found = [...actor.ephemerals(), ...stage.slack.messages(channel)].find((each) => each.ts === ts);
  if (!found) throw new Error('This message is no longer there.');
  return found;
};

const at = (stage: Stage, actor: Actor, where: Place): SlackMessage | View => {
  if ('ts' in where) return messageAt(stage, actor, where);
  const view = [...actor.views, actor.home()].find((each) => each?.id === where.view);
  if (!view) throw new Error('This view is no longer open.');
  return view;
};

/** Like Slack's client, sends what was typed with every act in a modal; leaves out inputs that are gone. */
const fillTop = (actor: Actor, where: Place, given: InputValues = {}): void => {
  const top = actor.views.at(-1);
  if (!('view' in where) || top?.id !== where.view) return;
  const there = new Set(top.blocks.map(({ block_id }) => block_id));
  actor.fill(Object.fromEntries(Object.entries(given).filter(([block]) => there.has(block))));
};

const type = (actor: Actor, channel: string, text: string): Promise<Outcome> => {
  const [, command, rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  if (command !== undefined) return actor.command(command as `/${string}`, rest.trim(), channel);
  return actor.say(text.trim(), channel).then(() => ({}));
};

const closeAll = async (actor: Actor): Promise<Outcome> => {
  let outcome: Outcome = {};
  while (actor.views.length > 0) outcome = await actor.close();
  return outcome;
};

/**
 * Carries out an act, and returns its outcome.
 * @throws Error if the page asked for something that is not there (any more)
 */
export const carryOut = async (
  stage: Stage,
  switches: Switches,
  person: string,
  act: StageAct,
): Promise<Outcome> => {
  const actor = stage.slack.person(person);
  switch (act.do) {
    case 'type':
      return type(actor, act.channel, act.text);
    case 'click':
      fillTop(actor, act.place, act.values);
      return actor.click(at(stage, actor, act.place), act.which, { within: act.block });
    case 'choose':
      fillTop(actor, act.place, act.values);
      return actor.choose(at(stage, actor, act.place), act.which, act.value);
    case 'suggest':
      return { options: await actor.suggest(act.which, act.typed, at(stage, actor, act.place)) };
    case 'submit':
      fillTop(actor, { view: act.view }, act.values);
      return actor.submit();
    case 'close':
      return act.all ? closeAll(actor) : actor.close();
    case 'openHome':
      return actor.openHome();
    case 'shortcut':
      return act.message
        ? actor.messageShortcut(messageAt(stage, actor, act.message), act.callbackId)
        : actor.shortcut(act.callbackId);
    case 'cloud':
      if (!stage.cloudBackend.faults) return { error: writesOff };
      return stage.cloudBackend.change(act);
    case 'fault':
      if (act.name === 'cloud-503' && !stage.cloudBackend.faults) return { error: writesOff };
      switches.set(act.name, act.on);
      return {};
    case 'expireTokens':
      if (!stage.cloudBackend.faults) return { error: writesOff };
      stage.cloudBackend.faults.expireTokens();
      return {};
    case 'restartBot':
      await switches.restartBot();
      return {};
    default:
      return act satisfies never;
  }
};
