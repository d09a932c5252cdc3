/** A person is found in whatever row names them, and taken out of all of them; the trail stays whole and names them no more. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { finishErasures, forgetPerson } from '../../src/accounts/forget-person.ts';
import { createLinkRequests } from '../../src/accounts/link-requests.ts';
import { nobody, type SlackUserId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { markRestored } from '../../src/operator/restore/mark-restored.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openDatabase, openForReading } from '../../src/store/open.ts';
import { makeBackup } from '../../src/store/operator/backup/make-backup.ts';
import { exportAudit } from '../../src/store/operator/export-audit.ts';
import { createCredentials, createSealedRecords } from '../../src/store/secrets/credentials.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';
import { createKeyv } from '../../src/store/secrets/keyv-adapter.ts';
import { contentOf } from '../support/every-row.ts';
import { lastingPlaces } from '../support/every-store.ts';
import { insertLab, onLab } from '../support/on-lab.ts';
import { storeOf } from '../support/repositories.ts';
import {
  account,
  alice,
  auditLine,
  bob,
  card,
  offer,
  project,
  share,
  teamId,
} from '../support/store-rows.ts';

const log = createLog('silent');
const keys = parseKeys(`k1:${Buffer.alloc(32, 1).toString('base64')}`);
const name = 'Alice Lidell';
const carol = 'UCAROL' as SlackUserId;

describe.each(await lastingPlaces())('on $name', ({ make }) => {
  let place: Awaited<ReturnType<typeof make>>;
  let database: Database;
  beforeEach(async () => {
    place = await make();
    database = await openDatabase(place.url, { log });
    await insertLab(database.kysely);
  });
  afterEach(async () => {
    await database.close();
    await place.drop();
  });

  const store = () => storeOf(database);
  const who = { teamId, userId: alice };
  const credentials = () => createCredentials({ keyv: createKeyv(database.kysely), keys });
  const records = () => createSealedRecords({ keyv: createKeyv(database.kysely), keys });
  const linkRequests = () => createLinkRequests(records(), database.clock);
  const depsOf = (own = store()) => ({
    ...{ store: own, clock: database.clock, credentials: credentials(), linkRequests: linkRequests() },
    ...{ forgetSession: () => {}, noteForgotten: async () => {}, scrub: () => {}, nudge: () => {} },
  });
  const forget = (by: SlackUserId | null = null) => forgetPerson(depsOf(), who, { by });
  const record = () => store().personRecords.personRecord(database.kysely, who, 1_000);

  const fill = async () => {
    const own = account({ id: 'a1', name: 'alice’s own' });
    const seal = await credentials().seal('a1', who, 'secret');
    const intent = { revision: 1, accountId: 'a1', at: 5 } as const;
    await database.transaction(async (tx) => {
      const { accounts, offers, shares, cards, timers, notifications, preferences, pendingActs } = store();
      await accounts.insertAccount(tx, own);
      await accounts.insertAccount(tx, account({ id: 'b1', userId: bob, name: 'alice’s own' }));
      await seal(tx);
      const error = { kind: 'account-refused', account: own.name, cloud: 'lab' } as const;
      const made = offer({
        id: 'o1',
        accountId: 'a1',
        accountName: own.name,
        note: `by <@${alice}|${name}>`,
        phase: 'placed',
        dueAt: null,
        lastError: error,
      });
      await offers.insertOffer(tx, made);
      await offers.insertOffer(
        tx,
        offer({
          id: 'o2',
          producer: bob,
          people: [alice, bob],
          note: `for <@${alice}|${name}> and <@${alice}2>`,
        }),
      );
      const answer = { ...intent, value: 'rejected', by: alice, reason: 'mine' } as const;
      const decided = { by: alice, status: 'rejected', at: 6 } as const;
      const member = { ...intent, value: 'present', by: alice } as const;
      await shares.ensureShare(
        tx,
        share({ id: 's1', status: 'accepted', member, dueAt: null, unconfirmedWrites: [] }),
      );
      await shares.ensureShare(
        tx,
        share({
          id: 's2',
          projectId: project('c2'),
          answer,
          decided,
          lastError: error,
          status: 'rejected',
          answerAppliedRevision: 1,
          dueAt: null,
        }),
      );
      await shares.linkOfferShare(tx, { offerId: 'o1', shareId: 's1', role: 'asked', revision: 1 });
      await cards.ensureCard(
        tx,
        card({ id: 'of-alice', recipientId: alice, name, kind: 'offer', subjectId: 'o1' }),
      );
      await cards.ensureCard(tx, card({ id: 'home', recipientId: alice, kind: 'home', subjectId: alice }));
      await cards.ensureCard(
        tx,
        card({
          id: 'of-bob',
          recipientId: bob,
          name: 'bob',
          subjectId: 's1',
          ts: '1',
          shownHash: 'x',
          dueAt: null,
        }),
      );
      for (const [kind, subjectId] of [
        ['cleanup', alice],
        ['wake', 'of-alice'],
        ['leaver', `${alice}/lab-id/p`],
      ] as const)
        await timers.setTimer(tx, { id: kind, teamId, kind, subjectId, sequence: 0, dueAt: 9, createdAt: 1 });
      const told = {
        teamId,
        enterpriseId: null,
        subjectId: 's1',
        digestId: null,
        dueAt: null,
        createdAt: 1,
        dedupeKey: 'k',
      };
      const event = { kind: 'removed', by: alice, why: 'requested' } as const;
      await notifications.addNotification(tx, { ...told, id: 'n1', recipientId: bob, event });
      await notifications.addNotification(tx, {
        ...told,
        id: 'n2',
        recipientId: alice,
        event: { kind: 'remind' },
      });
      await preferences.setPreferences(tx, who, { timeZone: 'Europe/Berlin' });
      await preferences.setProjectChannel(tx, {
        teamId,
        cloudId: onLab.cloudId,
        projectId: project('p'),
        channel: 'GX' as SlackUserId,
        setBy: alice,
      });
      const act = {
        id: 'act',
        teamId,
        enterpriseId: null,
        userId: alice,
        origin: null,
        accountId: 'a1',
        ...onLab,
      };
      await pendingActs.putPendingAct(tx, {
        ...act,
        projectId: project('p'),
        projectName: 'p',
        kind: 'remind',
        subjectId: 's1',
        terms: { kind: 'remind' },
        phase: 'proving',
        problem: null,
        attempts: 0,
        lastError: null,
        dueAt: 1,
        createdAt: 1,
      });
      const block = {
        id: 'block',
        teamId,
        userId: bob,
        cloudId: onLab.cloudId,
        projectId: project('p'),
        forProject: false,
      };
      await store().producerBlocks.insertBlock(tx, {
        ...block,
        producer: alice,
        producerProjectId: null,
        producerProjectName: null,
        createdAt: 1,
      });
      for (const more of [{}, { by: bob, onBehalfOf: alice }, { by: bob, people: [alice] }, { by: bob }])
        await store().audit.appendAudit(tx, auditLine(more));
    });
    const { put } = records();
    await put(`command:${teamId}:${alice}`, '/list-images', 3_600_000);
    await put(`draft:${teamId}:${alice}:d1`, 'words', 3_600_000);
    await put(`command:${teamId}:${bob}`, '/list-images', 3_600_000);
  };
  /** What of the person is in a text; the id of somebody else begins like theirs. */
  const traces = (text: string) =>
    text.match(new RegExp(`${alice}(?!2)|${name}|alice’s own(?=.{0,40}a1)|mine`, 'g')) ?? [];
  const all = async () => JSON.stringify(await contentOf(database.kysely));

  test('everything that names somebody is found, and what is sealed only named', async () => {
    await fill();
    const { rows, sealed, audit } = await record();
    expect(Object.fromEntries(Object.entries(rows).map(([table, found]) => [table, found.length]))).toEqual({
      ...{ accounts: 1, cards: 2, notifications: 2, offers: 2, pendingActs: 1, people: 1, preferences: 1 },
      ...{ projectChannels: 1, shares: 2, timers: 1 },
    });
    expect(rows.offers?.[0]).toMatchObject({ id: 'o1', tenants: ['c1', 'c2'], accountName: 'alice’s own' });
    expect(sealed).toEqual([
      { record: `command:${teamId}:${alice}`, is: expect.stringMatching(/^sealed, until \d{4}-/) },
      { record: `credential:${teamId}:${alice}:a1`, is: 'sealed, since 1970-01-01T00:00:01.000Z' },
      { record: `draft:${teamId}:${alice}:d1`, is: expect.stringMatching(/^sealed, until /) },
    ]);
    expect(audit).toHaveLength(3);
    expect(JSON.stringify(await record())).not.toContain('"secret"');
    expect(await store().persons.teamsNaming(database.kysely, alice)).toEqual([teamId]);
  });

  test('who blocked them is not theirs to read, and whom they blocked is', async () => {
    await fill();
    const blocked = { act: 'block-producer', subject: 'producer' } as const;
    await database.transaction(async (tx) => {
      await store().audit.appendAudit(tx, auditLine({ ...blocked, by: bob, people: [alice] }));
      await store().audit.appendAudit(tx, auditLine({ ...blocked, by: alice, people: [bob] }));
      await store().audit.appendAudit(
        tx,
        auditLine({ ...blocked, act: 'unblock-producer', by: bob, people: [alice] }),
      );
    });
    const own = await database.kysely
      .selectFrom('people')
      .select('id')
      .where('userId', '=', alice)
      .executeTakeFirstOrThrow();
    const { audit } = await record();
    expect(audit).toHaveLength(4);
    expect(audit.at(-1)).toMatchObject({ act: 'block-producer', personId: own.id });
  });

  test('who is forgotten is in no row, and what others have stays', async () => {
    await fill();
    const before = await database.kysely.selectFrom('audit').selectAll().orderBy('line').execute();
    await forget();
    expect(traces(await all())).toEqual([]);
    const { offers, shares, cards, accounts } = store();
    expect(await offers.findOffer(database.kysely, 'o1')).toMatchObject({
      producer: nobody,
      note: null,
      accountName: '',
    });
    expect(await offers.findOffer(database.kysely, 'o2')).toMatchObject({
      producer: bob,
      people: [bob],
      note: `for somebody and <@${alice}2>`,
    });
    expect(await shares.findShare(database.kysely, 's1')).toMatchObject({
      status: 'accepted',
      member: { by: nobody, value: 'present' },
    });
    const { answer, decided } = (await shares.findShare(database.kysely, 's2')) ?? {};
    expect([answer?.by, answer?.reason, decided?.by]).toEqual([nobody, undefined, nobody]);
    expect(await cards.findCard(database.kysely, 'of-bob')).toMatchObject({ dueAt: expect.any(Number) });
    expect(await accounts.findAccount(database.kysely, 'b1')).toMatchObject({ name: 'alice’s own' });
    const sealed = await database.kysely.selectFrom('keyv').select('key').execute();
    expect(sealed).toEqual([{ key: `command:${teamId}:${bob}` }]);
    const after = await database.kysely.selectFrom('audit').selectAll().orderBy('line').execute();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.at(-1)).toMatchObject({ act: 'forget-person', personId: null });
    expect(await record()).toMatchObject({ rows: {}, sealed: [], audit: [] });
    const left = await database.kysely.selectFrom('timers').select('subjectId').execute();
    expect(left).toEqual([{ subjectId: `${nobody}/${onLab.cloudId}/p` }]);
  });

  test('nor in a backup or an export that is made afterwards, nor in the files', async () => {
    await fill();
    await forget(alice);
    await database.scrub();
    const folder = mkdtempSync(join(tmpdir(), 'image-share-forgotten-'));
    const reader = await openForReading(place.url, { log });
    await makeBackup(reader.kysely, folder, { source: 'here', bot: '0' }).finally(reader.close);
    const files = [
      folder,
      ...(place.url.startsWith('sqlite:') ? [join(place.url.slice('sqlite:'.length), '..')] : []),
    ].flatMap((where) => readdirSync(where).map((file) => readFileSync(join(where, file), 'latin1')));
    expect(files.length).toBeGreaterThan(1);
    const exported: string[] = [];
    for await (const text of exportAudit(database.kysely, {}, 'json')) exported.push(text);
    expect(exported).toHaveLength(5);
    for (const text of [...files, exported.join('')]) expect(traces(text)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['deleteOwn', 1],
    ['takeOut', 3],
    ['forgetIdentity', 1],
  ] as const)('what breaks off in %s goes on by itself', async (part, after) => {
    await fill();
    const own = store();
    let left: number = after;
    const breaking = { ...own.persons };
    const real = own.persons[part] as (...given: readonly unknown[]) => Promise<never>;
    breaking[part] = (...given: readonly unknown[]) => {
      left -= 1;
      if (left === 0) throw new Error('pulled the plug');
      return real(...given);
    };
    await expect(forgetPerson(depsOf({ ...own, persons: breaking }), who, { by: null })).rejects.toThrow(
      'pulled the plug',
    );
    expect(await store().accounts.accountsOfPerson(database.kysely, who)).toEqual([]);
    expect(
      await database.kysely.selectFrom('people').selectAll().where('userId', '=', alice).execute(),
    ).toHaveLength(1);
    await finishErasures(depsOf());
    expect(traces(await all())).toEqual([]);
    const { erasures, audit } = await contentOf(database.kysely);
    expect(erasures).toEqual([]);
    expect(audit?.filter((line) => line.includes('forget-person'))).toHaveLength(1);
  });

  test('whoever comes back while another process is at it too is not forgotten again', async () => {
    await fill();
    const own = store();
    let overtaken = false;
    const pagesNaming: typeof own.persons.pagesNaming = async function* (...given) {
      if (!overtaken) {
        overtaken = true;
        await finishErasures(depsOf());
        await own.preferences.setPreferences(database.kysely, who, { reminders: false });
      }
      yield* own.persons.pagesNaming(...given);
    };
    const slow = { ...own, persons: { ...own.persons, pagesNaming } };
    await forgetPerson(depsOf(slow), who, { by: null });
    expect(overtaken).toBe(true);
    expect((await record()).rows).toMatchObject({ preferences: [{ userId: alice }] });
  });

  test('what the bot wrote to them is kept in mind until it is deleted, with their conversation; the rest goes', async () => {
    await fill();
    await database.kysely
      .updateTable('cards')
      .set({ channel: 'DALICE' })
      .where('id', '=', 'of-alice')
      .execute();
    await forgetPerson(depsOf(), who, { by: null, messages: true });
    const { erasures } = store();
    const [erasure, ...others] = await erasures.erasuresIn(database.kysely, 'messages');
    expect(erasure).toMatchObject({ ...who, channel: 'DALICE', messages: true });
    expect(others).toEqual([]);
    expect(traces(JSON.stringify({ ...(await contentOf(database.kysely)), erasures: [] }))).toEqual([]);
    // who came back meanwhile is not forgotten again by it
    await store().preferences.setPreferences(database.kysely, who, { reminders: false });
    await finishErasures(depsOf());
    expect((await record()).rows).toMatchObject({ preferences: [{ userId: alice }] });
    await erasures.dropErasure(database.kysely, erasure?.id ?? '');
    expect((await record()).rows).not.toHaveProperty('erasures');
  });

  test.each([
    ['then', [true, false]],
    ['later', [false, true]],
  ])('asked for twice, their messages go if they were to go %s', async (_, asked) => {
    const { erasures } = store();
    for (const [n, messages] of asked.entries())
      await erasures.putErasure(database.kysely, { ...who, id: `${n}`, messages, createdAt: n });
    expect(await erasures.erasuresIn(database.kysely, 'rows')).toMatchObject([
      { id: '0', messages: true, createdAt: 1 },
    ]);
  });

  test('more rows than are changed at a time, and than are read at a time', async () => {
    await database.transaction(async (tx) => {
      await store().accounts.insertAccount(tx, account({ id: 'a1' }));
      await store().audit.appendAudit(tx, auditLine({}));
      for (let n = 0; n < 120; n += 1) {
        await store().cards.ensureCard(tx, card({ id: `card-${n}`, recipientId: alice, subjectId: `${n}` }));
        await store().offers.insertOffer(tx, offer({ id: `o${n}` }));
      }
      for (let n = 0; n < 1_100; n += 1)
        await store().audit.appendAudit(tx, auditLine({ by: n % 2 ? alice : bob }));
    });
    const { rows, audit } = await record();
    expect([rows.cards?.length, rows.offers?.length, audit.length]).toEqual([120, 120, 551]);
    await forget();
    expect(traces(await all())).toEqual([]);
    expect(await database.kysely.selectFrom('cards').selectAll().execute()).toEqual([]);
  });

  test('a step that is under way writes their name behind the walk, and the name goes', async () => {
    await fill();
    const own = store();
    let passed = false;
    const takeOut: typeof own.persons.takeOut = async (tx, ...rest) => {
      await own.persons.takeOut(tx, ...rest);
      if (passed) return;
      passed = true;
      await own.cards.ensureCard(
        tx,
        card({ id: 'late', recipientId: alice, kind: 'offer', subjectId: 'o1' }),
      );
    };
    await forgetPerson(depsOf({ ...own, persons: { ...own.persons, takeOut } }), who, { by: null });
    expect(passed).toBe(true);
    expect(traces(await all())).toEqual([]);
  });

  test('colleagues are told that somebody left, once; also of whoever had left within the hour', async () => {
    await fill();
    const { timers } = store();
    const earlier = { id: 'earlier', teamId, kind: 'leaver', sequence: 0, dueAt: 7, createdAt: 1 } as const;
    await timers.setTimer(database.kysely, { ...earlier, subjectId: `${alice}/lab/other/deep` });
    await timers.setTimer(database.kysely, { ...earlier, id: 'bobs', subjectId: `${bob}/lab/other` });
    await forget();
    const left = await database.kysely
      .selectFrom('timers')
      .select(['subjectId', 'dueAt'])
      .where('kind', '=', 'leaver')
      .orderBy('dueAt')
      .orderBy('subjectId')
      .execute();
    const { cloudId, projectId } = account({ id: 'a1' });
    expect(left).toEqual([
      { subjectId: `${bob}/lab/other`, dueAt: 7 },
      { subjectId: `${nobody}/lab/other/deep`, dueAt: 7 },
      { subjectId: `${nobody}/${cloudId}/${projectId}`, dueAt: expect.any(Number) },
    ]);
  });

  test('the name of an account that they had before is in no problem of what they asked for', async () => {
    await fill();
    const refused = (accountName: string) => JSON.stringify({ kind: 'act-refused', account: accountName });
    await database.kysely
      .updateTable('shares')
      .set({ memberProblem: refused('alice "laptop"') })
      .where('id', '=', 's1')
      .execute();
    await database.kysely
      .updateTable('offers')
      .set({ problem: refused('alice-laptop') })
      .where('id', '=', 'o1')
      .execute();
    await database.kysely
      .updateTable('offers')
      .set({ problem: refused('bob-laptop') })
      .where('id', '=', 'o2')
      .execute();
    await forget();
    expect(await all()).not.toMatch(/alice[^"]{0,3}"?laptop/);
    expect(await all()).toContain('bob-laptop');
  });

  /** Whether others' sealed words name them; each record is somebody else's, but `mine`. */
  const putWords = async () => {
    const producer = { teamId, enterpriseId: null, userId: bob };
    const request = { producer, ...onLab, projectId: project('p') };
    const { keep } = linkRequests();
    await keep([carol], { ...request, typed: `an-image <@${alice}>` });
    await keep([alice, carol], { ...request, typed: 'an-image' });
    const { put } = records();
    const words = {
      [`draft:${teamId}:${bob}:d1`]: `an-image <@${alice}|${name}>`,
      [`draft:${teamId}:${bob}:d2`]: `an-image <@${alice}2>`,
      [`command:${teamId}:${carol}`]: `/share-image an-image <@${alice}>`,
      'reply:r1': { text: `<@${alice}> has linked an account` },
    };
    for (const [key, value] of Object.entries(words)) await put(key, value, 3_600_000);
  };
  const wordsLeft = async () => {
    const found: unknown[] = [];
    for (const key of await store().sealedWords.wordKeys(database.kysely, who))
      found.push([key, await records().get(key)]);
    return JSON.stringify(found);
  };

  test('others’ sealed words name them no more, and stay where they name others', async () => {
    await fill();
    await putWords();
    expect(traces(await wordsLeft()).length).toBeGreaterThan(4);
    // what no key opens keeps nobody
    await database.kysely
      .insertInto('keyv')
      .values({ key: `draft:${teamId}:${bob}:d0`, value: '{"value":"damaged"}', expiresAt: null })
      .execute();
    await forget();
    await database.kysely.deleteFrom('keyv').where('key', 'like', '%:d0').execute();
    const left = await wordsLeft();
    expect(traces(left)).toEqual([]);
    expect(left).toContain(`"draft:${teamId}:${bob}:d2"`);
    expect(JSON.parse(left)).toContainEqual([
      `link-requests:${teamId}:${carol}`,
      [expect.objectContaining({ typed: 'an-image' })],
    ]);
  });

  test('a database that is put back forgets again whom the list has, others’ words included', async () => {
    await fill();
    await putWords();
    const has = (recordKey: string) => recordKey === `credential:${teamId}:${alice}:*`;
    const from = {
      asOf: 1_000,
      how: 'restore',
      keys,
      forgotten: { whole: true, has, hasSince: has },
    } as const;
    const policy = {
      remindAfterMs: [],
      quietHours: null,
      syncInterval: { minMs: 1, maxMs: 1 },
      syncRequestsPerMinute: 30,
    };
    await database.transaction((tx) => markRestored({ store: store(), tx, now: 2_000, policy }, from));
    expect(traces(await all())).toEqual([]);
    expect(await wordsLeft()).toBe('[]');
  });

  test('who was never there is forgotten without a trace, and twice is as once', async () => {
    await fill();
    await forget();
    await forget();
    expect(traces(await all())).toEqual([]);
  });
});
