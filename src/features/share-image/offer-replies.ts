/** The replies to `/share-image` and to buttons of the producer's card. Pure. */
import type { Share } from '../../model/share.ts';
import type { Offered } from '../../sharing/intents/make-offer.ts';
import { projectLabel } from '../../sharing/rules/share-state.ts';
import type { Corrected } from '../../sharing/rules/typed-tenants.ts';
import { section } from '../../slack/blocks/builders.ts';
import { bold, code, escapeLines, escapeText, joined, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import type { Message, Mrkdwn } from '../../slack/feature.ts';

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
    escapeLines(characters.slice(at * 580, (at + 1) * 580).join('')),
  );
  return {
    text: mrkdwn`${joined(problems.map(escapeText))}\nYou typed: ${escapeLines(typed)}`,
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
