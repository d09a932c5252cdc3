/** What is due to a person at one time becomes one message. */
import { randomUUID } from 'node:crypto';
import type { Notice } from '../../model/notification.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { newCard } from '../cards/refresh.ts';
import type { Ledger } from '../repositories.ts';
import { isMoot } from '../rules/still-relevant.ts';
import { gatherMs } from './notify.ts';

/** Puts what is due to the reader of `notice` into one message, if any of it still matters. */
export const bundle = async (
  { notices, cards, shares }: Pick<Ledger, 'notices' | 'cards' | 'shares'>,
  tx: Tx,
  notice: Notice,
  now: number,
): Promise<void> => {
  const bundleId = randomUUID();
  // what is due a moment later was caused by the same
  if (!(await notices.bundleNotices(tx, notice, bundleId, now + gatherMs))) return;
  let left = 0;
  for (const one of await notices.noticesOfBundle(tx, bundleId))
    if (isMoot(one, await shares.findShare(tx, one.subjectId))) await notices.leaveOut(tx, one.id);
    else left += 1;
  if (left > 0) await cards.ensureCard(tx, newCard('notice', bundleId, notice, now));
};
