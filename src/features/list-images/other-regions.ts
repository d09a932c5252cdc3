/** The regions that a list says nothing about, and the buttons that list them. Pure. */
import { actions, button, context } from '../../slack/blocks/builders.ts';
import { firstOf } from '../../slack/blocks/lists.ts';
import { escapeText, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Block, Mrkdwn } from '../../slack/feature.ts';
import { type Listing, listingValue } from './images-listing.ts';

/** One `action_id` for each button, since those of one row must differ. */
export const regionButtons = ['list-region-1', 'list-region-2', 'list-region-3', 'list-region-4'] as const;

/** One sentence, or none. */
export const regionWords = ({ region }: Listing, others: readonly string[]): readonly Mrkdwn[] =>
  others.length === 0
    ? []
    : [
        mrkdwn`This list shows ${escapeText(region)} only, not ${firstOf(others.map(escapeText), regionButtons.length)}.`,
      ];

/** Further regions than there are buttons take `--region`. */
export const regionBlocks = (listing: Listing, others: readonly string[]): readonly Block[] => [
  ...regionWords(listing, others).map((words) => context(words)),
  ...(others.length === 0
    ? []
    : [
        actions(
          ...regionButtons.flatMap((actionId, at) => {
            const region = others[at];
            if (region === undefined) return [];
            const value = listingValue({ ...listing, region, cursor: null, page: 1 });
            return [button({ text: plain`List ${region}`, actionId, value })];
          }),
        ),
      ]),
];
