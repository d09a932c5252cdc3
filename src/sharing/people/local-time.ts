/** What time it is where a person is. */
import type { Clock } from '../../core/clock.ts';
import type { Person } from '../../core/ids.ts';
import type { Db } from '../../store/schema/tables.ts';
import type { Ledger } from '../repositories.ts';

/** Now, and whose days and hours these are; UTC while their time zone is not known. */
export interface Here {
  readonly at: number;
  readonly timeZone: string | null;
}

export const hereOf = async (
  { ledger, clock }: { readonly ledger: Pick<Ledger, 'database' | 'preferences'>; readonly clock: Clock },
  person: Pick<Person, 'teamId' | 'userId'>,
  db: Db = ledger.database.kysely,
): Promise<Here> => {
  const { timeZone } = await ledger.preferences.preferencesOf(db, person);
  return { at: clock.now(), timeZone };
};
