/** What the store promises, whatever database is behind it: leases, wishes, cards, defaults, the trail. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImageId, ProjectId, SlackUserId, TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import * as accounts from '../../src/store/accounts.ts';
import { appendAudit, readAudit } from '../../src/store/audit.ts';
import { claimCards, type SlackMethod } from '../../src/store/card-claims.ts';
import * as cards from '../../src/store/cards.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { nextDue } from '../../src/store/leases.ts';
import * as offers from '../../src/store/offers.ts';
import type { Account, Card, Offer, Share } from '../../src/store/rows.ts';
import * as shares from '../../src/store/shares.ts';
import { createPostgresDatabase, findPostgres, howToGetPostgres } from '../support/postgres.ts';

const teamId = 'T1' as TeamId;
const alice = 'UALICE' as SlackUserId;
const bob = 'UBOB' as SlackUserId;
const imageId = '8b818b61-cfbf-44ca-b57e-727da7c9464d' as ImageId;
const project = (id: string) => id as ProjectId;
const owner = { teamId, enterpriseId: null };
const image = {
  name: 'web “1”',
  status: 'active',
  visibility: 'shared',
  owner: project('p'),
  sizeBytes: 2 ** 40,
  minDiskGb: 1,
  minRamMb: 0,
  checksum: null,
  os: 'linux',
  diskFormat: 'qcow2',
  createdAt: '2025-01-02T03:04:05Z',
};

const offer = (more: Partial<Offer> = {}): Offer => ({
  ...owner,
  id: randomUUID(),
  producer: alice,
  accountId: 'a1',
  accountName: 'prod',
  cloud: 'lab',
  region: 'R1',
  homeRegion: null,
  imageId,
  projectId: project('p'),
  projectName: 'Producer',
  tenants: [project('c1'), project('c2')],
  people: [bob],
  note: null,
  accept: false,
  answerBy: null,
  endsAt: null,
  stage: 'finding',
  opened: false,
  image: null,
  problem: null,
  attempts: 0,
  trouble: null,
  dueAt: 1_000,
  createdAt: 1_000,
  ...more,
});

const share = (more: Partial<Share> = {}): Share => ({
  ...owner,
  id: randomUUID(),
  cloud: 'lab',
  region: 'R1',
  imageId,
  projectId: project('c1'),
  projectName: null,
  image,
  ownerProjectId: project('p'),
  ownerProjectName: 'Producer',
  wishRevision: 0,
  member: null,
  answer: null,
  answerBy: null,
  endsAt: null,
  remindedAt: null,
  lookedAt: null,
  status: null,
  statusAt: null,
  memberSettled: 0,
  answerSettled: 0,
  joined: null,
  memberProblem: null,
  answerProblem: null,
  decided: null,
  doubts: [{ effect: 'present', until: 5 }],
  attempts: 0,
  trouble: null,
  dueAt: 1_000,
  createdAt: 1_000,
  ...more,
});

const card = (more: Partial<Card> = {}): Card => ({
  ...owner,
  id: randomUUID(),
  userId: bob,
  kind: 'share',
  subjectId: 's1',
  name: null,
  channel: null,
  ts: null,
  shownHash: null,
  postingSince: null,
  snoozedUntil: null,
  problem: null,
  dirty: 1,
  attempts: 0,
  dueAt: 1_000,
  createdAt: 1_000,
  ...more,
});

const account = (more: Partial<Account> = {}): Account => ({
  ...owner,
  id: randomUUID(),
  userId: alice,
  name: 'prod',
  cloud: 'lab',
  projectId: project('p'),
  projectName: 'Producer',
  method: 'application_credential',
  region: null,
  health: 'good',
  isDefault: false,
  createdAt: 1_000,
  ...more,
});

const server = await findPostgres();

/** Each makes an empty database and says how to be rid of it. */
const databases = [
  { name: 'SQLite in memory', make: async () => ({ url: 'sqlite::memory:', drop: async () => {} }) },
  {
    name: 'SQLite in a file',
    make: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'image-share-'));
      return { url: `sqlite:${folder}/test.db`, drop: async () => rmSync(folder, { recursive: true }) };
    },
  },
  ...(server === null ? [] : [{ name: 'a real PostgreSQL', make: () => createPostgresDatabase(server) }]),
];

