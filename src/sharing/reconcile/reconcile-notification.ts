/** Sends a Notification that is due, together with what else is due to its recipient. */
import type { Notification } from '../../model/notification.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import { createDigest } from '../notifications/digest.ts';
import type { CarryingOutDeps } from './step-deps.ts';

export const stepNotification = async ({ store }: CarryingOutDeps, { row }: Claimed<Notification>) => {
  const now = await store.database.now();
  await store.database.transaction((tx) => createDigest({ store, tx, now }, row));
};
