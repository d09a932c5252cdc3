/**
 * The first step of a row begins with the commit that makes it due: its transaction leases it, so that neither a claim nor a round of
 * the loop comes between a person's intent and the cloud. Where the loop would not begin it either, it is left to the loop.
 */
import type { Claimed, ClaimOptions } from '../../store/claims/leases.ts';
import type { NewWork } from '../../store/claims/work-claims.ts';
import type { Instance } from '../../store/engine/database.ts';
import type { Tx } from '../../store/schema/tables.ts';
import type { DueWork, FirstSteps, Leased } from '../transaction.ts';
import { leaseMs } from './lease-length.ts';
import type { Loop, Worker } from './loop.ts';

/** A worker whose rows can be leased by the transaction that makes them due. */
export interface FirstWorker extends Worker {
  readonly name: DueWork['table'];
  /** Takes a place for the row where its step is made, and leases it; null, and no place taken, if it must wait. */
  leaseNew(tx: Tx, work: NewWork, options: Omit<ClaimOptions, 'limit'>): Promise<Claimed<unknown> | null>;
  /** Gives up the place of a row whose step is not begun. */
  free(claimed: Claimed<unknown>): void;
  /** Makes a row that was leased here due again for everybody. */
  giveBack(claimed: Claimed<unknown>): Promise<void>;
}

export const createFirstSteps = (
  workers: readonly Worker[],
  loop: () => Pick<Loop, 'leaseToken' | 'begin' | 'nudge'>,
  wakeOthers: Instance['wakeOthers'],
): FirstSteps => ({
  lease: async (tx, due, now) => {
    const leased: { readonly worker: FirstWorker; readonly claimed: Claimed<unknown> }[] = [];
    const drop = () => {
      for (const { worker, claimed } of leased) worker.free(claimed);
    };
    try {
      for (const { table, ...work } of due) {
        const worker = workers.find((one): one is FirstWorker => one.name === table);
        const token = worker && loop().leaseToken(worker);
        if (!worker || !token) continue;
        const claimed = await worker.leaseNew(tx, work, { now, leaseMs, token });
        if (claimed !== null) leased.push({ worker, claimed });
      }
      if (leased.length < due.length) await wakeOthers(tx);
    } catch (error) {
      drop();
      throw error;
    }
    return {
      begin: () => {
        for (const { worker, claimed } of leased)
          if (!loop().begin(worker, claimed)) {
            worker.free(claimed);
            // if that fails, the lease runs out
            worker.giveBack(claimed).catch(() => {});
          }
      },
      drop: () => {
        drop();
        // others may have waited for the places
        loop().nudge();
      },
    } satisfies Leased;
  },
});
