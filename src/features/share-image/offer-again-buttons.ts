/** On the producer's card: the reasons given with a reject, and buttons to offer again. Pure. */
import { clipText } from '../../core/plain-text.ts';
import type { Share } from '../../model/share.ts';
import type { TenantLine } from '../../sharing/cards/offer-card.ts';
import { canOfferAgain } from '../../sharing/intents/offer-again.ts';
import { reasonOf } from '../../sharing/rules/undo-window.ts';
import type { Detail } from '../../slack/blocks/assemble.ts';
import { actions, button } from '../../slack/blocks/builders.ts';
import { escapeText, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import { quote } from '../../slack/blocks/quote.ts';
import type { Block, Mrkdwn, Plain } from '../../slack/feature.ts';

type Value = (subject?: string) => string;

const confirm = {
  title: plain`Offer it again?`,
  text: mrkdwn`The bot removes the project and adds it again. The project loses access for a moment, and then its people are asked again.`,
  confirm: plain`Offer again`,
};

const again = (text: Plain, value: string) =>
  actions(button({ text, actionId: 'offer-again', value, confirm }));

/** Below one tenant's line. */
export const offerAgain = ({ share }: TenantLine, value: Value): Block[] =>
  canOfferAgain(share) ? [again(plain`Offer again`, value(share.id))] : [];

/** Below a grouped list: offers again to all tenants that rejected. */
export const offerAllAgain = (asked: readonly TenantLine[], value: Value): Block[] => {
  const { length } = asked.filter(({ share }) => canOfferAgain(share));
  return length === 0 ? [] : [again(plain`Offer again to the ${length} that rejected it`, value())];
};

/** The reason given with a reject, on a line of its own; '' if there is none. */
export const reasonLine = (share: Share, { words }: Detail): Mrkdwn => {
  const reason = reasonOf(share);
  return reason === null || words === 0 ? '' : mrkdwn`\n${quote(reason, Math.min(words, 500))}`;
};

/** The same, within a list of tenants. */
export const shortReason = (share: Share, { words }: Detail): Mrkdwn => {
  const reason = reasonOf(share);
  return reason === null || words === 0
    ? ''
    : mrkdwn`: “${escapeText(clipText(reason.replace(/\s+/g, ' '), 80))}”`;
};
