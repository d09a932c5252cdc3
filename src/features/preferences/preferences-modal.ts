/** The modal of a person's preferences, and what it turns into once they are saved. Pure. */
import type { Policy } from '../../core/policy.ts';
import type { ProjectPlace } from '../../sharing/intents/project-channel.ts';
import type { Preferred } from '../../sharing/intents/set-preferences.ts';
import {
  actions,
  button,
  context,
  divider,
  header,
  modalView,
  section,
} from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { bold, escapeText, joined, mention, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Block, ModalValues, ModalView } from '../../slack/feature.ts';
import { channelInput, clockText, type Quiet, quietOf, shownBlocks, wayInput } from './preferences-form.ts';

export const preferencesCallbackId = 'preferences';

/** More than anybody is likely to link, and few enough for one modal. */
const maxProjects = 20;
/** Preset for people who choose their own hours where the operator has set none. */
const usualHours = { from: 22 * 60, until: 7 * 60 };

const hoursText = ({ from, until }: { readonly from: number; readonly until: number }) =>
  `${clockText(from)} to ${clockText(until)}`;

const defaultText = ({ quietHours }: Pick<Policy, 'quietHours'>) =>
  quietHours === null ? 'never quiet' : hoursText(quietHours);

const zoneText = (timeZone: string | null) => timeZone ?? 'UTC, until the bot has read yours from Slack';

/**
 * The modal for what has been chosen so far; an input that stays keeps what was typed.
 * @param chosen the values of the modal being changed; none for a new one
 */
export const preferencesModal = (
  { preferences, projects, blocks }: Preferred,
  policy: Pick<Policy, 'quietHours'>,
  chosen: ModalValues = {},
): ModalView => {
  const { reminders, cleanupNotes, timeZone, quietFrom, quietUntil } = preferences;
  const quiet = (chosen.quiet as Quiet | undefined) ?? quietOf(preferences);
  const own = quietFrom !== quietUntil ? { from: quietFrom, until: quietUntil } : null;
  const hours = own ?? policy.quietHours ?? usualHours;
  return modalView({
    callbackId: preferencesCallbackId,
    title: plain`Preferences`,
    submit: plain`Save`,
    blocks: [
      input({
        label: plain`Notify me about`,
        blockId: 'told',
        kind: 'checks',
        optional: true,
        initial: [...(reminders ? ['reminders'] : []), ...(cleanupNotes ? ['cleanupNotes'] : [])],
        options: [
          { text: plain`Offers that are still waiting for my answer`, value: 'reminders' },
          { text: plain`Members that I could remove from my images, once a month`, value: 'cleanupNotes' },
        ],
      }),
      input({
        label: plain`Quiet hours`,
        blockId: 'quiet',
        kind: 'radio',
        dispatch: true,
        initial: quiet,
        options: [
          { text: plain`The default: ${defaultText(policy)}`, value: 'default' },
          { text: plain`My own`, value: 'own' },
          { text: plain`Never quiet`, value: 'never' },
        ],
      }),
      ...(quiet === 'own'
        ? [
            input({
              label: plain`From`,
              blockId: 'from',
              kind: 'time',
              initial: clockText(hours.from ?? usualHours.from),
            }),
            input({
              label: plain`Until`,
              blockId: 'until',
              kind: 'time',
              initial: clockText(hours.until ?? usualHours.until),
            }),
          ]
        : []),
      context(
        mrkdwn`Messages that can wait arrive together afterwards. Your time zone: ${escapeText(zoneText(timeZone))}.`,
      ),
      ...ofProjects({ blocks, projects }, chosen),
    ],
  });
};

/** Leads to what is kept about the person, and to forgetting them. */
const keptAboutMe: readonly Block[] = [
  divider(),
  actions(button({ text: plain`What the bot keeps about me`, actionId: 'kept-about-me', value: 'show' })),
];

const ofProjects = ({ blocks, projects }: Pick<Preferred, 'blocks' | 'projects'>, chosen: ModalValues) => [
  ...blockedProducers(blocks, projects),
  ...projects.slice(0, maxProjects).flatMap((project) => projectBlocks(project, chosen)),
  ...keptAboutMe,
];

