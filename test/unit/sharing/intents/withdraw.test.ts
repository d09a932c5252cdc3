/** What a withdrawal begins: once, with the account of the image's project, and with the offers that it stops. */
import { expect, test } from 'vitest';
import type { SlackUserId, TeamId } from '../../../../src/core/ids.ts';
import type { Share } from '../../../../src/model/share.ts';
import type { Withdrawal } from '../../../../src/model/withdrawal.ts';
import {
  askWithdrawal,
  confirmWithdrawal,
  retryWithdrawal,
  type WithdrawalIntent,
  withdraw,
  withdrawMember,
  withdrawRejected,
} from '../../../../src/sharing/intents/withdraw.ts';
import { now, personOf } from '../../../support/card-desk.ts';
import { desk, onDesk, problemKindOf, producer } from '../../../support/on-desk.ts';
import { intentOf } from '../../../support/share-row.ts';
import { alice, bob, carol, image, imageId, project } from '../../../support/store-rows.ts';

onDesk();

const these = (...ids: string[]) => ids.map((id) => ({ projectId: project(id), status: 'pending' as const }));
const intent = (more: Partial<WithdrawalIntent> = {}): WithdrawalIntent => ({
  ...{
    account: producer,
    region: 'R1',
    imageId,
    image,
    scope: 'these',
    members: these('c1'),
    makePrivate: false,
  },
  ...more,
});
const read = ({ id }: Pick<Withdrawal, 'id'>) => desk.store.withdrawals.findWithdrawal(desk.db, id);

test('what is asked does nothing before it is confirmed, and then exactly this, once', async () => {
  const asked = await askWithdrawal(desk.deps, personOf(alice), intent({ makePrivate: true }));
  expect(await read(asked)).toMatchObject({ phase: 'asked', dueAt: null, makePrivate: true });
  expect(await desk.acts()).toEqual([]);
  const twice = [0, 1].map(() => confirmWithdrawal(desk.deps, personOf(alice), asked.id));
  for (const confirmed of await Promise.all(twice))
    expect(confirmed).toMatchObject({ id: asked.id, phase: 'placing', accountId: 'alices' });
  expect(await read(asked)).toMatchObject({ phase: 'placing', dueAt: now });
  expect(await desk.cardOf('withdrawal', asked.id, alice)).toBeDefined();
  expect(await desk.acts()).toMatchObject([
    {
      act: 'withdraw',
      by: { userId: alice },
      detail: {
        withdrawalId: asked.id,
        accountId: 'alices',
        scope: 'these',
        makePrivate: true,
        projects: ['c1'],
      },
    },
  ]);
  expect(desk.nudges()).toBe(2);
});

test.each<[string, Partial<WithdrawalIntent>, Withdrawal['phase']]>([
  ['these members of a shared image are removed', {}, 'placing'],
  ['all members of a shared image are listed first', { scope: 'all' }, 'listing'],
  ['a private image is shared first', { image: { ...image, visibility: 'private' } }, 'opening'],
])('%s', async (_, more, phase) => {
  expect(await withdraw(desk.deps, personOf(alice), intent(more))).toMatchObject({ phase, dueAt: now });
});

test.each<[string, () => Promise<string>, SlackUserId, TeamId | null, string]>([
  ['that nobody was asked', async () => 'another', alice, null, 'outdated'],
  ['that somebody else was asked', async () => (await ask()).id, bob, null, 'outdated'],
  ['that was asked in another team', async () => (await ask()).id, alice, 'T2' as TeamId, 'outdated'],
  [
    'of a project that is no longer linked',
    async () => (await ask({ account: { ...producer, projectId: project('x') } })).id,
    alice,
    null,
    'no-account-for-project',
  ],
])('what is confirmed %s is refused', async (_, id, userId, team, problem) => {
  const person = { ...personOf(userId), ...(team && { teamId: team }) };
  expect(await problemKindOf(confirmWithdrawal(desk.deps, person, await id()))).toBe(problem);
  expect(await desk.acts()).toEqual([]);
});
const ask = (more: Partial<WithdrawalIntent> = {}) => askWithdrawal(desk.deps, personOf(alice), intent(more));

test.each<[string, Partial<WithdrawalIntent>, SlackUserId, boolean]>([
  ['the same members', {}, alice, true],
  ['fewer members', { members: these('c1') }, alice, true],
  ['more members', { members: these('c1', 'c2', 'c3') }, alice, false],
  ['other members', { members: these('c3') }, alice, false],
  ['all', { scope: 'all' }, alice, false],
  ['another image', { imageId: project('other') as never }, alice, false],
  ['the same, by a colleague', {}, carol, false],
])('while two members are being removed, %s', async (_, more, userId, same) => {
  const first = await withdraw(desk.deps, personOf(alice), intent({ members: these('c1', 'c2') }));
  const second = await withdraw(desk.deps, personOf(userId), intent({ members: these('c1', 'c2'), ...more }));
  expect(second.id === first.id).toBe(same);
  expect(await desk.acts()).toHaveLength(same ? 1 : 2);
});

test('all, twice, is one whatever was listed', async () => {
  const first = await withdraw(desk.deps, personOf(alice), intent({ scope: 'all' }));
  const second = await withdraw(desk.deps, personOf(alice), intent({ scope: 'all', members: these('c9') }));
  expect(second.id).toBe(first.id);
});

test('an offer that has added nobody yet adds nobody who is removed now', async () => {
  const one = await desk.offer({ phase: 'finding', tenants: [project('c1'), project('c2')] });
  const other = await desk.offer({ phase: 'finding', tenants: [project('c3')] });
  await withdraw(desk.deps, personOf(alice), intent());
  expect(await desk.store.offers.findOffer(desk.db, one.id)).toMatchObject({ stopped: ['c1'], dueAt: now });
  expect(await desk.store.offers.findOffer(desk.db, other.id)).toMatchObject({ stopped: [], dueAt: null });
});

