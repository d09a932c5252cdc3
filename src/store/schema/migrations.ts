/** The tables, as a list of changes to an empty database; each is made once, in order. They are only added to: a test holds what each one does. */
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { isPostgres } from '../dialect.ts';
import { keepAudit } from './audit-triggers.ts';
import { slackMethod } from './card-slack-method.ts';
import { hasEnded, since } from './ended.ts';
import { table } from './new-table.ts';
import { type Db, leasedTables } from './tables.ts';

/** One change to the tables. */
export interface SchemaChange extends Migration {
  /** The oldest bot that can work on the tables after it, by the number of changes that it knows. A change that only adds leaves it as it was. */
  readonly readableFrom: number;
}

const lease = { leaseToken: 'text?', leaseUntil: 'bigint?', touched: 'flag', finishedAt: 'bigint?' } as const;

/** The columns by which due rows are held back: they are in the index, so that rows held back, however many, need not be read. */
const heldBy: Readonly<Record<string, readonly string[]>> = {
  offers: ['cloudId', 'region', 'accountId'],
  withdrawals: ['cloudId', 'region', 'accountId'],
  shares: ['cloudId', 'region', 'actor', 'projectId'],
};

/** What only PostgreSQL needs. */
const forReplicas = async (db: Kysely<unknown>) => {
  // each process that shares the database takes one
  await sql`create sequence "instanceNumbers" as integer cycle`.execute(db);
  // a row is written several times in its life: room for that in its page, and old versions are cleared before they are many
  for (const leased of leasedTables)
    await sql`alter table ${sql.table(leased)} set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)`.execute(
      db,
    );
};

