/** What the store promises of a step whose row is changed meanwhile, by a person or by Slack: it comes to nothing. */
import { expect, test } from 'vitest';
import type { SlackUserId } from '../../src/core/ids.ts';
import type { ActTerms, PendingAct } from '../../src/model/pending-act.ts';
import type { Timer } from '../../src/model/timer.ts';
import type { Claimed } from '../../src/store/claims/leases.ts';
import { giveWithdrawal } from '../../src/store/repositories/left-offers.ts';
import { followChannel } from '../../src/store/repositories/moved-channels.ts';
import * as pendingActs from '../../src/store/repositories/pending-acts.ts';
import * as timers from '../../src/store/repositories/timers.ts';
import * as withdrawals from '../../src/store/repositories/withdrawals.ts';
import type { Tx } from '../../src/store/schema/tables.ts';
import { onEveryStore } from '../support/every-store.ts';
import { onLab } from '../support/on-lab.ts';
import { alice, bob, project, teamId } from '../support/store-rows.ts';
import { withdrawalRow } from '../support/withdrawal-row.ts';

const act = (id: string, terms: ActTerms): PendingAct => ({
  ...{ id, teamId, enterpriseId: null, userId: alice, origin: null, accountId: 'account', ...onLab },
  ...{ projectId: project('p'), projectName: 'p', kind: terms.kind, subjectId: 'share', terms },
  ...{ phase: 'proving', problem: null, attempts: 0, lastError: null, dueAt: 500, createdAt: 500 },
});
const reminder: Timer = {
  id: 'timer',
  teamId,
  kind: 'remind',
  subjectId: 'share',
  sequence: 0,
  dueAt: 500,
  createdAt: 500,
};
const from = 'CFROM' as SlackUserId;
const to = 'CTO' as SlackUserId;

await onEveryStore('overtaken steps', (store) => {
  const claimed = <T>([one]: Claimed<T>[]): Claimed<T> => {
    if (one === undefined) throw new Error('nothing was claimed');
    return one;
  };
  const within = <T>(work: (tx: Tx) => Promise<T>) => store.database.transaction(work);
  const when = { now: 1_010, nextDueAt: null };

  /** Claims the act, lets `change` happen, and ends the step. */
  const actAfter = async (terms: ActTerms, change: (tx: Tx) => Promise<unknown>) => {
    await within((tx) => pendingActs.putPendingAct(tx, act('act', terms)));
    const options = { ...store.claim(), daily: false };
    const step = claimed(await pendingActs.claimPendingActs(store.database.kysely, options));
    await within(change);
    return within((tx) => pendingActs.finishPendingAct(tx, step, { phase: 'done' }, when));
  };
  const timerAfter = async (change: (tx: Tx) => Promise<unknown>) => {
    await within((tx) => timers.setTimer(tx, reminder));
    const step = claimed(await timers.claimTimers(store.database.kysely, store.claim()));
    await within(change);
    return within((tx) => timers.takeTimer(tx, step));
  };
  const withdrawalAfter = async (change: (tx: Tx) => Promise<unknown>) => {
    await within((tx) => withdrawals.insertWithdrawal(tx, withdrawalRow({ phase: 'closing', dueAt: 500 })));
    const step = claimed(await withdrawals.claimWithdrawals(store.database.kysely, store.claim()));
    await within(change);
    return within((tx) => withdrawals.finishWithdrawal(tx, step, { phase: 'done' }, when));
  };
  const nothing = () => Promise.resolve();
  const remind = { kind: 'remind' } as const;
  const given = { producer: bob, accountId: 'bobs', accountName: 'prod' };

  test.each<[string, () => Promise<boolean>]>([
    ['an act', () => actAfter(remind, nothing)],
    ['a timer', () => timerAfter(nothing)],
    ['a withdrawal', () => withdrawalAfter(nothing)],
  ])('a step of %s counts, if nothing happens meanwhile', async (_, step) => {
    expect(await step()).toBe(true);
  });

  test.each<[string, () => Promise<boolean>]>([
    [
      'an act that is cancelled',
      () => actAfter(remind, (tx) => pendingActs.cancelPendingActs(tx, { id: 'act', teamId, userId: alice })),
    ],
    [
      'an act that is asked for again',
      () => actAfter(remind, (tx) => pendingActs.putPendingAct(tx, act('again', remind))),
    ],
    [
      'an act about a channel that gets another id',
      () => actAfter({ kind: 'set-channel', channel: from }, (tx) => followChannel(tx, { teamId, from, to })),
    ],
    [
      'a timer that is moved',
      () => timerAfter((tx) => timers.setTimer(tx, { ...reminder, id: 'later', dueAt: 9_000 })),
    ],
    ['a timer that is cancelled', () => timerAfter((tx) => timers.cancelTimers(tx, 'share', ['remind']))],
    [
      'a withdrawal that is given away',
      () =>
        withdrawalAfter((tx) =>
          giveWithdrawal(tx, { id: 'withdrawal', opened: true }, given, { kind: 'left-waiting' }, 1_000),
        ),
    ],
  ])('a step of %s comes to nothing', async (_, step) => {
    expect(await step()).toBe(false);
  });
});