/** A withdrawal of alice's in this phase, and her click on its card. */
const retry = async (of: Partial<Withdrawal>, which: 'value' | 'olderValue' = 'value') => {
  const { id } = await withdraw(desk.deps, personOf(alice), intent());
  const { members, image: facts, ...more } = of;
  await desk.db
    .updateTable('withdrawals')
    .set({ dueAt: null, attempts: 3, ...more, ...(facts && { image: JSON.stringify(facts) }) } as never)
    .execute();
  await desk.db.updateTable('cards').set({ name: 'alice', dueAt: null }).execute();
  const value = await desk[which]('withdrawal', id, alice);
  const kind = await problemKindOf(retryWithdrawal(desk.deps, personOf(alice), value));
  const [last] = await desk.acts();
  return {
    kind,
    row: await read({ id }),
    act: last?.act,
    due: (await desk.cardOf('withdrawal', id, alice)).dueAt,
  };
};

test.each<[string, Partial<Withdrawal>, 'value' | 'olderValue', string | null, Withdrawal['phase']]>([
  ['that failed lists who is left', { phase: 'failed' }, 'value', null, 'listing'],
  [
    'of an image that is private opens it again',
    { phase: 'failed', image: { ...image, visibility: 'private' } },
    'value',
    null,
    'opening',
  ],
  ['that failed, on an older card, is not', { phase: 'failed' }, 'olderValue', 'stale-card', 'failed'],
  [
    'that goes on already goes on: the click came twice',
    { phase: 'removing' },
    'olderValue',
    null,
    'removing',
  ],
  ['that is done stays so', { phase: 'done' }, 'value', null, 'done'],
])('tried again: one %s', async (_, of, which, problem, phase) => {
  const { kind, row, act, due } = await retry(of, which);
  expect(kind).toBe(problem);
  const begun = of.phase === 'failed' && problem === null;
  expect(row).toMatchObject({
    phase,
    ...(begun ? { dueAt: now, attempts: 0, accountId: 'alices' } : { dueAt: null }),
  });
  expect(act).toBe(begun ? 'retry-withdrawal' : 'withdraw');
  expect(due).toBe(now);
});

/** Alice's click on the card of an offer. */
const onOffer = async (
  shares: readonly Share[],
  {
    which = 'value',
    subject,
    seen = true,
  }: { which?: 'value' | 'olderValue'; subject?: string; seen?: boolean } = {},
) => {
  const made = await desk.offer({ accountId: 'alices', image: seen ? image : null }, shares);
  await desk.put('offer', made.id, alice);
  return { made, value: await desk[which]('offer', made.id, alice, subject) };
};

test.each<[string, Parameters<typeof onOffer>[1], string | null]>([
  ['are removed', {}, null],
  ['on an older card are not', { which: 'olderValue' }, 'stale-card'],
  ['of an image that was never read are not', { seen: false }, 'stale-card'],
])('those who rejected %s', async (_, how, problem) => {
  const { made, value } = await onOffer([], how);
  expect(await problemKindOf(withdrawRejected(desk.deps, personOf(alice), value))).toBe(problem);
  const rows = await desk.db.selectFrom('withdrawals').select('id').execute();
  expect(rows).toHaveLength(problem === null ? 1 : 0);
  for (const row of rows)
    expect(await read(row)).toMatchObject({
      scope: 'rejected',
      members: [],
      makePrivate: false,
      phase: 'listing',
      image,
    });
  expect((await desk.cardOf('offer', made.id, alice)).dueAt).toBe(how?.which === 'olderValue' ? now : null);
});

const absent = { intentRevision: 1, member: intentOf('absent' as const, 1, alice) };
const removed = { ...absent, memberAppliedRevision: 1 };
test.each<[string, Partial<Share>, 'value' | 'olderValue', 'requested' | 'older', number]>([
  ['is removed', {}, 'value', 'requested', 1],
  ['on an older card is not', {}, 'olderValue', 'older', 0],
  ['is being removed: the click came twice', absent, 'olderValue', 'requested', 1],
  ['was removed: the click came twice', { ...removed, status: 'absent' }, 'olderValue', 'requested', 1],
  ['came back since, and is removed again', removed, 'value', 'requested', 2],
  ['came back since, on an older card', removed, 'olderValue', 'older', 1],
  [
    'is being removed by somebody else',
    { ...absent, member: { ...absent.member, by: bob } },
    'value',
    'requested',
    2,
  ],
])('a member that %s', async (_, of, which, kind, revision) => {
  const share = await desk.share({ status: 'accepted', ...of });
  const { made, value } = await onOffer([share], { which, subject: share.id });
  expect((await withdrawMember(desk.deps, personOf(alice), value)).kind).toBe(kind);
  const row = await desk.readShare(share);
  expect(row.intentRevision).toBe(revision);
  const written = revision > (of.intentRevision ?? 0);
  if (written)
    expect(row.member).toEqual({ value: 'absent', by: alice, accountId: 'alices', at: now, revision });
  expect((await desk.acts()).map(({ act }) => act)).toEqual(written ? ['withdraw-member'] : []);
  const { dueAt } = await desk.cardOf('offer', made.id, alice);
  expect(dueAt === null).toBe(kind === 'requested' && !written);
  expect(desk.nudges()).toBe(1);
});

test('a line that is not on the card is none', async () => {
  const { value } = await onOffer([], { subject: 'another' });
  expect(await problemKindOf(withdrawMember(desk.deps, personOf(alice), value))).toBe('stale-card');
});