const initial: Migration = {
  up: async (db: Kysely<unknown>) => {
    await table(db, 'clouds', {
      id: 'text',
      joinedTo: 'text?',
      createdAt: 'bigint',
      name: 'text',
      authUrl: 'text',
      goneSince: 'bigint?',
    })
      .addUniqueConstraint('cloudsAuthUrl', ['authUrl'])
      .execute();
    await table(db, 'offers', {
      id: 'text',
      teamId: 'text',
      enterpriseId: 'text?',
      producer: 'text',
      accountId: 'text',
      accountName: 'text',
      cloudId: 'text',
      region: 'text',
      homeRegion: 'text?',
      imageId: 'text',
      projectId: 'text',
      projectName: 'text',
      tenants: 'text',
      stopped: 'text',
      people: 'text',
      note: 'text?',
      accept: 'flag',
      answerBy: 'bigint?',
      endsAt: 'bigint?',
      phase: 'text',
      opened: 'integer',
      image: 'text?',
      problem: 'text?',
      attempts: 'integer',
      lastError: 'text?',
      dueAt: 'bigint?',
      createdAt: 'bigint',
      asOf: 'bigint?',
      ...lease,
    }).execute();
    await table(db, 'shares', {
      id: 'text',
      teamId: 'text',
      enterpriseId: 'text?',
      cloudId: 'text',
      region: 'text',
      imageId: 'text',
      projectId: 'text',
      projectName: 'text?',
      image: 'text?',
      ownerProjectId: 'text?',
      ownerProjectName: 'text?',
      intentRevision: 'integer',
      member: 'text?',
      answer: 'text?',
      answerBy: 'bigint?',
      endsAt: 'bigint?',
      remindedAt: 'bigint?',
      polledAt: 'bigint?',
      status: 'text?',
      statusAt: 'bigint?',
      memberAppliedRevision: 'integer',
      answerAppliedRevision: 'integer',
      joined: 'text?',
      memberProblem: 'text?',
      answerProblem: 'text?',
      decided: 'text?',
      unconfirmedWrites: 'text',
      attempts: 'integer',
      lastError: 'text?',
      dueAt: 'bigint?',
      createdAt: 'bigint',
      asOf: 'bigint?',
      actor: 'text?',
      heldIntents: 'text?',
      leftIntents: 'text?',
      ...lease,
    })
      .addUniqueConstraint('sharesMember', ['teamId', 'cloudId', 'region', 'imageId', 'projectId'])
      .execute();
    await table(db, 'offerShares', { offerId: 'text', shareId: 'text', role: 'text', revision: 'integer' })
      .addPrimaryKeyConstraint('offerSharesKey', ['offerId', 'shareId'])
      .addForeignKeyConstraint('offerSharesOffer', ['offerId'], 'offers', ['id'])
      .addForeignKeyConstraint('offerSharesShare', ['shareId'], 'shares', ['id'])
      .execute();
    await table(db, 'withdrawals', {
      id: 'text',
      teamId: 'text',
      enterpriseId: 'text?',
      producer: 'text',
      accountId: 'text',
      cloudId: 'text',
      region: 'text',
      imageId: 'text',
      projectId: 'text',
      projectName: 'text',
      image: 'text',
      scope: 'text',
      members: 'text',
      makePrivate: 'integer',
      phase: 'text',
      opened: 'integer',
      undoUntil: 'bigint?',
      problem: 'text?',
      attempts: 'integer',
      lastError: 'text?',
      dueAt: 'bigint?',
      createdAt: 'bigint',
      ...lease,
    }).execute();
    await table(db, 'cards', {
      id: 'text',
      teamId: 'text',
      enterpriseId: 'text?',
      recipientId: 'text',
      kind: 'text',
      subjectId: 'text',
      copy: 'flag',
      name: 'text?',
      channel: 'text?',
      ts: 'text?',
      shownHash: 'text?',
      post: 'integer',
      postedAt: 'bigint?',
      formerTs: 'text?',
      postingSince: 'bigint?',
      searchFrom: 'bigint?',
      searchedTo: 'text?',
      problem: 'text?',
      refusedWith: 'text?',
      refusedSince: 'bigint?',
      snoozedUntil: 'bigint?',
      dirty: 'integer',
      attempts: 'integer',
      dueAt: 'bigint?',
      createdAt: 'bigint',
      asOf: 'bigint?',
      ...lease,
    })
      .addUniqueConstraint('cardsPerson', ['kind', 'subjectId', 'teamId', 'recipientId', 'copy'])
      .execute();
    await table(db, 'accounts', {
      id: 'text',
      teamId: 'text',
      enterpriseId: 'text?',
      userId: 'text',
      name: 'text',
      cloudId: 'text',
      projectId: 'text',
      projectName: 'text',
      method: 'text',
      region: 'text?',
      entry: 'text?',
      health: 'text',
      speaks: 'flag',
      suspendedAt: 'bigint?',
      expiresAt: 'bigint?',
      expiryReadAt: 'bigint?',
      refusedActs: 'text',
      isDefault: 'integer',
      createdAt: 'bigint',
      asOf: 'bigint?',
    })
      .addUniqueConstraint('accountsName', ['teamId', 'userId', 'name'])
      .execute();
    await table(db, 'timers', {
      id: 'text',
      teamId: 'text',
      kind: 'text',
      subjectId: 'text',
      sequence: 'integer',
      dueAt: 'bigint?',
      createdAt: 'bigint',
      ...lease,
    })
      .addUniqueConstraint('timersSequence', ['kind', 'subjectId', 'sequence', 'teamId'])
      .execute();
    await table(db, 'notifications', {
      id: 'text',
      teamId: 'text',
      enterpriseId: 'text?',
      recipientId: 'text',
      subjectId: 'text',
      event: 'text',
      dedupeKey: 'text',
      digestId: 'text?',
      dueAt: 'bigint?',
      createdAt: 'bigint',
      ...lease,
    })
      .addUniqueConstraint('notificationsDedupeKey', ['teamId', 'recipientId', 'subjectId', 'dedupeKey'])
      .execute();
    await table(db, 'projectSyncs', {
      id: 'text',
      teamId: 'text',
      enterpriseId: 'text?',
      cloudId: 'text',
      projectId: 'text',
      intervalMs: 'bigint',
      spent: 'integer',
      spentSince: 'bigint',
      asked: 'integer',
      read: 'integer',
      askedSpent: 'integer',
      askedSince: 'bigint',
      readAt: 'bigint?',
      held: 'integer',
      attempts: 'integer',
      dueAt: 'bigint?',
      createdAt: 'bigint',
      asOf: 'bigint?',
      ...lease,
    })
      .addUniqueConstraint('projectSyncsProject', ['teamId', 'cloudId', 'projectId'])
      .execute();
    await table(db, 'pendingActs', {
      id: 'text',
      teamId: 'text',
      enterpriseId: 'text?',
      userId: 'text',
      origin: 'text?',
      accountId: 'text',
      cloudId: 'text',
      projectId: 'text',
      projectName: 'text',
      kind: 'text',
      subjectId: 'text',
      terms: 'text',
      phase: 'text',
      problem: 'text?',
      attempts: 'integer',
      lastError: 'text?',
      dueAt: 'bigint?',
      createdAt: 'bigint',
      ...lease,
    }).execute();
    await table(db, 'preferences', {
      teamId: 'text',
      userId: 'text',
      timeZone: 'text?',
      quietFrom: 'integer?',
      quietUntil: 'integer?',
      reminders: 'integer',
      cleanupNotes: 'integer',
    })
      .addPrimaryKeyConstraint('preferencesPerson', ['teamId', 'userId'])
      .execute();
    await table(db, 'projectChannels', {
      teamId: 'text',
      cloudId: 'text',
      projectId: 'text',
      channel: 'text',
      setBy: 'text',
    })
      .addPrimaryKeyConstraint('projectChannelsProject', ['teamId', 'cloudId', 'projectId'])
      .execute();
    await table(db, 'producerBlocks', {
      id: 'text',
      teamId: 'text',
      userId: 'text',
      cloudId: 'text',
      projectId: 'text',
      forProject: 'integer',
      producer: 'text?',
      producerProjectId: 'text?',
      producerProjectName: 'text?',
      createdAt: 'bigint',
    }).execute();
    await table(db, 'linkAsks', {
      id: 'text',
      teamId: 'text',
      producer: 'text',
      userId: 'text',
      askedAt: 'bigint',
    })
      .addUniqueConstraint('linkAsksPair', ['teamId', 'producer', 'userId'])
      .execute();
    await table(db, 'signInRefusals', {
      id: 'text',
      count: 'integer',
      heldUntil: 'bigint?',
      forgetAt: 'bigint',
    }).execute();
    await table(db, 'signInOwners', { id: 'text', accountId: 'text', linkedAt: 'bigint' }).execute();
    await table(db, 'slackTokens', { id: 'text', teamId: 'text', teamName: 'text' }).execute();
    await table(db, 'audit', {
      at: 'bigint',
      teamId: 'text',
      personId: 'text?',
      onBehalfOfId: 'text?',
      act: 'text',
      subject: 'text',
      detail: 'text',
      requestId: 'text?',
    })
      .addColumn('line', isPostgres(db) ? 'bigserial' : 'integer', (column) =>
        isPostgres(db) ? column.primaryKey() : column.primaryKey().autoIncrement(),
      )
      .execute();
    await table(db, 'people', { id: 'text', teamId: 'text', userId: 'text' })
      .addUniqueConstraint('peopleUser', ['teamId', 'userId'])
      .execute();
    await table(db, 'copyOf', { id: 'text', at: 'bigint' }).execute();
    await table(db, 'schemaVersion', { version: 'integer', readableFrom: 'integer' }).execute();
    await table(db, 'lastBackup', { id: 'text', at: 'bigint' }).execute();
    await table(db, 'forgetLists', { id: 'text', at: 'bigint' }).execute();
    await table(db, 'restores', { id: 'text', asOf: 'bigint', at: 'bigint', how: 'text' }).execute();
    await table(db, 'erasures', {
      id: 'text',
      teamId: 'text',
      userId: 'text',
      messages: 'integer',
      channel: 'text?',
      phase: 'text',
      createdAt: 'bigint',
    })
      .addUniqueConstraint('erasuresPerson', ['teamId', 'userId'])
      .execute();
    await table(db, 'keyv', { value: 'text', expiresAt: 'bigint?' })
      .addColumn('key', 'text', (column) => column.primaryKey().notNull())
      .execute();

    const index = (name: string, on: string, columns: string[]) =>
      db.schema.createIndex(name).ifNotExists().on(on).columns(columns);
    for (const leased of leasedTables) {
      await index(`${leased}Due`, leased, ['dueAt', 'id', ...(heldBy[leased] ?? [])])
        .where(sql.ref('dueAt'), 'is not', null)
        .execute();
      await index(`${leased}Leased`, leased, ['leaseUntil'])
        .where(sql.ref('leaseUntil'), 'is not', null)
        .execute();
    }
    for (const work of ['offers', 'shares', 'withdrawals']) {
      await index(`${work}InRegion`, work, ['cloudId', 'region', 'dueAt', 'id'])
        .where(sql.ref('dueAt'), 'is not', null)
        .execute();
    }
    for (const ended of ['withdrawals', 'offers', 'shares', 'pendingActs'] as const) {
      await db.schema
        .createIndex(`${ended}Ended`)
        .ifNotExists()
        .on(ended)
        .expression(since())
        .column('id')
        .where(hasEnded(ended))
        .execute();
    }
    await index('notificationsOfDigest', 'notifications', ['digestId']).execute();
    await index('notificationsOfSubject', 'notifications', ['subjectId', 'digestId']).execute();
    await index('notificationsOfPerson', 'notifications', ['teamId', 'recipientId', 'dueAt'])
      .where(sql.ref('dueAt'), 'is not', null)
      .execute();
    await index('offersOfProducer', 'offers', ['teamId', 'producer', 'imageId']).execute();
    await index('offersOfProject', 'offers', ['teamId', 'cloudId', 'projectId']).execute();
    await index('withdrawalsOfProducer', 'withdrawals', ['teamId', 'producer']).execute();
    await index('withdrawalsOfProject', 'withdrawals', ['teamId', 'cloudId', 'projectId']).execute();
    await index('withdrawalsOfImage', 'withdrawals', ['teamId', 'imageId']).execute();
    await index('offerSharesOfShare', 'offerShares', ['shareId']).execute();
    await index('sharesOfImage', 'shares', ['teamId', 'imageId']).execute();
    await index('sharesOfProject', 'shares', ['teamId', 'cloudId', 'projectId']).execute();
    await index('sharesOwnedBy', 'shares', ['teamId', 'cloudId', 'ownerProjectId']).execute();
    await index('cardsOfPerson', 'cards', ['teamId', 'recipientId', 'dueAt']).execute();
    await index('cardsWaiting', 'cards', ['recipientId'])
      .expression(slackMethod)
      .columns(['dueAt', 'id'])
      .where(sql.ref('dueAt'), 'is not', null)
      .execute();
    await index('cardsRefused', 'cards', ['teamId', 'recipientId', 'refusedSince'])
      .where(sql.ref('refusedSince'), 'is not', null)
      .execute();
    await index('cardsInFlight', 'cards', ['teamId', 'recipientId', 'leaseUntil'])
      .where(sql.ref('leaseUntil'), 'is not', null)
      .execute();
    await index('pendingActsOfPerson', 'pendingActs', ['teamId', 'userId', 'kind', 'subjectId'])
      .where('phase', '=', 'proving')
      .execute();
    await index('producerBlocksOfTeam', 'producerBlocks', ['teamId', 'producer']).execute();
    await index('accountsOfProject', 'accounts', ['teamId', 'cloudId', 'projectId']).execute();
    await index('accountsNamed', 'accounts', ['teamId', 'cloudId'])
      .expression(sql`lower("projectName")`)
      .execute();
    await index('accountsDefault', 'accounts', ['teamId', 'userId'])
      .unique()
      .where(sql.ref('isDefault'), '=', 1)
      .execute();
    await index('auditInOrder', 'audit', ['at', 'line']).execute();
    await index('auditOfSubject', 'audit', ['subject', 'at', 'line']).execute();
    if (isPostgres(db)) await forReplicas(db);
    await keepAudit(db as Db);
  },
};

/** Every change, by name, in the order of the names. None is ever edited, renamed or taken out; the next one follows it. */
export const migrations: Readonly<Record<string, SchemaChange>> = {
  '0001-tables': { ...initial, readableFrom: 1 },
};
