/** The producer's card: the image, each tenant and its state, who answered and when, and what to do. Pure. */
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
import { bold, code, escapeText, joined, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { problemText } from '../../slack/blocks/problem-text.ts';
import type { Block, Message, Mrkdwn } from '../../slack/feature.ts';
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
  const from = mrkdwn`from project ${escapeText(offer.projectName)} (${escapeText(offer.cloudName)}, ${escapeText(offer.region)})`;
  const state = offerState(offer);
  const found = foundElsewhere(offer);
  const unaccepted = notAccepted(offer, asked);
  const texts = asked.map((line) => ({ title: lineTitle(line.share), text: lineState(line) }));
  return {
    text: joined([
      offer.phase === 'failed' ? escapeText(name) : mrkdwn`Sharing ${escapeText(name)} ${from}`,
      ...found,
      ...(state ? [state] : []),
      ...hidden.map(
        ({ share }) => mrkdwn`Warning: ${lineTitle(share)} has access again, although you did not choose it.`,
      ),
      ...texts.map(({ title, text }) => mrkdwn`${title}: ${text}`),
      ...unaccepted,
    ]),
    blocks: [
      section(
        mrkdwn`${bold(name)} · ${code(offer.imageId)}${offer.phase === 'failed' ? '' : mrkdwn`\nYou are sharing it ${from}`}`,
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
              mrkdwn`:warning: The image is ${escapeText(offer.image.status)} and cannot be booted at the moment.`,
            ),
          ]
        : []),
      ...(asked.length > 0 ? [divider()] : []),
      ...(asked.length <= maxSingly
        ? asked.flatMap((line, n) => [
            section(mrkdwn`${texts[n]?.title ?? ''}\n${texts[n]?.text ?? ''}`, lineMenu(line, value)),
            ...offerAgain(line, value),
          ])
        : [...grouped(asked), ...offerAllAgain(asked, value)]),
      ...unaccepted.map((words) => section(words)),
      ...nextSteps(offer, asked, value),
      ...(offer.note ? [context(mrkdwn`Your note: ${escapeText(offer.note)}`)] : []),
    ],
  };
};

/** Where the image was found, if no region was named and it was not in the default one. */
const foundElsewhere = ({ region, homeRegion, accountName }: Offer): Mrkdwn[] =>
  homeRegion === null || homeRegion === region
    ? []
    : [
        mrkdwn`Found in ${bold(region)}. It is not in ${escapeText(homeRegion)}, the default region of your account ${bold(accountName)}.`,
      ];

/** The state of the offer as a whole; empty once each tenant's line says it all. */
const offerState = (offer: Offer): Mrkdwn => {
  if (offer.phase === 'failed')
    return mrkdwn`:x: Nothing was shared. ${offer.problem ? problemText(offer.problem) : ''}`;
  if (offer.lastError) return mrkdwn`:hourglass: Waiting. ${problemText(offer.lastError)}`;
  switch (offer.phase) {
    case 'finding':
      return mrkdwn`Looking for the image…`;
    case 'opening':
    case 'checking':
      return mrkdwn`The image is private. Making it shared first…`;
    case 'placing':
      return mrkdwn`Adding the members…`;
    default:
      return '';
  }
};

const hiddenBlocks = (hidden: readonly TenantLine[], value: Value): Block[] => {
  if (hidden.length === 0) return [];
  const rest = hidden.slice(maxRemovable);
  return [
    section(
      mrkdwn`:warning: *${hidden.length === 1 ? mrkdwn`A project that you did not choose has` : mrkdwn`${hidden.length} projects that you did not choose have`} access again.* ${hidden.length === 1 ? mrkdwn`It was a member` : mrkdwn`They were members`} before the image became private, and came back when the image was shared again.`,
    ),
    ...hidden.slice(0, maxRemovable).map(({ share }) =>
      section(
        mrkdwn`${lineTitle(share)} — ${share.member?.value === 'absent' ? lineState({ share, role: 'hidden', asked: [], skipped: [] }) : escapeText(share.status ?? '')}`,
        {
          ...(openMemberIntent(share) === null && {
            accessory: button({
              text: plain`Remove`,
              actionId: 'member-remove',
              style: 'danger',
              value: value(share.id),
              confirm: {
                title: plain`Remove this member?`,
                text: mrkdwn`Project ${escapeText(projectLabel(share))} loses access to the image. Servers made from it are not affected.`,
                confirm: plain`Remove`,
              },
            }),
          }),
        },
      ),
    ),
    ...(rest.length > 0
      ? [
          context(
            mrkdwn`and ${rest.length} more: ${joined(
              rest.map(({ share }) => lineTitle(share)),
              mrkdwn`, `,
            )}`,
          ),
        ]
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
export const readAs = (corrected: readonly Corrected[]): Mrkdwn =>
  joined(
    corrected
      .slice(0, 10)
      .map(({ typed, projectId }) => mrkdwn`${code(typed)} was read as the project id ${code(projectId)}.`),
    mrkdwn` `,
  );

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
      ? mrkdwn`project \`${escapeText(offer.tenants[0] ?? '')}\``
      : mrkdwn`${offer.tenants.length} projects`;
  const what = already
    ? mrkdwn`You already asked for this, and the bot does it only once: ${code(offer.imageId)} is being shared with ${tenants}.`
    : mrkdwn`Sharing ${code(offer.imageId)} with ${tenants}.`;
  const zone = isByUtc
    ? mrkdwn` The bot does not know your time zone yet, so the last day ends at midnight UTC. To change that, click *Extend…* on the card.`
    : '';
  const ends = [
    ...(offer.answerBy === null
      ? []
      : [mrkdwn`The offer ends ${time(offer.answerBy)} unless somebody answers.`]),
    ...(offer.endsAt === null ? [] : [mrkdwn`The share ends ${time(offer.endsAt)}.`]),
  ];
  const card = mrkdwn`A card in your direct messages shows who answers.`;
  const sentences = [what, ...ends, readAs(corrected), card].filter((sentence) => sentence !== '');
  return { text: mrkdwn`${joined(sentences, mrkdwn` `)}${zone}` };
};

/** Returns text that does not fit into the modal, with what is wrong with it. */
export const givenBack = (problems: readonly string[], typed: string): Message => {
  // no character is cut apart; at their longest, as `&amp;`, this many fit into a section
  const characters = [...typed];
  const chunks = Array.from({ length: Math.min(40, Math.ceil(characters.length / 580)) }, (_, at) =>
    escapeText(characters.slice(at * 580, (at + 1) * 580).join('')),
  );
  return {
    text: mrkdwn`${joined(problems.map(escapeText))}\nYou typed: ${escapeText(typed)}`,
    blocks: [
      section(joined(problems.map((problem) => mrkdwn`:warning: ${escapeText(problem)}`))),
      section(mrkdwn`Here is what you typed, to copy and correct:`),
      ...chunks.map((chunk) => section(mrkdwn`\`\`\`${chunk}\`\`\``)),
    ],
  };
};

/** The reply to a Remove on a card that has since changed; null if the removal has started, because the card shows that. */
export const removalAnswer = (kind: 'requested' | 'older', share: Share): Message | null =>
  kind === 'requested'
    ? null
    : {
        text: mrkdwn`Project ${bold(projectLabel(share))} was not removed, because this card changed after you saw it. It now shows the current state. Click again if you still want to.`,
      };
