/** All entries of a list in a modal, page by page: the button on a message that holds less, and the modal it opens. */
import { z } from 'zod';
import type { Block, Button, ModalView, Mrkdwn } from '../feature.ts';
import { actions, button, context, modalView, section } from './builders.ts';
import { packValue, unpackValue } from './button-value.ts';
import { mrkdwn } from './mrkdwn.ts';
import { plain } from './plain.ts';

/** Fewer than a modal's blocks would allow: all of a view together is limited to 250 kB. */
const perPage = 20;

const pageSchema = z.object({ card: z.string(), page: z.int().positive() });

export type Listed = 'offer' | 'withdrawal';

/** @param value the card's button value */
export const showAll = (of: Listed, value: string): Block =>
  actions(
    button({
      text: plain`Show all`,
      actionId: `${of}-show-all`,
      value: packValue({ card: value, page: 1 }),
    }),
  );

/** The buttons that lead to a page: `view` makes it. */
export const pageButtons = (
  of: Listed,
  view: (turn: Parameters<Button['run']>[0], card: string, page: number) => Promise<ModalView>,
): Readonly<Record<string, Button>> => {
  const turn: Button = {
    run: async (turn, value) => {
      const { card, page } = unpackValue(value, pageSchema);
      return { update: await view(turn, card, page) };
    },
  };
  return { [`${of}-show-all`]: turn, [`${of}-show-previous`]: turn, [`${of}-show-next`]: turn };
};

/**
 * The page of that number, or the last one.
 * @param entries each in one block or two
 */
export const pagedModal = (
  of: Listed,
  {
    title,
    note,
    entries,
  }: { readonly title: Mrkdwn; readonly note?: Mrkdwn; readonly entries: readonly Block[][] },
  value: string,
  wanted: number,
): ModalView => {
  const pages = Math.max(1, Math.ceil(entries.length / perPage));
  const page = Math.min(wanted, pages);
  const to = (number: number) => packValue({ card: value, page: number });
  const turning = [
    ...(page > 1
      ? [button({ text: plain`Previous`, actionId: `${of}-show-previous`, value: to(page - 1) })]
      : []),
    ...(page < pages
      ? [button({ text: plain`Next`, actionId: `${of}-show-next`, value: to(page + 1) })]
      : []),
  ];
  return modalView({
    callbackId: `${of}-all`,
    title: plain`All projects`,
    close: plain`Close`,
    blocks: [
      section(title),
      ...(note && page === 1 ? [section(note)] : []),
      ...(pages > 1 ? [context(mrkdwn`Page ${page} of ${pages}`)] : []),
      ...entries.slice((page - 1) * perPage, page * perPage).flat(),
      ...(turning.length > 0 ? [actions(...turning)] : []),
    ],
  });
};
