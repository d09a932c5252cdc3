/** What one person's window shows; read afresh from the playground's Slack and cloud each time. */
import { generalChannel, people, timeZones } from '../people.ts';
import type { SlackMessage } from '../slack/format/wire.ts';
import type { Stage } from '../start.ts';
import type { Conversation, Person, Snapshot } from './page-wire.ts';
import type { Switches } from './switches.ts';
import { wireLines } from './wire-lines.ts';

/** The key of the note of what somebody has read. */
export const readKey = (person: string, channel: string) => `${person} ${channel}`;

/** Their own time zone, in which quiet hours and last days are shown. */
const zoneOf = (person: string): string | undefined =>
  Object.entries(timeZones).find(([name]) => people[name as keyof typeof people] === person)?.[1];

const roles: Readonly<Record<string, string>> = {
  [people.alice]: 'makes images',
  [people.bob]: 'uses images',
  [people.carol]: 'uses images',
  [people.newt]: 'new here',
};

const oldestFirst = (a: SlackMessage, b: SlackMessage) => Number(a.ts) - Number(b.ts);

const botNameOf = ({ manifest }: Stage) => manifest.display_information?.name ?? 'Bot';

const conversationsOf = (stage: Stage, id: string): Conversation[] => {
  const { slack, notes } = stage;
  const actor = slack.person(id);
  const dm = actor.dm();
  const onlyTheirs = actor.ephemerals();
  const conversation = (channel: string, name: string, isIm: boolean, messages: readonly SlackMessage[]) => {
    const all = [...messages, ...onlyTheirs.filter((each) => each.channel === channel)].sort(oldestFirst);
    const seen = Number(notes.lastRead.get(readKey(id, channel)) ?? 0);
    const unread = all.filter(({ ts, user }) => user !== id && Number(ts) > seen).length;
    return { id: channel, name, isIm, messages: all, unread };
  };
  return [
    conversation(generalChannel.id, generalChannel.name, false, slack.messages(generalChannel.id)),
    conversation(`D${id.slice(1)}`, botNameOf(stage), true, dm),
  ];
};

const peopleOf = (stage: Stage): Person[] =>
  Object.entries(people).map(([name, id]) => ({
    id,
    name,
    role: [roles[id], zoneOf(id)?.replace(/.*\//, 'in ').replaceAll('_', ' ')].join(', '),
    unread: conversationsOf(stage, id).reduce((sum, { unread }) => sum + unread, 0),
  }));

export const snapshotFor = (stage: Stage, switches: Switches, me: string): Snapshot => {
  const { slack, manifest, cloudBackend } = stage;
  const actor = slack.person(me);
  const { features } = manifest;
  return {
    me,
    timeZone: zoneOf(me),
    team: slack.team.name,
    bot: { id: slack.botUserId, name: botNameOf(stage), isUp: switches.isBotUp },
    people: peopleOf(stage),
    conversations: conversationsOf(stage, me),
    views: actor.views,
    hasHome: features?.app_home?.home_tab_enabled ?? false,
    home: actor.home() ?? null,
    commands: (features?.slash_commands ?? []).map(({ command, description = '', usage_hint = '' }) => ({
      command,
      description,
      usage: usage_hint,
    })),
    shortcuts: (features?.shortcuts ?? []).map(({ callback_id, name = callback_id, type }) => ({
      callbackId: callback_id,
      name,
      type,
    })),
    suggestions: cloudBackend.suggestions(me),
    cloud: cloudBackend.snapshot(me),
    wire: wireLines(stage),
    faults: switches.faults,
  };
};
