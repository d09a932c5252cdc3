/** The end of the minute in which something can be undone. */
import { randomUUID } from 'node:crypto';
import type { Share } from '../model/share.ts';
import type { Tx } from '../store/tables.ts';
import type { Ledger } from './ledger.ts';

/** When the minute is over, the cards that offer to undo are drawn without it. */
export const setUndoEnd = (
  { appointments }: Pick<Ledger, 'appointments'>,
  tx: Tx,
  { id: subjectId, teamId }: Pick<Share, 'id' | 'teamId'>,
  at: number,
  now: number,
): Promise<void> =>
  appointments.setAppointment(tx, {
    id: randomUUID(),
    teamId,
    kind: 'redraw',
    subjectId,
    turn: 0,
    dueAt: at,
    createdAt: now,
  });
