/** Which database DATABASE_URL names, once nothing is wrong with it. */
import { certificateMistake, type DatabasePlace, readDatabaseUrl } from '../../core/database-url.ts';
import { SetupError } from '../../core/setup-error.ts';

/** A database URL that this bot cannot use. */
export class DatabaseUrlError extends SetupError {
  override readonly name = 'DatabaseUrlError';

  constructor(mistake: string, options?: ErrorOptions) {
    super(`DATABASE_URL ${mistake}`, options);
  }
}

/** @throws DatabaseUrlError */
export const placeOf = (url: string): DatabasePlace => {
  const place = readDatabaseUrl(url);
  if (typeof place === 'string') throw new DatabaseUrlError(place);
  const mistake = place.kind === 'postgres' ? certificateMistake(url) : null;
  if (mistake !== null) throw new DatabaseUrlError(mistake);
  return place;
};
