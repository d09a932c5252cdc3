/** The clouds that rows refer to. Each keeps its id, whatever its name and place in the operator's file. */

import { randomUUID } from 'node:crypto';
import type { CloudId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { KnownCloud } from '../../model/known-cloud.ts';
import type { Database } from '../engine/database.ts';
import type { Db, Tx } from '../schema/tables.ts';
import { dueCardsOfCloud } from './cards.ts';

/** An entry of the operator's file, as far as it identifies a cloud. */
export type CloudEntry = Pick<KnownCloud, 'name' | 'authUrl'>;

/** Every cloud that was ever in the operator's file. */
export const allClouds = (db: Db): Promise<KnownCloud[]> =>
  db.selectFrom('clouds').selectAll().orderBy('id').execute();

/**
 * Which known cloud an entry is: the one with its auth URL, whatever its name was; if the auth URL changed, the
 * one with its name, if that is still in the file and no entry has its old URL. null: a new one. A removed cloud comes back
 * only by its auth URL, so that another cloud under a used name is not sent its credentials.
 */
const matchCloud = (
  entry: CloudEntry,
  known: readonly KnownCloud[],
  entries: readonly CloudEntry[],
): KnownCloud | null =>
  known.find(({ authUrl }) => authUrl === entry.authUrl) ??
  known.find(
    ({ name, authUrl, goneSince }) =>
      name === entry.name && goneSince === null && !entries.some((other) => other.authUrl === authUrl),
  ) ??
  null;

/** What the operator changed in the file since the bot last read it. */
type Change = { readonly cloudId: CloudId; readonly cloud: string } & (
  | { readonly what: 'new' | 'gone' | 'back' }
  | { readonly what: 'renamed' | 'moved'; readonly from: string; readonly to: string }
);

/**
 * The entries of the operator's file, each with its cloud's id; the table is updated to match. Cards that show
 * a cloud's name, or that it is gone, become due if that changed. For the start, before anything is claimed.
 * @param entries no two with one auth URL
 */
export const recognizeClouds = async <E extends CloudEntry>(
  { transaction, clock }: Pick<Database, 'transaction' | 'clock'>,
  entries: readonly E[],
  log: Log,
): Promise<readonly (E & Pick<KnownCloud, 'id'>)[]> => {
  const { recognized, changes } = await transaction(async (tx) => {
    const known = await allClouds(tx);
    const matched = entries.map((entry) => {
      const before = matchCloud(entry, known, entries);
      return { entry, before, id: before?.id ?? (randomUUID() as CloudId) };
    });
    const found: Change[] = [];
    for (const { entry, before, id } of matched) found.push(...(await keep(tx, entry, before, id)));
    const ids = new Set(matched.map(({ id }) => id));
    for (const { id, name, goneSince } of known) {
      if (ids.has(id) || goneSince !== null) continue;
      await tx.updateTable('clouds').set({ goneSince: clock.now() }).where('id', '=', id).execute();
      found.push({ what: 'gone', cloudId: id, cloud: name });
    }
    for (const { what, cloudId } of found)
      if (what !== 'new' && what !== 'moved') await dueCardsOfCloud(tx, cloudId, clock.now());
    return { recognized: matched.map(({ entry, id }) => ({ ...entry, id })), changes: found };
  });
  for (const { what, ...change } of changes) log[severity[what]](change, words[what]);
  return recognized;
};

/** Writes the entry as it is in the file. */
const keep = async (
  tx: Tx,
  { name, authUrl }: CloudEntry,
  before: KnownCloud | null,
  id: CloudId,
): Promise<readonly Change[]> => {
  if (before === null) {
    // if replicas start at once, one inserts it, and the other's transaction runs again
    await tx
      .insertInto('clouds')
      .values({ id, name, authUrl, goneSince: null })
      .onConflict((conflict) => conflict.column('authUrl').doNothing())
      .execute();
    return [{ what: 'new', cloudId: id, cloud: name }];
  }
  const cloud = { cloudId: id, cloud: name };
  const changes: Change[] = [
    ...(before.goneSince === null ? [] : [{ ...cloud, what: 'back' } as const]),
    ...(before.name === name ? [] : [{ ...cloud, what: 'renamed', from: before.name, to: name } as const]),
    ...(before.authUrl === authUrl
      ? []
      : [{ ...cloud, what: 'moved', from: before.authUrl, to: authUrl } as const]),
  ];
  if (changes.length > 0)
    await tx.updateTable('clouds').set({ name, authUrl, goneSince: null }).where('id', '=', id).execute();
  return changes;
};

/** An entry that is gone or moved by mistake makes people wait, or sends their credentials elsewhere. */
const severity = { new: 'info', back: 'info', renamed: 'info', moved: 'warn', gone: 'warn' } as const;

const words = {
  new: 'clouds.yaml has a new cloud',
  back: 'cloud is back in clouds.yaml; its work continues',
  renamed: 'cloud has another name in clouds.yaml',
  moved: 'cloud has another auth URL in clouds.yaml; its accounts sign in there from now on',
  gone: 'cloud is no longer in clouds.yaml; its work waits until it is back',
} as const;
