/** The producer's card: the image, each tenant and its state, who answered and when, and what to do. Pure. */
import { wordProblem } from '../../core/problems/problem.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { OfferCardModel, TenantLine } from '../../sharing/cards/render.ts';
import type { Offered } from '../../sharing/intents/make-offer.ts';
import { waitsForAnswer } from '../../sharing/intents/remind.ts';
import { imageName, openMemberIntent, projectLabel } from '../../sharing/rules/share-state.ts';
import { openTerms } from '../../sharing/rules/terms.ts';
import type { Corrected } from '../../sharing/rules/typed-tenants.ts';
import { button, context, divider, section } from '../../slack/blocks/builders.ts';
import { cardMenu, type MenuAct } from '../../slack/blocks/menus.ts';
import { bold, code, escapeText, time } from '../../slack/blocks/mrkdwn.ts';
import type { Block, Message } from '../../slack/feature.ts';
import { nextSteps, notAccepted } from './next-steps.ts';
import { offerAgain, offerAllAgain } from './offer-again-buttons.ts';
import { grouped, lineState, lineTitle } from './tenant-lines.ts';

type Value = (subject?: string) => string;

/** More tenants than this are grouped by their state. */
const maxSingly = 10;
/** How many hidden members get a Remove of their own; the others are only named. */
const maxRemovable = 20;

export const offerCard = ({ offer, lines }: OfferCardModel, value: Value): Message => {
  const asked = lines.filter(({ role }) => role === 'asked');
  const hidden = lines.filter(({ role, share }) => role === 'hidden' && share.status !== 'absent');
  const name = imageName(offer);
  const from = `from project ${escapeText(offer.projectName)} (${escapeText(offer.cloudName)}, ${escapeText(offer.region)})`;
  const state = offerState(offer);
  const found = foundElsewhere(offer);
  const unaccepted = notAccepted(offer, asked);
  const texts = asked.map((line) => ({ title: lineTitle(line.share), text: lineState(line) }));
  return {
    text: [
      offer.phase === 'failed' ? escapeText(name) : `Sharing ${escapeText(name)} ${from}`,
      ...found,
      ...(state ? [state] : []),
      ...hidden.map(
        ({ share }) => `Warning: ${lineTitle(share)} has access again, although you did not choose it.`,
      ),
      ...texts.map(({ title, text }) => `${title}: ${text}`),
      ...unaccepted,
    ].join('\n'),
    blocks: [
      section(
        `${bold(name)} · ${code(offer.imageId)}${offer.phase === 'failed' ? '' : `\nYou are sharing it ${from}`}`,
        {
          accessory: cardMenu(value(), ['refresh', 'timeline']),
        },
      ),
      ...found.map((words) => context(words)),
      ...hiddenBlocks(hidden, value),
      ...(state ? [section(state)] : []),
      ...(offer.image?.status && offer.image.status !== 'active' && offer.phase !== 'failed'
        ? [
            context(
              `:warning: The image is ${escapeText(offer.image.status)} and cannot be booted at the moment.`,
            ),
          ]
        : []),
      ...(asked.length > 0 ? [divider()] : []),
      ...(asked.length <= maxSingly
        ? asked.flatMap((line, n) => [
            section(`${texts[n]?.title}\n${texts[n]?.text}`, lineMenu(line, value)),
            ...offerAgain(line, value),
          ])
        : [...grouped(asked), ...offerAllAgain(asked, value)]),
      ...unaccepted.map((words) => section(words)),
      ...nextSteps(offer, asked, value),
      ...(offer.note ? [context(`Your note: ${escapeText(offer.note)}`)] : []),
    ],
  };
};

/** Where the image was found, if no region was named and it was not in the default one. */
const foundElsewhere = ({ region, homeRegion, accountName }: Offer): string[] =>
  homeRegion === null || homeRegion === region
    ? []
    : [
        `Found in ${bold(region)}. It is not in ${escapeText(homeRegion)}, the default region of your account ${bold(accountName)}.`,
      ];

/** The state of the offer as a whole; empty once each tenant's line says it all. */
const offerState = (offer: Offer): string => {
  if (offer.phase === 'failed')
    return `:x: Nothing was shared. ${offer.problem ? escapeText(wordProblem(offer.problem)) : ''}`;
  if (offer.lastError) return `:hourglass: Waiting. ${escapeText(wordProblem(offer.lastError))}`;
  switch (offer.phase) {
    case 'finding':
      return 'Looking for the image…';
    case 'opening':
    case 'checking':
      return 'The image is private. Making it shared first…';
    case 'placing':
      return 'Adding the members…';
    default:
      return '';
  }
};

