/** What is said of members and of taking an image back stays within Slack's limits and calls nobody, at the largest input. */
import { describe, expect, it } from 'vitest';
import { offencesWithin } from '../../../playground/slack/format/mrkdwn-check.ts';
import { validateBlocks } from '../../../playground/slack/format/validate-blocks.ts';
import type { FoundImage } from '../../../src/accounts/find-image.ts';
import type { Membership } from '../../../src/accounts/membership.ts';
import type { ProjectId } from '../../../src/core/ids.ts';
import { membersMessage, pageOf } from '../../../src/features/image-members/members-messages.ts';
import { confirmQuestion, whom } from '../../../src/features/unshare-image/unshare-messages.ts';
import { readAsked } from '../../../src/features/unshare-image/unshare-request.ts';
import { withdrawalCard } from '../../../src/features/unshare-image/withdrawal-card.ts';
import type { Account } from '../../../src/model/account.ts';
import type { Message } from '../../../src/slack/feature.ts';
import { alice, bob, imageFacts, intentOf, shareRow } from '../../support/share-row.ts';
import { withdrawalRow } from '../../support/withdrawal-row.ts';

type Member = NonNullable<Membership['members']>[number];

const problemsOf = (message: Message): string[] => {
  const problems: string[] = [];
  validateBlocks(message.blocks ?? [], 'message', '', (what, where) => problems.push(`${where}: ${what}`));
  return [...problems, ...offencesWithin(message.blocks ?? []), ...offencesWithin(message.text)];
};

const value = () => 'card.hash';
const nasty = '<!channel> & *x* `y` <@U1|z>';
const longName = `${nasty}${'n'.repeat(255)}`.slice(0, 255);
const image = { ...imageFacts, name: longName };
const ids = Array.from({ length: 200 }, (_, at) => `${longName.slice(0, 250)}${at}` as ProjectId);
const statuses = ['accepted', 'pending', 'rejected'] as const;
const listed = ids.map((projectId, at) => ({ projectId, status: statuses[at % 3] ?? 'pending' }));
const known = new Map(ids.map((id) => [id, { name: longName, people: Array(30).fill(bob) }]));
const account = { id: 'a'.repeat(36), name: longName, projectName: longName, cloudName: 'lab' } as Account;

describe('200 members with names of 255 characters', () => {
  it.each([
    ['to be removed', { members: listed }, false],
    ['to be removed, then private', { members: listed, scope: 'all', makePrivate: true }, false],
    ['none, only private', { scope: 'all', makePrivate: true }, false],
    ['hidden', { members: listed.map((one) => ({ ...one, status: null })), makePrivate: true }, true],
  ] as const)('the question: %s', (_, more, hidden) => {
    const question = confirmQuestion(withdrawalRow({ image, ...more }), { hidden, missing: ids, known });
    expect(problemsOf(question)).toEqual([]);
  });

  it('whom', () => {
    const subject = { image, imageId: withdrawalRow().imageId, account, region: 'IAD' };
    expect(problemsOf(whom(subject, listed, known))).toEqual([]);
  });

  it.each([1, 10, 11, 200])('the card of %i', (count) => {
    const share = (projectId: ProjectId, at: number) => {
      const going = shareRow({ projectId, projectName: longName, image, member: intentOf('absent', 1) });
      const settled = { ...going, memberAppliedRevision: 1 };
      if (at % 3 === 0) return { ...settled, status: 'absent' as const, decided: null };
      if (at % 3 === 1) return going;
      return {
        ...settled,
        memberProblem: { kind: 'bad-tenant', typed: longName, why: 'character' } as const,
      };
    };
    const shares = ids.slice(0, count).map(share);
    for (const phase of ['removing', 'closing', 'done', 'failed'] as const) {
      const withdrawal = withdrawalRow({ image, projectName: longName, phase, members: listed });
      expect(problemsOf(withdrawalCard({ withdrawal, shares, undoable: shares }, value))).toEqual([]);
    }
  });

  it.each([1, 10])('page %i of the list', (wanted) => {
    const members: Member[] = listed.map(({ projectId, status }) => ({
      member_id: projectId,
      image_id: withdrawalRow().imageId,
      status,
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
    }));
    const found = {
      image: { id: withdrawalRow().imageId, name: longName },
      account,
      region: 'IAD',
      missed: [],
    } as unknown as FoundImage;
    const model = { found, members, ...pageOf(members, wanted), known, leaving: [] };
    expect(model.shown).toHaveLength(20);
    expect(problemsOf(membersMessage(model))).toEqual([]);
    expect(problemsOf(membersMessage({ ...model, members: null, shown: [] }))).toEqual([]);
  });

  it('a page beyond the last is the last', () => {
    expect(pageOf([], 3)).toEqual({ shown: [], page: 1, pages: 1 });
  });
});

