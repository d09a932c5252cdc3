/** What the rows of a share mean, each rule as a row. */
import { expect, test } from 'vitest';
import type { Share } from '../../../../src/model/share.ts';
import {
  actorOf,
  cloudGone,
  imageName,
  isEnded,
  isMember,
  isSettled,
  openAnswer,
  projectLabel,
} from '../../../../src/sharing/rules/share-state.ts';
import { bob, imageFacts, intentOf, shareRow } from '../../../support/share-row.ts';

const accountIs = (accountId: string) => ({ accountId });
const answer = { ...intentOf('accepted' as const, 2, bob), ...accountIs('consumer') };
const member = { ...intentOf('present' as const, 1), ...accountIs('producer') };
const absent = { ...member, value: 'absent' as const };
const again = { ...member, again: true as const };
const write = { effect: 'present', until: 1 } as const;

test.each<[string, Partial<Share>, boolean]>([
  ['none was given', {}, false],
  ['given', { answer }, true],
  ['carried out', { answer, answerAppliedRevision: 2 }, false],
  ['given before a withdrawal', { answer, member: { ...absent, revision: 3 } }, false],
  ['given before another offer', { answer, member: { ...again, revision: 3 } }, false],
  ['given before tenants joined', { answer, member: { ...member, revision: 3 } }, true],
  ['given after a withdrawal', { answer, member: absent }, true],
  ['given with it', { answer, member: { ...absent, revision: 2 } }, true],
])('an answer is to be carried out: %s', (_, share, open) => {
  expect(openAnswer(shareRow(share)) === answer).toBe(open);
});

test.each<
  [string, Partial<Share>, { member: boolean; settled: boolean; ended: boolean; actor: string | null }]
>([
  ['waits', {}, { member: true, settled: true, ended: false, actor: null }],
  ['never seen', { status: null }, { member: false, settled: true, ended: true, actor: null }],
  ['removed', { status: 'absent' }, { member: false, settled: true, ended: true, actor: null }],
  ['answered', { answer }, { member: true, settled: false, ended: false, actor: 'consumer' }],
  [
    'being added',
    { member, status: null },
    { member: false, settled: false, ended: false, actor: 'producer' },
  ],
  [
    'added first, then answered',
    { member, answer },
    { member: true, settled: false, ended: false, actor: 'producer' },
  ],
  [
    'a write may arrive',
    { status: 'absent', unconfirmedWrites: [write] },
    { member: false, settled: false, ended: false, actor: null },
  ],
])('a share: %s', (_, row, is) => {
  const share = shareRow(row);
  expect({
    member: isMember(share),
    settled: isSettled(share),
    ended: isEnded(share),
    actor: actorOf(share),
  }).toEqual(is);
});

test.each([
  ['its name', { ...imageFacts, name: ' web ' }, 'web'],
  ['its id where it has no name', { ...imageFacts, name: null }, 'id'],
  ['its id where the name is empty', { ...imageFacts, name: ' ' }, 'id'],
  ['its id where nobody has seen it', null, 'id'],
])('an image goes by %s', (_, image, name) => {
  expect(imageName({ image, imageId: 'id' })).toBe(name);
});

test('a project goes by its name, else by its id', () => {
  expect(projectLabel(shareRow({ projectName: 'build' }))).toBe('build');
  expect(projectLabel(shareRow())).toBe('consumer-id');
});

test('what is asked of a cloud that is gone waits', () => {
  expect(cloudGone({ cloudName: 'lab' })).toEqual({ kind: 'cloud-gone', cloud: 'lab', waits: true });
});
