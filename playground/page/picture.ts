/** What one person's window shows: everything read anew from the playground's Slack and cloud. */
import type { SlackMessage } from '../slack/wire.ts';
import { generalChannel, people, type Stage } from '../stage.ts';
import type { Credentials } from './setting.ts';
import type { Switches } from './switches.ts';
import type { CloudPicture, Conversation, Person, Picture } from './wire.ts';
import { wireLines } from './wire-lines.ts';

/** The newest `ts` that somebody has looked at, by person and channel. */
export type LastRead = Map<string, string>;
export const readKey = (person: string, channel: string) => `${person} ${channel}`;

const roles: Readonly<Record<string, string>> = {
  [people.alice]: 'makes images',
  [people.bob]: 'uses images',
  [people.carol]: 'uses images',
  [people.newt]: 'new here',
};

const oldestFirst = (a: SlackMessage, b: SlackMessage) => Number(a.ts) - Number(b.ts);

const botNameOf = ({ manifest }: Stage) => manifest.display_information?.name ?? 'Bot';

const conversationsOf = (stage: Stage, lastRead: LastRead, id: string): Conversation[] => {
  const { slack } = stage;
  const actor = slack.person(id);
  const dm = actor.dm();
  const onlyTheirs = actor.ephemerals();
  const conversation = (channel: string, name: string, isIm: boolean, messages: readonly SlackMessage[]) => {
    const all = [...messages, ...onlyTheirs.filter((each) => each.channel === channel)].sort(oldestFirst);
    const seen = Number(lastRead.get(readKey(id, channel)) ?? 0);
    const unread = all.filter(({ ts, user }) => user !== id && Number(ts) > seen).length;
    return { id: channel, name, isIm, messages: all, unread };
  };
  return [
    conversation(generalChannel.id, generalChannel.name, false, slack.messages(generalChannel.id)),
    conversation(`D${id.slice(1)}`, botNameOf(stage), true, dm),
  ];
};

const peopleOf = (stage: Stage, lastRead: LastRead): Person[] =>
  Object.entries(people).map(([name, id]) => ({
    id,
    name,
    role: roles[id] ?? '',
    unread: conversationsOf(stage, lastRead, id).reduce((sum, { unread }) => sum + unread, 0),
  }));

const cloudOf = ({ cloud }: Stage, credentials: Credentials, me: string): CloudPicture => {
  const { state } = cloud;
  const projectName = (id: string) => state.projects.get(id)?.name ?? id;
  return {
    name: 'playground',
    authUrl: cloud.authUrl,
    projects: [...state.projects.values()].filter(({ name }) => name !== 'admin'),
    images: [...state.images.values()].map(({ region, image, members }) => ({
      id: image.id,
      name: image.name ?? '',
      region,
      status: image.status,
      visibility: image.visibility,
      owner: projectName(image.owner),
      members: [...members.values()].map(({ member_id, status }) => ({
        projectId: member_id,
        project: projectName(member_id),
        status,
      })),
    })),
    credential: credentials.get(me) ?? null,
  };
};

/** Lines that work as they stand, for somebody who does not know what to type. */
const suggestionsFor = ({ demo }: Stage, me: string): string[] => {
  const { images, projects } = demo;
  switch (me) {
    case people.alice:
      return [
        `/share-image ${images.build.id} ${projects.consumer.id} --note "the build you asked for"`,
        '/list-images --custom',
      ];
    case people.newt:
      return ['/image-account'];
    default:
      return ['/list-images --member-status pending', '/image-account'];
  }
};

export const pictureFor = (
  stage: Stage,
  {
    lastRead,
    credentials,
    switches,
    me,
  }: { lastRead: LastRead; credentials: Credentials; switches: Switches; me: string },
): Picture => {
  const { slack, manifest } = stage;
  const actor = slack.person(me);
  const { features } = manifest;
  return {
    me,
    team: slack.team.name,
    bot: { id: slack.botUserId, name: botNameOf(stage), isUp: switches.isBotUp },
    people: peopleOf(stage, lastRead),
    conversations: conversationsOf(stage, lastRead, me),
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
    suggestions: suggestionsFor(stage, me),
    cloud: cloudOf(stage, credentials, me),
    wire: wireLines(stage),
    faults: switches.faults,
  };
};
