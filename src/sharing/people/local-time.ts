/** What time it is where a person is. */
import type { Clock } from '../../core/clock.ts';
import type { Person } from '../../core/ids.ts';
import type { Db } from '../../store/schema/tables.ts';
import type { Store } from '../repositories.ts';

/** The current time, and the time zone that its days and hours are in; UTC while the person's is not known. */
export interface LocalTime {
  readonly at: number;
  readonly timeZone: string | null;
}

export const localTimeOf = async (
  { store, clock }: { readonly store: Pick<Store, 'database' | 'preferences'>; readonly clock: Clock },
  person: Pick<Person, 'teamId' | 'userId'>,
  db: Db = store.database.kysely,
): Promise<LocalTime> => {
  const { timeZone } = await store.preferences.preferencesOf(db, person);
  return { at: clock.now(), timeZone };
};
