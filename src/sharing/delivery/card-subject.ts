/** What a card's message is about, as its metadata says it: a bot whose database was put back recognizes what it does not know it posted. */
import type { Card } from '../../model/card.ts';
import type { Store } from '../repositories.ts';

/** The keyed hash of `parts` under each key, the current one's first. */
export type KeyedHashes = (parts: readonly string[]) => readonly [string, ...string[]];

/** The same for two cards of one recipient about the same image and project, whatever the ids of their rows. */
export const subjectsOf = async (
  { shares, database }: Pick<Store, 'shares' | 'database'>,
  keyedHashes: KeyedHashes,
  { kind, subjectId, recipientId }: Card,
): Promise<readonly string[]> => {
  const share = kind === 'share' ? await shares.findShare(database.kysely, subjectId) : null;
  const about = share ? [share.cloudId, share.region, share.imageId, share.projectId] : [subjectId];
  return keyedHashes(['message', kind, ...about, recipientId]);
};
