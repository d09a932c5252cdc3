/** Everything that the producer's card says of its projects, for when a message holds less. Pure. */
import type { OfferCardModel } from '../../sharing/cards/offer-card.ts';
import { imageName } from '../../sharing/rules/share-state.ts';
import { everything } from '../../slack/blocks/assemble.ts';
import { section } from '../../slack/blocks/builders.ts';
import { bold, code, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { pagedModal } from '../../slack/blocks/pages.ts';
import { quote } from '../../slack/blocks/quote.ts';
import type { ModalView } from '../../slack/feature.ts';
import { hiddenLine, hiddenMembers } from './hidden-members.ts';
import { offerAgain } from './offer-again-buttons.ts';
import { lineMenu, lineState, lineTitle } from './tenant-lines.ts';

/** How much of a note fits into a section, marked as a quotation. */
const noteMax = 2800;

export const allTenants = (
  { offer, lines }: OfferCardModel,
  value: (subject?: string) => string,
  page: number,
): ModalView =>
  pagedModal(
    'offer',
    {
      title: mrkdwn`${bold(imageName(offer))} · ${code(offer.imageId)}`,
      ...(offer.note && { note: mrkdwn`Your note:\n${quote(offer.note, noteMax)}` }),
      entries: [
        ...hiddenMembers(lines).map((line) => [hiddenLine(line, value, everything)]),
        ...lines
          .filter(({ role }) => role === 'asked')
          .map((line) => [
            section(mrkdwn`${lineTitle(line.share)}\n${lineState(line)}`, lineMenu(line, value)),
            ...offerAgain(line, value),
          ]),
      ],
    },
    value(),
    page,
  );
