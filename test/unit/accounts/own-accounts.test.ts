/** Whose account an act is for: one's own, in one's own team, and what changes of it. */
import { expect, test } from 'vitest';
import { chooseDefault, renameAccount } from '../../../src/accounts/change-account.ts';
import { chooseAccount, chooseRegion } from '../../../src/accounts/choose-account.ts';
import { ownAccount as accountOfRef } from '../../../src/accounts/image-ref.ts';
import { keepAccount } from '../../../src/accounts/keep-account.ts';
import { ownAccount } from '../../../src/accounts/linking.ts';
import { knownProjects } from '../../../src/accounts/membership.ts';
import { memberStatusOf } from '../../../src/accounts/read-member-status.ts';
import type { TeamId } from '../../../src/core/ids.ts';
import { now, personOf } from '../../support/card-desk.ts';
import { answered, silence } from '../../support/cloud-answers.ts';
import { desk, onDesk, problemKindOf } from '../../support/on-desk.ts';
import { account, alice, bob, carol, imageId, project } from '../../support/store-rows.ts';

onDesk();

test.each([
  ['one’s own', alice, undefined, 'alices', 'alices'],
  ['somebody else’s', bob, undefined, 'alices', null],
  ['one’s own, in another team', alice, 'T2' as TeamId, 'alices', null],
  ['none', alice, undefined, 'gone', null],
])('an account is found if it is %s', async (_, userId, teamId, id, found) => {
  const person = { ...personOf(userId), ...(teamId && { teamId }) };
  expect((await desk.run((work) => ownAccount(work, person, id)))?.id ?? null).toBe(found);
  const ofRef = accountOfRef(desk.store, person, id);
  if (found === null) expect(await problemKindOf(ofRef)).toBe('outdated');
  else expect((await ofRef).id).toBe(found);
});

test('of several accounts the one that was named', async () => {
  await desk.link({ id: 'second', name: 'second', userId: alice });
  for (const id of ['alices', 'second'])
    expect((await accountOfRef(desk.store, personOf(alice), id)).id).toBe(id);
});

test('one’s own is made the default or renamed, and the Home shows it; somebody else’s is not', async () => {
  await desk.link({ id: 'second', name: 'second', userId: alice });
  await desk.put('home', alice, alice);
  const isDue = async () => {
    const due = (await desk.cardOf('home', alice, alice)).dueAt !== null;
    await desk.db.updateTable('cards').set({ dueAt: null }).execute();
    return due;
  };
  const names = async () =>
    (await desk.store.accounts.accountsOfPerson(desk.db, personOf(alice)))
      .map(({ id, name, isDefault }) => [id, name, isDefault])
      .toSorted();
  expect(await chooseDefault(desk.deps, personOf(bob), 'second')).toBeNull();
  expect(await isDue()).toBe(false);
  expect((await chooseDefault(desk.deps, personOf(alice), 'second'))?.id).toBe('second');
  expect(await isDue()).toBe(true);
  expect(await renameAccount(desk.deps, personOf(bob), 'second', 'mine')).toBeNull();
  expect((await renameAccount(desk.deps, personOf(alice), 'second', 'other'))?.id).toBe('second');
  expect(await isDue()).toBe(true);
  // its own name is not taken, in whatever case
  await renameAccount(desk.deps, personOf(alice), 'second', 'OTHER');
  expect(await problemKindOf(renameAccount(desk.deps, personOf(alice), 'second', 'Prod'))).toBe('name-taken');
  expect(await names()).toEqual([
    ['alices', 'prod', false],
    ['second', 'OTHER', true],
  ]);
});

test('after a restore its owner keeps an account, once', async () => {
  await desk.db.updateTable('accounts').set({ asOf: 5 }).execute();
  await desk.put('account', 'alices', alice);
  const asOf = async () => (await desk.store.accounts.findAccount(desk.db, 'alices'))?.asOf;
  await keepAccount(desk.deps, personOf(bob), 'alices');
  expect(await asOf()).toBe(5);
  await keepAccount(desk.deps, personOf(alice), 'alices');
  await keepAccount(desk.deps, personOf(alice), 'alices');
  expect(await asOf()).toBeNull();
  expect(await desk.cardOf('account', 'alices', alice)).toMatchObject({ dueAt: now });
  expect(await desk.acts()).toMatchObject([
    { act: 'keep-account', subject: 'alices', detail: { accountId: 'alices', projectId: 'p' } },
  ]);
  expect(desk.nudges()).toBe(3);
});

const [one, two] = [account({ id: '1', name: 'One' }), account({ id: '2', name: 'Two', isDefault: true })];
test.each([
  ['the default, if none is named', [one, two], null, '2'],
  ['the first, if there is no default', [one], null, '1'],
  ['the one that is named, in any case', [one, two], 'oNE', '1'],
  ['the one that a form sends', [one, two], '1', '1'],
  ['a name before an id', [account({ id: 'a', name: '1' }), one], '1', 'a'],
  ['nothing by another name', [one], 'three', { kind: 'no-such-account', name: 'three', have: ['One'] }],
  ['nothing, if there is none', [], null, { kind: 'no-account' }],
])('chosen is %s', (_, accounts, name, expected) => {
  const chosen = chooseAccount(accounts, name);
  expect('id' in chosen ? chosen.id : chosen).toEqual(expected);
});

test.each([
  ['as the cloud spells it', 'iad', ['IAD', 'DFW'], 'IAD'],
  ['as it was typed, if the operator names none', 'iad', [], 'iad'],
  [
    'none that the operator does not name',
    'ord',
    ['IAD'],
    { kind: 'no-such-region', region: 'ord', have: ['IAD'] },
  ],
  ['the account’s, if none is typed', null, ['IAD'], 'R1'],
])('the region is %s', (_, typed, known, expected) => {
  expect(chooseRegion(typed, account({ region: 'R1' }), known)).toEqual(expected);
});

test('without a region of the account’s the first that the operator names', () => {
  expect(chooseRegion(null, account(), ['IAD', 'DFW'])).toBe('IAD');
  expect(chooseRegion(null, account(), [])).toBe('');
});

test('of a project: its name, and each of its people once', async () => {
  await desk.link({ userId: bob, name: 'again', projectId: project('c1') });
  await desk.link({ userId: carol, projectId: project('c1') });
  const { cloudId } = account();
  const known = await knownProjects(desk.store, personOf(alice), cloudId, ['c1', 'x'].map(project));
  expect(known.get(project('c1'))?.people.toSorted()).toEqual([bob, carol]);
  expect(known.get(project('x'))).toEqual({ name: null, people: [] });
  expect(
    (await knownProjects(desk.store, personOf(alice), cloudId, [project('p')])).get(project('p'))?.name,
  ).toBe('Producer');
});

test.each([
  ['its status', async () => ({ status: 'accepted' }), 'accepted'],
  ['none, as there is no such member', () => Promise.reject(answered(404)), null],
  ['none, as it may not be seen', () => Promise.reject(answered(403)), null],
])('a member has %s', async (_, showMember, status) => {
  expect(await memberStatusOf({ showMember } as never, imageId, project('c1'))).toBe(status);
});

test.each([
  ['an outage', answered(503)],
  ['silence', silence()],
])('of %s it is not known', async (_, error) => {
  const showMember = () => Promise.reject(error);
  await expect(memberStatusOf({ showMember } as never, imageId, project('c1'))).rejects.toBe(error);
});
