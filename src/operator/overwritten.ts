/** What an operator's command says of the bytes of what it has deleted. */
import type { Database } from '../store/engine/database.ts';

/** Overwrites them. Returns nothing to say, or that it could not. */
export const overwritten = async ({ scrub }: Pick<Database, 'scrub'>): Promise<string> =>
  (await scrub())
    ? ''
    : 'Somebody else was reading the database meanwhile, so its files may still have the bytes of it: the bot overwrites them once it runs.\n';
