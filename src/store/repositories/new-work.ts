/** Leases work in the transaction that makes it due, so that whoever wrote it also carries out its first step. */
import type { Offer } from '../../model/offer.ts';
import type { HeldShare } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { asHeld } from '../claims/held-intents.ts';
import { type Claimed, type ClaimOptions, giveBack, type Lease } from '../claims/leases.ts';
import { leaseNew, type NewWork } from '../claims/work-claims.ts';
import type { Db, Tx } from '../schema/tables.ts';
import { offer } from './offers.ts';
import { heldShare } from './shares.ts';
import { withdrawal } from './withdrawals.ts';

type LeaseNew<T> = (
  tx: Tx,
  work: NewWork,
  options: Omit<ClaimOptions, 'limit'>,
) => Promise<Claimed<T> | null>;

export const leaseNewOffer: LeaseNew<Offer> = (tx, work, options) =>
  leaseNew(tx, 'offers', offer, work, options);

/** The Share's intents are kept with the lease, as with any other. */
export const leaseNewShare: LeaseNew<HeldShare> = (tx, work, options) =>
  leaseNew(tx, 'shares', heldShare, work, options, asHeld);

export const leaseNewWithdrawal: LeaseNew<Withdrawal> = (tx, work, options) =>
  leaseNew(tx, 'withdrawals', withdrawal, work, options);

/** Nothing was done with it: it is due as it was. */
export const giveBackNew = (
  db: Db,
  table: 'offers' | 'shares' | 'withdrawals',
  lease: Lease,
): Promise<void> => giveBack(db, table, lease);