describe.runIf(server === null)(howToGetPostgres, () => {
  test.skip('the store on a real PostgreSQL', () => {});
});

describe.each(databases)('the store on $name', ({ make }) => {
  const clock = { time: 1_000, now: () => clock.time };
  let database: Database;
  let made: Awaited<ReturnType<typeof make>>;
  const claim = (limit = 10) => ({ now: clock.time, limit, leaseMs: 100, token: randomUUID() });
  const room: ReadonlyMap<SlackMethod, number> = new Map([['users.info', 10]]);
  const claimCard = async () =>
    (await claimCards(database.kysely, { ...claim(), room, hold: [], from: null, random: () => 0 })).claims;
  const wish = { by: alice, accountId: 'a1', at: 1_000 };

  beforeEach(async () => {
    clock.time = 1_000;
    made = await make();
    database = await openDatabase(made.url, { log: createLog('silent'), clock });
  });
  afterEach(async () => {
    await database.close();
    await made.drop();
  });

  test('rows come back as they were written', async () => {
    const db = database.kysely;
    const [anOffer, aShare, aCard] = [offer({ opened: true, image, note: "it's; --" }), share(), card()];
    await offers.insertOffer(db, anOffer);
    await shares.ensureShare(db, aShare);
    await cards.ensureCard(db, aCard);
    expect(await offers.findOffer(db, anOffer.id)).toEqual(anOffer);
    expect(await shares.findShare(db, aShare.id)).toEqual(aShare);
    expect(await cards.findCard(db, aCard.id)).toEqual(aCard);
    expect(await offers.findOffer(db, 'none')).toBeNull();
    expect(await shares.findShare(db, 'none')).toBeNull();
    expect(await cards.findCard(db, 'none')).toBeNull();
  });

  test('a transaction that throws leaves nothing', async () => {
    const row = offer();
    const work = database.transaction(async (tx) => {
      await offers.insertOffer(tx, row);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await offers.findOffer(database.kysely, row.id)).toBeNull();
  });

  test('one Share for each image and member; Offers join it', async () => {
    const db = database.kysely;
    const [first, second] = [offer({ createdAt: 1 }), offer({ createdAt: 2 })];
    const stored = await shares.ensureShare(db, share());
    for (const row of [first, second]) {
      await offers.insertOffer(db, row);
      expect((await shares.ensureShare(db, share())).id).toBe(stored.id);
      const link = { offerId: row.id, shareId: stored.id, role: 'asked', revision: 1 } as const;
      await shares.linkOfferShare(db, link);
      await shares.linkOfferShare(db, { ...link, role: 'hidden' });
    }
    expect((await offers.offersOfShare(db, stored.id)).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(await shares.sharesOfOffer(db, first.id)).toEqual([{ share: stored, role: 'asked', revision: 1 }]);
  });

  test('Shares are found by member, image, project and owner; ended ones only where they are history', async () => {
    const db = database.kysely;
    const running = await shares.ensureShare(db, share());
    const ended = await shares.ensureShare(db, share({ region: 'R2', dueAt: null }));
    await shares.ensureShare(db, share({ teamId: 'T2' as TeamId }));
    expect(await shares.findShareByMember(db, ended)).toEqual(ended);
    expect(await shares.findShareByMember(db, { ...running, projectId: project('c9') })).toBeNull();
    const all = (await shares.sharesOfImage(db, teamId, imageId)).map(({ id }) => id).sort();
    expect(all).toEqual([running.id, ended.id].sort());
    expect(await shares.sharesOfProject(db, teamId, 'lab', project('c1'))).toEqual([running]);
    expect(await shares.sharesOwnedBy(db, teamId, 'lab', project('p'))).toEqual([running]);
    await shares.describeShare(db, running.id, { projectName: 'Consumer', image: null });
    expect(await shares.findShare(db, running.id)).toEqual({
      ...running,
      projectName: 'Consumer',
      image: null,
    });
  });

  test('of two wishes at one revision one wins', async () => {
    const db = database.kysely;
    const { id } = await shares.ensureShare(db, share({ dueAt: null }));
    const won = await Promise.all([
      shares.wishShare(db, id, 0, { answer: { ...wish, wish: 'accepted' } }, 2_000),
      shares.wishShare(db, id, 0, { answer: { ...wish, wish: 'rejected' } }, 2_000),
    ]);
    expect(won.filter(Boolean)).toHaveLength(1);
    const stored = await shares.findShare(db, id);
    expect(stored).toMatchObject({
      wishRevision: 1,
      answer: { revision: 1, by: alice },
      member: null,
      dueAt: 2_000,
    });
    expect(stored?.answer?.wish).toBe(won[0] ? 'accepted' : 'rejected');
  });

  test('a wish during a step keeps its half, the step its own, and the Share is due at once', async () => {
    const db = database.kysely;
    const { id } = await shares.ensureShare(db, share());
    const [lease] = await shares.claimShares(db, claim());
    if (!lease) throw new Error('nothing claimed');
    clock.time = 1_010;
    const answer = { ...wish, wish: 'accepted' as const };
    expect(await shares.wishShare(db, id, 0, { answer }, clock.time)).toBe(true);
    expect(await shares.claimShares(db, claim())).toEqual([]);
    clock.time = 1_020;
    const seen = { status: 'pending', statusAt: 1_020 } as const;
    const when = { now: clock.time, sawRevision: 0, nextDueAt: 300_000 };
    expect(await shares.finishShare(db, lease, seen, when)).toBe(true);
    expect(await shares.findShare(db, id)).toMatchObject({
      ...seen,
      wishRevision: 1,
      answer: { wish: 'accepted', revision: 1 },
      dueAt: 1_020,
    });
    expect(await shares.finishShare(db, lease, seen, when)).toBe(false);
  });

  test('a step that saw the newest wish waits until its time, unless a look was asked for meanwhile', async () => {
    const db = database.kysely;
    const { id } = await shares.ensureShare(db, share());
    const step = async (meanwhile: () => Promise<void>) => {
      const [lease] = await shares.claimShares(db, claim());
      if (!lease) throw new Error('nothing claimed');
      await meanwhile();
      await shares.finishShare(db, lease, {}, { now: clock.time, sawRevision: 0, nextDueAt: 9_000 });
      return (await shares.findShare(db, id))?.dueAt;
    };
    expect(await step(() => shares.touchShare(db, id, clock.time))).toBe(1_000);
    expect(await step(async () => {})).toBe(9_000);
    await shares.touchShare(db, id, 9_500);
    expect((await shares.findShare(db, id))?.dueAt).toBe(9_000);
    await shares.touchShare(db, id, 2_000);
    expect((await shares.findShare(db, id))?.dueAt).toBe(2_000);
  });

  test('what comes back after a lease was lost is thrown away', async () => {
    const db = database.kysely;
    const row = offer();
    await offers.insertOffer(db, row);
    const [late] = await offers.claimOffers(db, claim());
    clock.time = 1_100;
    const [next] = await offers.claimOffers(db, claim());
    if (!late || !next) throw new Error('nothing claimed');
    const finish = (lease: typeof late) =>
      offers.finishOffer(db, lease, { stage: 'placed' }, { now: clock.time, nextDueAt: null });
    expect(await finish(late)).toBe(false);
    expect(await offers.findOffer(db, row.id)).toEqual(row);
    clock.time = 1_200;
    expect(await finish(next)).toBe(false);
    const [third] = await offers.claimOffers(db, claim());
    if (!third) throw new Error('nothing claimed');
    expect(await finish(third)).toBe(true);
    expect(await offers.findOffer(db, row.id)).toEqual({ ...row, stage: 'placed', dueAt: null });
  });

  test('an Offer that waits goes on when its producer is heard of, also when it was at work just then', async () => {
    const db = database.kysely;
    const [waiting, atWork, placed] = [
      offer({ dueAt: null }),
      offer(),
      offer({ stage: 'placed', dueAt: null }),
    ];
    for (const row of [waiting, atWork, placed]) await offers.insertOffer(db, row);
    const [lease] = await offers.claimOffers(db, claim());
    if (!lease) throw new Error('nothing claimed');
    await offers.wakeOffers(db, waiting, 1_000);
    await offers.finishOffer(db, lease, {}, { now: 1_000, nextDueAt: null });
    const due = await Promise.all([waiting, atWork, placed].map(({ id }) => offers.findOffer(db, id)));
    expect(due.map((row) => row?.dueAt)).toEqual([1_000, 1_000, null]);
  });

  test('claimants never hold the same row, and take the longest due first', async () => {
    const db = database.kysely;
    for (let at = 0; at < 40; at++) await offers.insertOffer(db, offer({ dueAt: at }));
    await offers.insertOffer(db, offer({ dueAt: 1_001 }));
    const claims = await Promise.all(Array.from({ length: 8 }, () => offers.claimOffers(db, claim(7))));
    const held = claims.flat();
    expect(new Set(held.map(({ row }) => row.id)).size).toBe(40);
    // who comes first is not said, only that each takes in order
    expect(held.map(({ row }) => row.dueAt).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 40 }, (_, at) => at),
    );
    for (const claimed of claims) {
      const times = claimed.map(({ row }) => Number(row.dueAt));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  test('a full region and a busy account are passed over, the rest is claimed up to the limit', async () => {
    const db = database.kysely;
    const places = [
      ['east', 'IAD'],
      ['east', 'DFW'],
      ['east', 'DFW'],
      ['west', 'IAD'],
      ['west', 'IAD'],
    ] as const;
    for (const [at, [cloud, region]] of places.entries())
      await offers.insertOffer(db, offer({ cloud, region, dueAt: at, accountId: `account-${at}` }));
    const hold = [
      { cloud: 'east', region: 'IAD' },
      { cloud: 'east', region: 'DFW', actor: 'account-1' },
    ];
    const dueAts = async (limit: number, held: typeof hold) =>
      (await offers.claimOffers(db, { ...claim(limit), hold: held })).map(({ row }) => row.dueAt).sort();
    expect(await dueAts(2, hold)).toEqual([2, 3]);
    expect(await dueAts(10, hold)).toEqual([4]);
    expect(await dueAts(10, hold.slice(0, 1))).toEqual([1]);
    expect(await dueAts(10, [])).toEqual([0]);
  });

  test('two claimants at once never hold two cards of one person', async () => {
    const db = database.kysely;
    for (let n = 0; n < 30; n++)
      await cards.ensureCard(db, card({ userId: n % 2 ? alice : bob, subjectId: randomUUID(), dueAt: n }));
    const claims = await Promise.all(Array.from({ length: 8 }, claimCard));
    expect(
      claims
        .flat()
        .map(({ row }) => row.userId)
        .sort(),
    ).toEqual([alice, bob]);
  });

  test('transactions that collide are run again, and one wish after the other stands', async () => {
    const row = await shares.ensureShare(database.kysely, share());
    const wishing = Array.from({ length: 10 }, () =>
      database.transaction(async (tx) => {
        const now = await shares.findShare(tx, row.id);
        return shares.wishShare(
          tx,
          row.id,
          now?.wishRevision ?? -1,
          { member: { wish: 'present', ...wish } },
          clock.time,
        );
      }),
    );
    expect(await Promise.all(wishing)).toEqual(Array.from({ length: 10 }, () => true));
    expect((await shares.findShare(database.kysely, row.id))?.wishRevision).toBe(10);
  });

  test('the next due time is after what was looked at, and counts a leased row when its lease ends', async () => {
    const db = database.kysely;
    const next = () => nextDue(db, clock.time);
    expect(await next()).toBeNull();
    await offers.insertOffer(db, offer({ dueAt: null }));
    expect(await next()).toBeNull();
    await shares.ensureShare(db, share({ dueAt: 5_000 }));
    await cards.ensureCard(db, card({ dueAt: 700 }));
    expect(await next()).toBe(5_000);
    await claimCard();
    expect(await next()).toBe(1_100);
    clock.time = 1_100;
    expect(await next()).toBe(5_000);
  });

  test('a Card made due while it is drawn stays due; a person who gets none is left alone', async () => {
    const db = database.kysely;
    const [drawn, none] = [card(), card({ userId: alice, problem: 'is a bot', dueAt: null })];
    for (const row of [drawn, none, card({ id: 'again' })]) await cards.ensureCard(db, row);
    const [lease] = await claimCard();
    if (!lease) throw new Error('nothing claimed');
    await cards.dueCards(db, 'share', 's1', 1_010);
    const finish = { now: 1_020, sawDirty: lease.row.dirty, nextDueAt: null };
    expect(await cards.finishCard(db, lease, { shownHash: 'h' }, finish)).toBe(true);
    const byId = new Map((await cards.cardsOf(db, 'share', 's1')).map((row) => [row.id, row]));
    expect([...byId.keys()].sort()).toEqual([drawn.id, none.id].sort());
    expect(byId.get(drawn.id)).toMatchObject({ shownHash: 'h', dirty: 2, dueAt: 1_020 });
    expect(byId.get(none.id)?.dueAt).toBeNull();
    expect((await cards.cardsOfPerson(db, teamId, bob)).map(({ id }) => id)).toEqual([drawn.id]);
  });

  test('a Card that is shown anew forgets what was shown and what went wrong, and is due', async () => {
    const db = database.kysely;
    const home = card({ kind: 'home', subjectId: bob, dueAt: 1_000 });
    await cards.showCardAnew(db, home);
    const [lease] = await claimCard();
    if (!lease) throw new Error('nothing claimed');
    const finish = { now: 1_020, sawDirty: lease.row.dirty, nextDueAt: null };
    await cards.finishCard(db, lease, { shownHash: 'h', problem: 'not_enabled' }, finish);
    await cards.showCardAnew(db, card({ kind: 'home', subjectId: bob, dueAt: 2_000 }));
    expect(await cards.cardsOf(db, 'home', bob)).toEqual([{ ...home, dirty: 2, dueAt: 2_000 }]);
  });

  test('people are known by the name of any of their Cards', async () => {
    const db = database.kysely;
    for (const row of [
      card({ name: 'Bob', subjectId: 's1' }),
      card({ subjectId: 's2' }),
      card({ userId: alice }),
    ])
      await cards.ensureCard(db, row);
    expect([...(await cards.namesOf(db, teamId, [alice, bob]))]).toEqual([[bob, 'Bob']]);
    expect([...(await cards.namesOf(db, teamId, []))]).toEqual([]);
  });

  test('the images that a person shares, the last offered first, each once, without what has ended', async () => {
    const db = database.kysely;
    const images = ['1', '2', '3'].map((n) => `8b818b61-cfbf-44ca-b57e-00000000000${n}` as ImageId);
    const [first, second, over] = images;
    const put = async (at: number, of: Partial<Share>, role: 'asked' | 'hidden' = 'asked') => {
      const made = offer({ createdAt: at });
      await offers.insertOffer(db, made);
      const { id } = await shares.ensureShare(db, share({ dueAt: 9_000, ...of }));
      await shares.linkOfferShare(db, { offerId: made.id, shareId: id, role, revision: 1 });
    };
    if (!first || !second || !over) throw new Error('three images');
    await put(1, { imageId: first });
    await put(2, { imageId: second });
    await put(3, { imageId: first, projectId: project('c2') });
    await put(4, { imageId: over, dueAt: null });
    await put(5, { imageId: over, projectId: project('c3') }, 'hidden');
    const found = await shares.imagesSharedBy(db, { teamId, userId: alice });
    expect(found).toEqual([first, second].map((imageId) => ({ cloud: 'lab', region: 'R1', imageId })));
    expect(await shares.imagesSharedBy(db, { teamId, userId: bob })).toEqual([]);
  });

  test('exactly one account of a person is the default', async () => {
    const [first, second, third] = [
      account({ name: 'a' }),
      account({ name: 'b', createdAt: 2_000, isDefault: true }),
      account({ name: 'c', createdAt: 3_000 }),
    ];
    const defaults = async () =>
      (await accounts.accountsOfPerson(database.kysely, first))
        .filter((one) => one.isDefault)
        .map(({ id }) => id);
    const change = <T>(work: (tx: Parameters<Parameters<Database['transaction']>[0]>[0]) => Promise<T>) =>
      database.transaction(work);
    expect(await change((tx) => accounts.insertAccount(tx, first))).toBe(true);
    expect(await defaults()).toEqual([first.id]);
    await change((tx) => accounts.insertAccount(tx, second));
    expect(await defaults()).toEqual([second.id]);
    await change((tx) => accounts.insertAccount(tx, third));
    expect(await change((tx) => accounts.insertAccount(tx, account({ name: 'a' })))).toBe(false);
    expect(await change((tx) => accounts.setDefault(tx, first, third.id))).toBe(true);
    expect(await defaults()).toEqual([third.id]);
    expect(await change((tx) => accounts.setDefault(tx, { teamId, userId: bob }, first.id))).toBe(false);
    expect(await change((tx) => accounts.deleteAccount(tx, third.id))).toMatchObject({ id: third.id });
    expect(await defaults()).toEqual([first.id]);
    expect(await change((tx) => accounts.deleteAccount(tx, third.id))).toBeNull();
  });

  test('accounts are renamed to free names, found by project, and their health is kept', async () => {
    const db = database.kysely;
    const [mine, other, theirs] = [
      account({ name: 'a' }),
      account({ name: 'b' }),
      account({ name: 'x', userId: bob }),
    ];
    for (const row of [mine, other, theirs])
      await database.transaction((tx) => accounts.insertAccount(tx, row));
    expect(await accounts.renameAccount(db, mine.id, 'b')).toBe(false);
    expect(await accounts.renameAccount(db, mine.id, 'x')).toBe(true);
    await accounts.setHealth(db, mine.id, 'refused');
    expect(await accounts.findAccount(db, mine.id)).toEqual({
      ...mine,
      name: 'x',
      health: 'refused',
      isDefault: true,
    });
    const found = await accounts.accountsOfProject(db, teamId, 'lab', project('p'));
    expect(found.map(({ id }) => id).sort()).toEqual([mine.id, other.id, theirs.id].sort());
    expect(await accounts.accountsOfProject(db, 'T2' as TeamId, 'lab', project('p'))).toEqual([]);
  });

  test('the trail is read newest first, by what is asked for', async () => {
    const db = database.kysely;
    const line = {
      at: 1,
      teamId,
      userId: alice,
      act: 'share',
      subject: imageId,
      detail: { to: ['c1'] },
      requestId: 'r',
    };
    for (const more of [{}, { userId: null, act: 'look' }, { at: 2, act: 'accept' }])
      await appendAudit(db, { ...line, ...more });
    expect((await readAudit(db, { teamId })).map(({ act }) => act)).toEqual(['accept', 'look', 'share']);
    expect(await readAudit(db, { teamId, act: 'share', userId: alice, subject: imageId })).toEqual([line]);
    expect(await readAudit(db, { teamId, userId: null })).toHaveLength(1);
    expect((await readAudit(db, { teamId, sinceAt: 1, untilAt: 2, limit: 1 })).map(({ act }) => act)).toEqual(
      ['look'],
    );
    expect(await readAudit(db, { teamId: 'T2' as TeamId })).toEqual([]);
  });
});