/** Unticked and saved, a producer is unblocked. */
const blockedProducers = (blocks: Preferred['blocks'], projects: Preferred['projects']): Block[] => {
  const shown = shownBlocks(blocks);
  if (shown.length === 0) return [];
  const forWhom = ({ forProject, cloudId, projectId }: Preferred['blocks'][number]) => {
    const project = projects.find((one) => one.cloudId === cloudId && one.projectId === projectId);
    return forProject ? plain`, for everybody in ${project?.projectName ?? projectId}` : plain``;
  };
  const whom = ({
    producer,
    producerName,
    producerProjectName,
    producerProjectId,
  }: (typeof shown)[number]) =>
    producer === null
      ? plain`Project ${producerProjectName ?? producerProjectId ?? ''}`
      : plain`@${producerName ?? producer}`;
  return [
    input({
      label: plain`Blocked: their offers come as no messages`,
      blockId: 'blocks',
      kind: 'checks',
      optional: true,
      initial: shown.map(({ id }) => id),
      options: shown.map((block) => ({ text: plain`${whom(block)}${forWhom(block)}`, value: block.id })),
    }),
    ...(blocks.length > shown.length ? [context(mrkdwn`and ${blocks.length - shown.length} more`)] : []),
  ];
};

const projectBlocks = (project: ProjectPlace, chosen: ModalValues): Block[] => {
  const { accountId, projectName, cloudName, channel } = project;
  const way = chosen[wayInput(accountId)] ?? (channel === null ? 'people' : 'channel');
  return [
    divider(),
    input({
      label: plain`Offers to project ${projectName} on ${cloudName} go to`,
      blockId: wayInput(accountId),
      kind: 'radio',
      dispatch: true,
      initial: String(way),
      options: [
        { text: plain`Each person in the project, as a direct message`, value: 'people' },
        { text: plain`A channel`, value: 'channel' },
      ],
    }),
    ...(way === 'channel'
      ? [
          input({
            label: plain`Channel`,
            blockId: channelInput(accountId),
            kind: 'channel',
            initial: channel ?? undefined,
          }),
          context(
            mrkdwn`This applies to everyone in the project. Everybody in the channel sees each offer, who made it, its note and its answer. Only people who have linked an account of the project can answer. The bot has to be in the channel: type \`/invite @Image Share\` there.`,
          ),
        ]
      : []),
  ];
};

/** Replaces the modal: the preferences from now on, and what moves because they differ from `before`. */
export const savedModal = (
  { preferences, projects }: Preferred,
  before: Preferred,
  policy: Pick<Policy, 'quietHours'>,
): ModalView => {
  const moved = ({ accountId, channel }: ProjectPlace) =>
    before.projects.some((one) => one.accountId === accountId && one.channel !== channel);
  const { reminders, cleanupNotes, timeZone, quietFrom, quietUntil } = preferences;
  const quiet = {
    default: defaultText(policy),
    own: hoursText({ from: quietFrom ?? 0, until: quietUntil ?? 0 }),
    never: 'never quiet',
  }[quietOf(preferences)];
  return modalView({
    callbackId: 'preferences-saved',
    title: plain`Preferences saved`,
    close: plain`Done`,
    blocks: [
      header(plain`Your preferences from now on`),
      section(
        joined([
          mrkdwn`*Reminders:* ${reminders ? mrkdwn`on` : mrkdwn`off`}`,
          mrkdwn`*Monthly note on members to remove:* ${cleanupNotes ? mrkdwn`on` : mrkdwn`off`}`,
          mrkdwn`*Quiet hours:* ${escapeText(quiet)}${quiet === 'never quiet' ? '' : mrkdwn` (${escapeText(zoneText(timeZone))})`}`,
          ...projects
            .slice(0, maxProjects)
            .map(
              ({ projectName, cloudName, channel }) =>
                mrkdwn`*Offers to project* ${bold(projectName)} on ${escapeText(cloudName)}: ${channel === null ? mrkdwn`direct messages to its people` : mrkdwn`in ${mention(channel)}`}`,
            ),
        ]),
      ),
      ...(projects.some((project) => moved(project) && project.channel !== null)
        ? [
            context(
              mrkdwn`A new channel counts once the cloud has confirmed that your account may choose one for the project.`,
            ),
          ]
        : []),
      ...(projects.some(moved)
        ? [
            context(
              mrkdwn`Offers that are waiting for an answer are posted again in the new place. Their older messages stay as they are.`,
            ),
          ]
        : []),
    ],
  });
};
