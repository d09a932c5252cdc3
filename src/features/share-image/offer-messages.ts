/** The producer's card: the image, each tenant and its state, who answered and when, and what to do. Pure. */
import { clipText } from '../../core/plain-text.ts';
import type { Offer } from '../../model/offer.ts';
import type { OfferCardModel } from '../../sharing/cards/offer-card.ts';
import { asksToOpen } from '../../sharing/rules/plan-offer.ts';
import { imageName } from '../../sharing/rules/share-state.ts';
import { assemble, type Detail, everything, least, noteChars } from '../../slack/blocks/assemble.ts';
import { context, divider, section } from '../../slack/blocks/builders.ts';
import { named } from '../../slack/blocks/lists.ts';
import { cardMenu, plainCard } from '../../slack/blocks/menus.ts';
import { bold, code, escapeText, joined, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { showAll } from '../../slack/blocks/pages.ts';
import { problemText } from '../../slack/blocks/problem-text.ts';
import { restoredButtons } from '../../slack/blocks/restored-question.ts';
import type { Block, CardMessage, Message, Mrkdwn } from '../../slack/feature.ts';
import { hiddenBlocks, hiddenMembers, hiddenTexts } from './hidden-members.ts';
import { askedAgain, nextSteps, notAccepted } from './next-steps.ts';
import { offerAgain, offerAllAgain } from './offer-again-buttons.ts';
import { countedTenants, grouped, lineMenu, lineState, lineTitle } from './tenant-lines.ts';

type Value = (subject?: string) => string;

/** More tenants than this are grouped by their state. */
const maxSingly = 10;

export const offerCard = (model: OfferCardModel, value: Value): CardMessage => {
  const name = clipText(imageName(model.offer), least.names);
  const asked = model.lines.filter(({ role }) => role === 'asked');
  const state = offerState(model.offer, least) || countedTenants(asked, least);
  return {
    ...assemble((detail) => offerInDetail(model, value, detail)),
    plain: plainCard(mrkdwn`${bold(name)} · ${code(model.offer.imageId)}`, state, value()),
  };
};

/** The card that shows `detail` of what it could show. */
const offerInDetail = ({ offer, lines }: OfferCardModel, value: Value, detail: Detail): Message => {
  const asked = lines.filter(({ role }) => role === 'asked');
  const hidden = hiddenMembers(lines);
  const state = offerState(offer, detail);
  const found = foundElsewhere(offer, detail);
  const unaccepted = notAccepted(offer, asked, detail);
  const from = fromWhere(offer, detail);
  const question = askedAgain(offer, asked, detail);
  const singly = asked.length <= maxSingly && detail.singly;
  const name = clipText(imageName(offer), detail.names);
  return {
    text: joined([
      offer.phase === 'failed' ? escapeText(name) : mrkdwn`Sharing ${escapeText(name)} ${from}`,
      ...found,
      ...(state ? [state] : []),
      ...hiddenTexts(hidden, detail),
      ...(detail.listed < asked.length ? [countedTenants(asked, detail)] : []),
      ...(detail.listed === 0
        ? []
        : named(
            asked,
            detail.listed,
            (line) => mrkdwn`${lineTitle(line.share, detail)}: ${lineState(line, detail)}`,
          )),
      ...unaccepted,
      ...question,
    ]),
    blocks: [
      section(
        mrkdwn`${bold(name)} · ${code(offer.imageId)}${offer.phase === 'failed' ? '' : mrkdwn`\nYou are sharing it ${from}`}`,
        { accessory: offerMenu(offer, value) },
      ),
      ...found.map((words) => context(words)),
      ...hiddenBlocks(hidden, value, detail),
      ...(state ? [section(state)] : []),
      ...notBootable(offer),
      ...(asked.length > 0 ? [divider()] : []),
      ...(singly
        ? asked.flatMap((line) => [
            section(
              mrkdwn`${lineTitle(line.share, detail)}\n${lineState(line, detail)}`,
              lineMenu(line, value),
            ),
            ...offerAgain(line, value),
          ])
        : [...grouped(asked, detail), ...offerAllAgain(asked, value)]),
      ...unaccepted.map((words) => section(words)),
      ...question.flatMap((words) => [section(words), ...restoredButtons(value())]),
      ...nextSteps(offer, asked, value),
      ...(offer.note
        ? [context(mrkdwn`Your note: ${escapeText(clipText(offer.note, noteChars(detail)))}`)]
        : []),
      ...(detail === everything ? [] : [showAll('offer', value())]),
    ],
  };
};

/** What was carried out can be handed over. */
const offerMenu = ({ phase }: Offer, value: Value) =>
  cardMenu(value(), ['refresh', 'timeline', ...(phase === 'placed' ? (['hand-over'] as const) : [])]);

const fromWhere = ({ projectName, cloudName, region }: Offer, { names }: Detail): Mrkdwn =>
  mrkdwn`from project ${escapeText(clipText(projectName, names))} (${escapeText(clipText(cloudName, names))}, ${escapeText(clipText(region, names))})`;

/** Where the image was found, if no region was named and it was not in the default one. */
const foundElsewhere = ({ region, homeRegion, accountName }: Offer, { names }: Detail): Mrkdwn[] =>
  homeRegion === null || homeRegion === region
    ? []
    : [
        mrkdwn`Found in ${bold(clipText(region, names))}. It is not in ${escapeText(clipText(homeRegion, names))}, the default region of your account ${bold(clipText(accountName, names))}.`,
      ];

const notBootable = ({ image, phase }: Offer): Block[] =>
  image?.status && image.status !== 'active' && phase !== 'failed'
    ? [
        context(
          mrkdwn`:warning: The image is ${escapeText(clipText(image.status, 40))} and cannot be booted at the moment.`,
        ),
      ]
    : [];

/** The state of the offer as a whole; empty once each tenant's line says it all. */
const offerState = (offer: Offer, detail: Detail): Mrkdwn => {
  if (offer.phase === 'failed')
    return mrkdwn`:x: Nothing was shared. ${offer.problem ? problemText(offer.problem, detail) : ''}`;
  if (offer.lastError) return mrkdwn`:hourglass: Waiting. ${problemText(offer.lastError, detail)}`;
  if (asksToOpen(offer)) return mrkdwn`The image is private.`;
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
