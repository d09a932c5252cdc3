/** What the operator does not keep for ever goes: whole, oldest first, and nothing that is still of use. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayMs } from '../../src/core/durations.ts';
import type { ImageId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import type { Card } from '../../src/model/card.ts';
import type { Offer } from '../../src/model/offer.ts';
import type { Share } from '../../src/model/share.ts';
import type { Withdrawal } from '../../src/model/withdrawal.ts';
import { isEnded } from '../../src/sharing/rules/share-state.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { appendAudit } from '../../src/store/repositories/audit-lines.ts';
import { ensureCard } from '../../src/store/repositories/cards.ts';
import { addNotification } from '../../src/store/repositories/notifications.ts';
import { insertOffer } from '../../src/store/repositories/offers.ts';
import { putPendingAct } from '../../src/store/repositories/pending-acts.ts';
import { ensureShare, findShare, linkOfferShare } from '../../src/store/repositories/shares.ts';
import { setTimer } from '../../src/store/repositories/timers.ts';
import { countEnded, deleteEnded, endedTables } from '../../src/store/retention/ended-rows.ts';
import { countOldLines, removeOldLines } from '../../src/store/retention/old-audit.ts';
import { createRetention, type Keep } from '../../src/store/retention/retention.ts';
import { onEveryStore } from '../support/every-store.ts';
import { onLab } from '../support/on-lab.ts';
import { recordStatements } from '../support/statements.ts';
import { alice, auditLine, bob, card, offer, project, share, teamId } from '../support/store-rows.ts';
import { withdrawalRow } from '../support/withdrawal-row.ts';

const now = 200 * dayMs;
const [long, lately] = [now - 31 * dayMs, now - 29 * dayMs];

await onEveryStore('retention', (store) => {
  const db = () => store.database.kysely;
  /** Runs a day's work and returns what it logged. */
  const retain = async (what: Partial<Keep>) => {
    const lines: string[] = [];
    const log = createLog('info', { write: (text) => lines.push(text) });
    const keep = { endedMs: null, auditMs: null, ...what };
    const work = createRetention({ database: store.database, append: appendAudit, keep, log });
    while ((await work(now)) === 'more');
    return lines.map((text) => JSON.parse(text));
  };

  describe('what has ended', () => {
    const tables = [
      'offers',
      'shares',
      'withdrawals',
      'pendingActs',
      'cards',
      'timers',
      'notifications',
    ] as const;
    const left = async () => {
      const found: string[] = [];
      for (const table of tables)
        for (const { id } of await db().selectFrom(table).select('id').execute()) found.push(id);
      return found.toSorted();
    };
    const finished = (
      table: 'offers' | 'shares' | 'withdrawals' | 'pendingActs',
      id: string,
      finishedAt: number,
    ) => db().updateTable(table).set({ finishedAt }).where('id', '=', id).execute();
    const over = { status: 'absent', statusAt: 1, dueAt: null, unconfirmedWrites: [] } as const;
    const addShare = async (id: string, more: Partial<Share> = {}, at: number | null = long) => {
      await ensureShare(db(), share({ id, projectId: project(id), ...over, ...more }));
      if (at !== null) await finished('shares', id, at);
    };
    const addOffer = async (id: string, shares: readonly string[], more: Partial<Offer> = {}, at = long) => {
      await insertOffer(db(), offer({ id, phase: 'placed', dueAt: null, ...more }));
      await finished('offers', id, at);
      for (const shareId of shares)
        await linkOfferShare(db(), { offerId: id, shareId, role: 'asked', revision: 1 });
    };
    const addWithdrawal = async (id: string, more: Partial<Withdrawal> = {}, at: number | null = long) => {
      const {
        cloudName: _,
        cloudGone: __,
        members: ___,
        image,
        ...row
      } = withdrawalRow({ id, region: 'R1', phase: 'done', ...more });
      const written = { members: '[]', image: JSON.stringify(image), makePrivate: 0, opened: 0 };
      await db()
        .insertInto('withdrawals')
        .values({ ...row, problem: null, lastError: null, ...written })
        .execute();
      if (at !== null) await finished('withdrawals', id, at);
    };
    const addCard = (id: string, more: Partial<Card>) => ensureCard(db(), card({ id, dueAt: null, ...more }));
    const ended = () => retain({ endedMs: 30 * dayMs });
    const counted = () => countEnded(db(), now - 30 * dayMs);

    test('goes with all that hangs on it, and leaves the rest', async () => {
      await addShare('old');
      await addOffer('offer', ['old']);
      await addWithdrawal('withdrawal');
      const act = {
        id: 'act',
        teamId,
        enterpriseId: null,
        userId: alice,
        origin: null,
        accountId: 'a',
        cloudId: onLab.cloudId,
      };
      const more = {
        projectId: project('p'),
        projectName: 'p',
        kind: 'remind',
        subjectId: 'old',
        terms: { kind: 'remind' },
      } as const;
      const none = { problem: null, attempts: 0, lastError: null, dueAt: null, createdAt: long };
      await putPendingAct(db(), { ...act, ...more, ...none, phase: 'done' });
      await addShare('live', { status: 'accepted' });
      for (const [id, kind, subjectId] of [
        ['card-share', 'share', 'old'],
        ['card-offer', 'offer', 'offer'],
        ['card-withdrawal', 'withdrawal', 'withdrawal'],
        ['card-act', 'act', 'act'],
        ['card-digest', 'digest', 'digest'],
        ['card-live', 'share', 'live'],
        ['card-home', 'home', bob],
      ] as const)
        await addCard(id, { kind, subjectId });
      for (const [id, kind, subjectId] of [
        ['timer-end', 'end', 'old'],
        ['timer-wake', 'wake', 'card-share'],
        ['timer-redraw', 'redraw', 'withdrawal'],
        ['timer-live', 'end', 'live'],
      ] as const)
        await setTimer(db(), { id, teamId, kind, subjectId, sequence: 0, dueAt: now, createdAt: 1 });
      const told = {
        teamId,
        enterpriseId: null,
        recipientId: bob,
        event: { kind: 'offered' },
        dueAt: null,
        createdAt: 1,
      } as const;
      await addNotification(db(), {
        ...told,
        id: 'news',
        subjectId: 'old',
        dedupeKey: 'k',
        digestId: 'digest',
      });
      await addNotification(db(), {
        ...told,
        id: 'news-live',
        subjectId: 'live',
        dedupeKey: 'k',
        digestId: 'digest',
      });

      expect(await counted()).toEqual({ withdrawals: 1, offers: 1, shares: 1, pendingActs: 1 });
      const logged = await ended();
      expect(await left()).toEqual([
        'card-digest',
        'card-home',
        'card-live',
        'live',
        'news-live',
        'timer-live',
      ]);
      expect(await db().selectFrom('offerShares').selectAll().execute()).toEqual([]);
      const msg = 'deleted what is not kept any longer';
      expect(logged).toMatchObject([
        { withdrawals: 1, offers: 1, shares: 1, pendingActs: 1, auditLines: 0, msg },
      ]);
      expect(await ended()).toEqual([]);
    });

    const stays: Record<string, () => Promise<void>> = {
      'a share of late': () => addShare('x', {}, lately),
      'a share made of late that nothing was done on': () => addShare('x', { createdAt: lately }, null),
      'a member': () => addShare('x', { status: 'rejected' }),
      'what may be a member': () => addShare('x', { status: 'unavailable' }),
      'a member of a status that Glance does not have': () => addShare('x', { status: '?odd' }),
      'a share that was never read': () => addShare('x', { status: null }),
      'a share that nobody has read since it was made': () => addShare('x', { statusAt: null }),
      'a share with a question after a restore': async () => {
        await addShare('x');
        await db().updateTable('shares').set({ asOf: 5 }).where('id', '=', 'x').execute();
      },
      'a share with work to do': () => addShare('x', { dueAt: now }),
      'a share whose write may still arrive': () =>
        addShare('x', { unconfirmedWrites: [{ effect: 'present', until: 5 }] }),
      'an offer under way': () => addOffer('x', [], { phase: 'finding' }),
      'an offer of late': () => addOffer('x', [], { phase: 'failed' }, lately),
      'a withdrawal under way': () => addWithdrawal('x', { phase: 'removing' }),
      'a withdrawal of late': () => addWithdrawal('x', { createdAt: long }, lately),
      'a withdrawal that can be undone': () => addWithdrawal('x', { undoUntil: now + 1 }),
    };
    test.each(Object.entries(stays))('%s stays', async (_, add) => {
      await add();
      expect(await counted()).toEqual({ withdrawals: 0, offers: 0, shares: 0, pendingActs: 0 });
      expect(await ended()).toEqual([]);
      expect(await left()).toEqual(['x']);
    });

    test('an offer goes once all its shares are over, and a share after all that tells of it', async () => {
      await addShare('over');
      await addShare('of both');
      await addShare('live', { status: 'pending' });
      await addShare('withdrawn', { imageId: 'another' as ImageId });
      await addOffer('ended', ['over', 'of both']);
      await addOffer('goes on', ['of both', 'live']);
      await addWithdrawal('of late', { imageId: 'another' as ImageId }, lately);
      expect(await counted()).toEqual({ withdrawals: 0, offers: 1, shares: 1, pendingActs: 0 });
      await ended();
      expect(await left()).toEqual(['goes on', 'live', 'of both', 'of late', 'withdrawn']);
    });

    test('what was asked and never confirmed goes, and a failed offer', async () => {
      await addWithdrawal('asked', { phase: 'asked', createdAt: long }, null);
      await addOffer('failed', [], { phase: 'failed' });
      await ended();
      expect(await left()).toEqual([]);
    });

    test('a message of several shares stays until the last of them goes', async () => {
      await addShare('old');
      await addShare('live', { status: 'accepted' });
      await addCard('digest-card', { kind: 'digest', subjectId: 'digest' });
      const told = { teamId, enterpriseId: null, recipientId: bob, event: { kind: 'offered' } } as const;
      const more = { dueAt: null, createdAt: 1, digestId: 'digest' };
      for (const subjectId of ['old', 'live'])
        await addNotification(db(), {
          ...told,
          ...more,
          id: `news-${subjectId}`,
          subjectId,
          dedupeKey: subjectId,
        });
      await ended();
      expect(await left()).toEqual(['digest-card', 'live', 'news-live']);
      await db().updateTable('shares').set({ status: 'absent' }).where('id', '=', 'live').execute();
      await finished('shares', 'live', long);
      await ended();
      expect(await left()).toEqual([]);
    });

    test('more than one step takes goes too, beside what stays', async () => {
      for (let n = 0; n < 230; n += 1)
        await addShare(`share-${n}`, { status: n % 10 === 0 ? 'accepted' : 'absent' }, long - (n % 7));
      await addOffer('goes on', ['share-0', 'share-1', 'share-2']);
      expect(await counted()).toMatchObject({ shares: 205 });
      expect(await ended()).toMatchObject([{ shares: 205 }]);
      expect(await left()).toHaveLength(26);
    });

    test('what goes is what the rules call ended', async () => {
      await addShare('x');
      const row = await findShare(db(), 'x');
      expect(row && isEnded(row)).toBe(true);
    });

    test('for a week after a restore nothing goes: the rows are as old as the backup', async () => {
      await addShare('x');
      const restored = (at: number) =>
        db()
          .insertInto('restores')
          .values({ id: `${at}`, asOf: 1, at, how: 'restore' })
          .execute();
      await restored(now - 8 * dayMs);
      await restored(now - 6 * dayMs);
      expect(await ended()).toEqual([]);
      await db()
        .deleteFrom('restores')
        .where('at', '=', now - 6 * dayMs)
        .execute();
      expect(await ended()).toMatchObject([{ shares: 1 }]);
    });

    test('never: nothing goes', async () => {
      await addShare('x');
      expect(await retain({})).toEqual([]);
      expect(await left()).toEqual(['x']);
    });
  });

  test('what failed begins again at the next call', async () => {
    await appendAudit(db(), auditLine({ at: now - 100 * dayMs }));
    let isAway = true;
    const transaction: Database['transaction'] = (work) => {
      if (!isAway) return store.database.transaction(work);
      isAway = false;
      return Promise.reject(new Error('the database is away'));
    };
    const keep = { endedMs: null, auditMs: 90 * dayMs };
    const database = { kysely: db(), transaction };
    const work = createRetention({ database, append: appendAudit, keep, log: createLog('silent') });
    await expect(work(now)).rejects.toThrow('the database is away');
    expect(await work(now)).toBe('more');
    expect(await countOldLines(db(), now, 90 * dayMs)).toBe(0);
  });

  describe('the audit trail', () => {
    const today = Math.floor(now / dayMs);
    /** One line at noon of each day so many days ago. */
    const add = async (...daysAgo: readonly number[]) => {
      for (const ago of daysAgo)
        await appendAudit(
          db(),
          auditLine({ at: (today - ago) * dayMs + dayMs / 2, subject: `${ago} days ago` }),
        );
    };
    const lines = () => db().selectFrom('audit').selectAll().orderBy('at').orderBy('line').execute();
    const subjects = async () => (await lines()).map(({ subject }) => subject);
    const trim = () => retain({ auditMs: 90 * dayMs });

    test('stays whole unless the operator says for how long', async () => {
      await add(150, 1);
      expect(await retain({})).toEqual([]);
      expect(await subjects()).toEqual(['150 days ago', '1 days ago']);
    });

    test('loses whole days from its old end, and has one line that accounts for them', async () => {
      await add(150, 120, 120, 91, 90, 1);
      const before = await lines();
      expect(await countOldLines(db(), now, 90 * dayMs)).toBe(4);
      expect(await trim()).toMatchObject([{ auditLines: 4, offers: 0 }]);
      expect(await subjects()).toEqual(['90 days ago', '1 days ago', 'audit-trail']);
      const hash = createHash('sha256');
      for (const {
        line,
        at,
        teamId: team,
        personId,
        onBehalfOfId,
        act,
        subject,
        detail,
        requestId,
      } of before.slice(0, 4))
        hash.update(
          `${JSON.stringify([line, at, team, personId, onBehalfOfId, act, subject, detail, requestId])}\n`,
        );
      const { detail, ...account } = (await lines()).at(-1) ?? { detail: '{}' };
      expect(account).toMatchObject({
        act: 'remove-old-lines',
        at: now,
        teamId,
        personId: null,
        onBehalfOfId: null,
      });
      const day = (ago: number) => new Date((today - ago) * dayMs).toISOString().slice(0, 10);
      expect(JSON.parse(detail)).toEqual({
        firstDay: day(150),
        lastDay: day(91),
        lines: 4,
        sha256: hash.digest('hex'),
      });
      expect(await trim()).toEqual([]);
    });

    test('is removed in steps of whole days', async () => {
      await add(...Array.from({ length: 700 }, () => 99), ...Array.from({ length: 400 }, () => 98), 97);
      expect(await trim()).toMatchObject([{ auditLines: 1101 }]);
      const kept = await lines();
      expect(kept.map(({ detail }) => JSON.parse(detail).lines)).toEqual([1100, 1]);
    });

    test('is kept by the database itself but for what its newest account covers', async () => {
      const refused = 'the audit trail is only added to';
      const remove = (ago: number) =>
        db().deleteFrom('audit').where('subject', '=', `${ago} days ago`).execute();
      await add(150, 100, 91, 89);
      await expect(remove(150)).rejects.toThrow(refused);
      const account = (lastDay: string, at: number) =>
        appendAudit(
          db(),
          auditLine({ at, act: 'remove-old-lines', subject: 'audit-trail', detail: { lastDay } }),
        );
      const day = (ago: number) => new Date((today - ago) * dayMs).toISOString().slice(0, 10);
      // younger than 90 days, whatever the account says
      await account(day(0), now);
      await expect(remove(89)).rejects.toThrow(refused);
      await account(day(100), now + 1);
      await expect(remove(91)).rejects.toThrow(refused);
      await remove(100);
      await expect(
        sql`update "audit" set "subject" = 'x' where "subject" = '150 days ago'`.execute(db()),
      ).rejects.toThrow(refused);
      await remove(150);
      expect(await subjects()).toEqual(['91 days ago', '89 days ago', 'audit-trail', 'audit-trail']);
    });

    test('two that remove the same days leave one account', async () => {
      await add(150, 149);
      const both = await Promise.all([trim(), trim()]);
      expect(both.flat().reduce((sum, { auditLines }) => sum + auditLines, 0)).toBe(2);
      expect(await subjects()).toEqual(['audit-trail']);
    });
  });
});

describe('on SQLite, how it is asked', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  });
  afterAll(() => database.close());

  /** What scans a whole table or sorts it, of all that `work` asks. */
  const growing = async (work: () => Promise<unknown>) => {
    const { seen, end } = recordStatements();
    await work().finally(end);
    const asked = seen.filter((text) => /^(?:select|delete|insert)/.test(text));
    expect(asked).not.toEqual([]);
    const found: string[] = [];
    for (const text of asked) {
      const { rows } = await sql<{ detail: string }>`explain query plan ${sql.raw(text)}`.execute(
        database.kysely,
      );
      for (const { detail } of rows)
        if (/TEMP B-TREE|^SCAN (?!.* INDEX )/.test(detail)) found.push(`${detail}: ${text}`);
    }
    return found;
  };

  test.each(endedTables)('along its index: %s', async (table) => {
    const remove = () => database.transaction((tx) => deleteEnded(tx, table, now, { since: 1, id: 'a' }));
    expect(await growing(remove)).toEqual([]);
  });

  test('old lines, along theirs', async () => {
    await appendAudit(database.kysely, auditLine({ at: 1 }));
    expect(await growing(() => removeOldLines({ database, append: appendAudit }, now, 90 * dayMs))).toEqual(
      [],
    );
  });
});
