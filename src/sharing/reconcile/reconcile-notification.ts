/** A Notice that is due is told, with what else is due to its reader. */
import type { Notice } from '../../model/notification.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import { bundle } from '../notifications/digest.ts';
import type { CarryingOutDeps } from './step-deps.ts';

export const stepNotice = async ({ ledger }: CarryingOutDeps, { row }: Claimed<Notice>) => {
  const now = await ledger.database.now();
  await ledger.database.transaction((tx) => bundle(ledger, tx, row, now));
};
