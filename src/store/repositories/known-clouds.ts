/** The clouds that rows refer to. Each keeps its id, whatever its name and place in the operator's file. */

import { randomUUID } from 'node:crypto';
import type { CloudId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { KnownCloud } from '../../model/known-cloud.ts';
import type { Database } from '../engine/database.ts';
import type { Db, Tx } from '../schema/tables.ts';
import { dueCardsOfCloud } from './cards-of-cloud.ts';
import { joinCloud } from './join-clouds.ts';

/** A cloud of the operator's file, as far as that identifies it. */
export type CloudEntry = Pick<KnownCloud, 'name' | 'authUrl'> & {
  /** Where one cloud has several auth URLs. */
  readonly entries?: readonly Pick<KnownCloud, 'authUrl'>[];
};

const urlsOf = ({ authUrl, entries = [] }: CloudEntry): readonly string[] => [
  ...new Set([authUrl, ...entries.map((entry) => entry.authUrl)]),
];

/** Every cloud that was ever in the operator's file, under each of its auth URLs. */
export const allClouds = (db: Db): Promise<KnownCloud[]> =>
  db.selectFrom('clouds').selectAll().orderBy('createdAt').orderBy('id').execute();

const idOf = ({ id, joinedTo }: KnownCloud): CloudId => joinedTo ?? id;

/** A cloud of the file and what is known of it: the oldest stays, the others are one with it. `parted`: were, and are no longer. */
interface Match<E> {
  readonly entry: E;
  readonly clouds: readonly KnownCloud[];
  readonly parted: readonly KnownCloud[];
}

/**
 * Which known clouds an entry is: those with one of its auth URLs, whatever their name was; if the auth URL changed, the
 * one with its name, if that is still in the file and no entry has its old URL. None: a new one. A removed cloud comes back
 * only by its auth URL, so that another cloud under a used name is not sent its credentials.
 * @param known oldest first
 */
const matchClouds = <E extends CloudEntry>(
  entries: readonly E[],
  known: readonly KnownCloud[],
): Match<E>[] => {
  const taken = new Set<CloudId>();
  const inFile = new Set(entries.flatMap(urlsOf));
  const isMain = ({ joinedTo }: KnownCloud) => joinedTo === null;
  const withUrl = (entry: E) => known.filter(({ authUrl }) => urlsOf(entry).includes(authUrl));
  // of two entries that were one cloud, the one with the cloud's own auth URL stays it
  const owners = new Map(
    entries.flatMap((entry) =>
      withUrl(entry)
        .filter(isMain)
        .map(({ id }) => [id, entry] as const),
    ),
  );
  return entries.map((entry) => {
    const rows = withUrl(entry);
    const mine = known.filter(
      (cloud) =>
        isMain(cloud) &&
        rows.some((row) => idOf(row) === cloud.id) &&
        (owners.get(cloud.id) ?? entry) === entry &&
        !taken.has(cloud.id),
    );
    const parted = mine.length > 0 ? [] : rows.slice(0, 1);
    const renamed = known.filter(
      (cloud) =>
        cloud.name === entry.name && isMain(cloud) && cloud.goneSince === null && !inFile.has(cloud.authUrl),
    );
    const clouds =
      mine.length > 0 || parted.length > 0
        ? [...mine, ...parted]
        : renamed.filter(({ id }) => !taken.has(id)).slice(0, 1);
    for (const { id } of clouds) taken.add(id);
    return { entry, clouds, parted };
  });
};

/** What the operator changed in the file since the bot last read it. */
type Change = { readonly cloudId: CloudId; readonly cloud: string } & (
  | { readonly what: 'new' | 'gone' | 'back' | 'parted' }
  | { readonly what: 'joined'; readonly from: CloudId }
  | { readonly what: 'renamed' | 'moved'; readonly from: string; readonly to: string }
);

/**
 * The clouds of the operator's file, each with its id; the table is updated to match. Two that turn out to be one get the older id,
 * and the rows of both. Cards that show a cloud's name, or that it is gone, become due if that changed. At the start before
 * anything is claimed, and whenever the file is read again.
 * @param entries no two with one auth URL
 */
export const recognizeClouds = async <E extends CloudEntry>(
  { transaction, clock }: Pick<Database, 'transaction' | 'clock'>,
  entries: readonly E[],
  log: Log,
): Promise<readonly (E & Pick<KnownCloud, 'id'>)[]> => {
  const { recognized, changes } = await transaction(async (tx) => {
    const now = clock.now();
    const known = await allClouds(tx);
    const matched = matchClouds(entries, known).map((match) => ({
      ...match,
      id: match.clouds[0]?.id ?? (randomUUID() as CloudId),
    }));
    const found: Change[] = [];
    for (const match of matched) found.push(...(await keep(tx, match, match.id, known, now)));
    const ids = new Set(matched.flatMap(({ id, clouds }) => [id, ...clouds.map((cloud) => cloud.id)]));
    for (const { id, name, goneSince, joinedTo } of known) {
      if (ids.has(id) || goneSince !== null || joinedTo !== null) continue;
      await tx.updateTable('clouds').set({ goneSince: now }).where('id', '=', id).execute();
      found.push({ what: 'gone', cloudId: id, cloud: name });
    }
    for (const { what, cloudId } of found)
      if (what !== 'new' && what !== 'moved') await dueCardsOfCloud(tx, cloudId, now);
    return { recognized: matched.map(({ entry, id }) => ({ ...entry, id })), changes: found };
  });
  for (const { what, ...change } of changes) log[severity[what]](change, words[what]);
  return recognized;
};

/** Writes the cloud as it is in the file, under each of its auth URLs. */
const keep = async (
  tx: Tx,
  { entry, clouds, parted }: Match<CloudEntry>,
  id: CloudId,
  known: readonly KnownCloud[],
  now: number,
): Promise<readonly Change[]> => {
  const [before, ...joining] = clouds;
  const cloud = { cloudId: id, cloud: entry.name };
  const isKnown = (authUrl: string) => known.some((one) => one.authUrl === authUrl);
  // only a cloud none of whose auth URLs was ever seen has moved
  const main = before && urlsOf(entry).some(isKnown) ? before.authUrl : entry.authUrl;
  const changes = await keepMain(tx, { name: entry.name, authUrl: main }, before, id, now);
  for (const { id: newer } of joining) {
    await joinCloud(tx, newer, id, now);
    await tx.updateTable('clouds').set({ joinedTo: id }).where('joinedTo', '=', newer).execute();
  }
  await tx
    .updateTable('clouds')
    .set({ joinedTo: id, goneSince: null })
    .where('authUrl', 'in', urlsOf(entry))
    .where('id', '<>', id)
    .execute();
  for (const authUrl of urlsOf(entry)) {
    if (authUrl === main || isKnown(authUrl)) continue;
    await insertCloud(tx, {
      id: randomUUID() as CloudId,
      joinedTo: id,
      createdAt: now,
      name: entry.name,
      authUrl,
    });
  }
  return [
    ...changes,
    ...joining.map((one) => ({ ...cloud, what: 'joined', from: one.id }) as const),
    ...parted.filter(({ joinedTo }) => joinedTo !== null).map(() => ({ ...cloud, what: 'parted' }) as const),
  ];
};

const keepMain = async (
  tx: Tx,
  { name, authUrl }: Pick<KnownCloud, 'name' | 'authUrl'>,
  before: KnownCloud | undefined,
  id: CloudId,
  now: number,
): Promise<readonly Change[]> => {
  const cloud = { cloudId: id, cloud: name };
  if (before === undefined) {
    await insertCloud(tx, { id, joinedTo: null, createdAt: now, name, authUrl });
    return [{ ...cloud, what: 'new' }];
  }
  const changes: Change[] = [
    ...(before.goneSince === null ? [] : [{ ...cloud, what: 'back' } as const]),
    ...(before.name === name ? [] : [{ ...cloud, what: 'renamed', from: before.name, to: name } as const]),
    ...(before.authUrl === authUrl
      ? []
      : [{ ...cloud, what: 'moved', from: before.authUrl, to: authUrl } as const]),
  ];
  if (changes.length > 0 || before.joinedTo !== null)
    await tx
      .updateTable('clouds')
      .set({ name, authUrl, goneSince: null, joinedTo: null })
      .where('id', '=', id)
      .execute();
  return changes;
};

/** If replicas start at once, one inserts it, and the other's transaction runs again. */
const insertCloud = async (tx: Tx, row: Omit<KnownCloud, 'goneSince'>) => {
  await tx
    .insertInto('clouds')
    .values({ ...row, goneSince: null })
    .onConflict((conflict) => conflict.column('authUrl').doNothing())
    .execute();
};

/** An entry that is gone or moved by mistake makes people wait, or sends their credentials elsewhere. */
const severity = {
  new: 'info',
  back: 'info',
  renamed: 'info',
  moved: 'warn',
  gone: 'warn',
  joined: 'warn',
  parted: 'warn',
} as const;

const words = {
  new: 'clouds.yaml has a new cloud',
  back: 'cloud is back in clouds.yaml; its work continues',
  renamed: 'cloud has another name in clouds.yaml',
  moved: 'cloud has another auth URL in clouds.yaml; its accounts sign in there from now on',
  joined: 'two clouds are one in clouds.yaml now; what was on the newer is on the older',
  parted: 'an entry of a cloud is a cloud by itself in clouds.yaml now; its accounts have to be linked again',
  gone: 'cloud is no longer in clouds.yaml; its work waits until it is back',
} as const;