const hiddenBlocks = (hidden: readonly TenantLine[], value: Value): Block[] => {
  if (hidden.length === 0) return [];
  const rest = hidden.slice(maxRemovable);
  return [
    section(
      `:warning: *${hidden.length === 1 ? 'A project that you did not choose has' : `${hidden.length} projects that you did not choose have`} access again.* ${hidden.length === 1 ? 'It was a member' : 'They were members'} before the image became private, and came back when the image was shared again.`,
    ),
    ...hidden.slice(0, maxRemovable).map(({ share }) =>
      section(
        `${lineTitle(share)} — ${share.member?.value === 'absent' ? lineState({ share, role: 'hidden', asked: [], skipped: [] }) : escapeText(share.status ?? '')}`,
        {
          ...(openMemberIntent(share) === null && {
            accessory: button({
              text: 'Remove',
              actionId: 'member-remove',
              style: 'danger',
              value: value(share.id),
              confirm: {
                title: 'Remove this member?',
                text: `Project ${escapeText(projectLabel(share))} loses access to the image. Servers made from it are not affected.`,
                confirm: 'Remove',
              },
            }),
          }),
        },
      ),
    ),
    ...(rest.length > 0
      ? [context(`and ${rest.length} more: ${rest.map(({ share }) => lineTitle(share)).join(', ')}`)]
      : []),
  ];
};

/** The menu of one tenant's line. */
const lineMenu = ({ share }: TenantLine, value: Value) => {
  const { answerBy, endsAt } = openTerms(share);
  const acts: MenuAct[] = [
    ...(waitsForAnswer(share) ? (['remind'] as const) : []),
    ...(answerBy !== null || endsAt !== null ? (['extend'] as const) : []),
  ];
  return acts.length === 0 ? {} : { accessory: cardMenu(value(share.id), acts) };
};

/** Which tenants were taken as ids in another spelling; '' if none. */
export const readAs = (corrected: readonly Corrected[]): string =>
  corrected
    .slice(0, 10)
    .map(({ typed, projectId }) => `${code(typed)} was read as the project id ${code(projectId)}.`)
    .join(' ');

/**
 * The reply to the command; the card shows the rest.
 * @param isByUtc a last day was named by somebody whose time zone is not known
 */
export const offerTaken = (
  { offer, already }: Offered,
  corrected: readonly Corrected[],
  isByUtc: boolean,
): Message => {
  const tenants =
    offer.tenants.length === 1
      ? `project \`${escapeText(offer.tenants[0] ?? '')}\``
      : `${offer.tenants.length} projects`;
  const what = already
    ? `You already asked for this, and the bot does it only once: ${code(offer.imageId)} is being shared with ${tenants}.`
    : `Sharing ${code(offer.imageId)} with ${tenants}.`;
  const zone = isByUtc
    ? ' The bot does not know your time zone yet, so the last day ends at midnight UTC. To change that, click *Extend…* on the card.'
    : '';
  const ends = [
    ...(offer.answerBy === null ? [] : [`The offer ends ${time(offer.answerBy)} unless somebody answers.`]),
    ...(offer.endsAt === null ? [] : [`The share ends ${time(offer.endsAt)}.`]),
  ];
  const sentences = [what, ...ends, readAs(corrected), 'A card in your direct messages shows who answers.'];
  return { text: `${sentences.filter(Boolean).join(' ')}${zone}` };
};

/** Returns text that does not fit into the modal, with what is wrong with it. */
export const givenBack = (problems: readonly string[], typed: string): Message => {
  // no character is cut apart; at their longest, as `&amp;`, this many fit into a section
  const characters = [...typed];
  const chunks = Array.from({ length: Math.min(40, Math.ceil(characters.length / 580)) }, (_, at) =>
    escapeText(characters.slice(at * 580, (at + 1) * 580).join('')),
  );
  return {
    text: `${problems.map(escapeText).join('\n')}\nYou typed: ${escapeText(typed)}`,
    blocks: [
      section(problems.map((problem) => `:warning: ${escapeText(problem)}`).join('\n')),
      section('Here is what you typed, to copy and correct:'),
      ...chunks.map((chunk) => section(`\`\`\`${chunk}\`\`\``)),
    ],
  };
};

/** The reply to a Remove on a card that has since changed; null if the removal has started, because the card shows that. */
export const removalAnswer = (kind: 'requested' | 'older', share: Share): Message | null =>
  kind === 'requested'
    ? null
    : {
        text: `Project ${bold(projectLabel(share))} was not removed, because this card changed after you saw it. It now shows the current state. Click again if you still want to.`,
      };