describe('a card says what is so', () => {
  const gone = shareRow({
    status: 'absent',
    member: intentOf('absent', 1),
    memberAppliedRevision: 1,
    decided: { by: alice, status: 'absent', at: 0 },
  });
  const said = (more: Parameters<typeof withdrawalRow>[0], shares = [gone]) =>
    withdrawalCard({ withdrawal: withdrawalRow(more), shares, undoable: [] }, value).text;

  it('private at the end', () => {
    expect(said({ phase: 'done', makePrivate: true, scope: 'all' })).toContain(
      '*Private*: only project producer',
    );
  });
  it('a private image with others left', () => {
    expect(said({ phase: 'done', makePrivate: true, opened: true })).toContain('hidden, and come back');
  });
  it('an image that could not be closed again', () => {
    const problem = { kind: 'forbidden', act: 'open', requestId: null } as const;
    expect(said({ phase: 'failed', opened: true, problem })).toContain('The image is still shared');
    const closed = { ...imageFacts, visibility: 'private' };
    expect(said({ phase: 'failed', opened: true, problem, image: closed })).toContain(
      'private, as it was before',
    );
  });
  it('what failed can be tried again, what is done cannot', () => {
    const problem = { kind: 'members-left', image: 'web-base', count: 1, stays: false } as const;
    const blocks = (more: Parameters<typeof withdrawalRow>[0]) =>
      JSON.stringify(
        withdrawalCard({ withdrawal: withdrawalRow(more), shares: [gone], undoable: [] }, value).blocks,
      );
    expect(blocks({ phase: 'failed', problem })).toContain('Try again');
    expect(blocks({ phase: 'closing', problem })).not.toContain('Try again');
    expect(blocks({ phase: 'done' })).not.toContain('Try again');
  });
  it('nobody to remove', () => {
    expect(said({ phase: 'done' }, [])).toContain('There was no member to remove.');
  });
});

describe('the words of /unshare-image', () => {
  const uuid = '8b818b61-cfbf-44ca-b57e-727da7c9464d';
  it.each([
    ['', null, false],
    [' a b a', ['a', 'b'], false],
    [' "my project"', ['my project'], false],
    [' —rejected', 'rejected', false],
    [' --all', 'all', false],
    [' --private', 'all', true],
    [' --all --private', 'all', true],
  ])('%s', (words, which, makePrivate) => {
    expect(readAsked(`${uuid}${words}`)).toMatchObject({ image: uuid, which, makePrivate });
  });
  it('a name is looked for later', () => {
    expect(readAsked('web-base --all')).toMatchObject({ image: { kind: 'not-an-image-id' }, which: 'all' });
  });
  it.each([
    ['', 'no-image'],
    [`${uuid} a --all`, 'members-clash'],
    [`${uuid} a --private`, 'members-clash'],
    [`${uuid} --rejected --all`, 'members-clash'],
    [`${uuid} --rejected --private`, 'members-clash'],
    [`${uuid} --everyone`, 'unknown-flag'],
  ])('%s is refused', (words, kind) => {
    expect(readAsked(words)).toMatchObject({ kind });
  });
});
