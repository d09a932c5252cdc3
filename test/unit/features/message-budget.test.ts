/** Any card model, in any script, makes a message that Slack takes, and that keeps its state and its buttons. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blocksMax, sizeOf } from '../../../playground/slack/format/message-size.ts';
import { offencesWithin } from '../../../playground/slack/format/mrkdwn-check.ts';
import { validateBlocks } from '../../../playground/slack/format/validate-blocks.ts';
import type { ProjectId, SlackUserId } from '../../../src/core/ids.ts';
import type { Problem } from '../../../src/core/problems/problem.ts';
import { stateOf } from '../../../src/features/answer-share/answer-state.ts';
import { shareCard } from '../../../src/features/answer-share/share-card.ts';
import { digestMessage } from '../../../src/features/notifications/notification-messages.ts';
import { allTenants } from '../../../src/features/share-image/all-tenants.ts';
import { offerCard } from '../../../src/features/share-image/offer-messages.ts';
import { allMembers, withdrawalCard } from '../../../src/features/unshare-image/withdrawal-card.ts';
import { isUnknownStatus } from '../../../src/model/member.ts';
import type { NotificationEvent } from '../../../src/model/notification.ts';
import type { Share } from '../../../src/model/share.ts';
import type { DigestLine } from '../../../src/sharing/cards/notification-card.ts';
import type { TenantLine } from '../../../src/sharing/cards/offer-card.ts';
import { isMember } from '../../../src/sharing/rules/share-state.ts';
import { weightOf } from '../../../src/slack/blocks/assemble.ts';
import type { Message, ModalView } from '../../../src/slack/feature.ts';
import { account, intent, offer } from '../../support/messages/sample-rows.ts';
import { alice, bob, imageFacts, shareRow } from '../../support/share-row.ts';
import { withdrawalRow } from '../../support/withdrawal-row.ts';

const value = (subject?: string) => `${'c'.repeat(36)}.${'h'.repeat(22)}${subject ? `.${subject}` : ''}`;

/** What Slack would not take of it; the double's overhead is none of the bot's. */
const problemsOf = (message: Message): readonly string[] => {
  const problems: string[] = [];
  const blocks = message.blocks ?? [];
  validateBlocks(blocks, 'message', '', (what, where) => problems.push(`${where}: ${what}`));
  const text = Buffer.byteLength(message.text);
  return [
    ...problems,
    ...offencesWithin(blocks),
    ...(text > 4_000 ? [`text of ${text} bytes`] : []),
    ...(weightOf(blocks) > 10_000 ? [`a weight of ${weightOf(blocks)}`] : []),
    ...(sizeOf(blocks) > blocksMax ? [`a size of ${sizeOf(blocks)}`] : []),
  ];
};

/** The buttons and menus, by what they do. */
const actionsOf = (it: unknown): readonly string[] => {
  if (typeof it !== 'object' || it === null) return [];
  const own = 'action_id' in it ? [String(it.action_id)] : [];
  return [...new Set([...own, ...Object.values(it).flatMap(actionsOf)])].toSorted();
};

const pieces = [
  'a',
  ' ',
  'e\u0301\u0301',
  '👩‍👩‍👧',
  '🇬🇷',
  'שלום',
  'ελ',
  '漢',
  '&',
  '<',
  '*',
  '`',
  '\n',
  '\u202e',
];
const written = (max: number) =>
  fc.oneof(
    fc.string({ unit: fc.constantFrom(...pieces), maxLength: max }).map((text) => text.slice(0, max)),
    fc.constantFrom(...pieces).map((piece) => piece.repeat(max).slice(0, max)),
  );
const name = written(255);
const problem: fc.Arbitrary<Problem | null> = fc.oneof(
  fc.constant(null),
  name.map((typed): Problem => ({ kind: 'bad-tenant', typed, why: 'character' })),
  name.map((cloud): Problem => ({ kind: 'cloud-busy', cloud, until: 1 })),
  written(300).map((detail): Problem => ({ kind: 'filter-refused', detail })),
  fc.array(name, { maxLength: 40 }).map((have): Problem => ({ kind: 'no-such-cloud', name: 'x', have })),
);

const shares: fc.Arbitrary<Share> = fc
  .record({
    name,
    projectName: fc.option(name),
    id: fc.oneof(name.filter(Boolean), fc.constant('x'.repeat(255)), fc.constant('&'.repeat(255))),
    status: fc.constantFrom<Share['status']>(null, 'absent', 'pending', 'accepted', 'rejected'),
    by: fc.constantFrom(null, bob),
    at: fc.nat(4_000_000_000_000),
    requested: fc.nat(4),
    reason: written(500),
    problem,
    ends: fc.boolean(),
  })
  .map(({ name, projectName, id, status, by, at, requested, reason, problem, ends }) =>
    shareRow({
      image: { ...imageFacts, name, os: name, diskFormat: name, status: name },
      region: name,
      cloudName: name,
      projectName,
      projectId: id as ProjectId,
      status,
      decided:
        by === null && at % 2
          ? null
          : {
              by,
              status: status === 'unavailable' || isUnknownStatus(status) ? 'pending' : (status ?? 'pending'),
              at,
            },
      memberProblem: problem,
      answerProblem: problem,
      lastError: problem,
      intentRevision: 1,
      answerBy: ends ? at : null,
      endsAt: ends ? at : null,
      ...(requested === 1 && { member: intent('present' as const, alice) }),
      ...(requested === 2 && { member: intent('absent' as const, alice) }),
      ...(requested === 3 && { answer: intent('accepted' as const, bob) }),
      ...(requested === 4 && {
        answer: intent('rejected' as const, bob, { reason }),
        answerAppliedRevision: 1,
      }),
    }),
  );

const people = fc
  .nat(40)
  .map((count) => Array.from({ length: count }, (_, n) => `U${String(n).padStart(10, '0')}` as SlackUserId));
const lines = (max: number): fc.Arbitrary<readonly TenantLine[]> =>
  fc
    .array(fc.record({ share: shares, asked: people, isHidden: fc.boolean(), why: name }), { maxLength: max })
    .map((rows) =>
      rows.map(({ share, asked, isHidden, why }, n) => ({
        share: { ...share, id: `share-${n}` },
        role: isHidden ? 'hidden' : 'asked',
        asked,
        skipped: asked.slice(0, 4).map((userId) => ({ userId, why })),
        refused: asked.slice(4, 12).map((userId) => ({ userId, code: 'ekm_access_denied' })),
      })),
    );
const offers = fc
  .record({
    name,
    note: fc.option(written(3_000)),
    phase: fc.constantFrom('placing', 'placed', 'failed'),
    problem,
    accept: fc.boolean(),
  })
  .map(({ name, note, phase, problem, accept }) =>
    offer({
      projectName: name,
      accountName: name,
      region: name,
      homeRegion: 'IAD',
      note,
      accept,
      phase: phase as 'placing',
      problem: phase === 'failed' ? problem : null,
      lastError: phase === 'failed' ? null : problem,
      image: { ...imageFacts, name, status: name },
    }),
  );

const modalProblems = (view: ModalView) => {
  const problems: string[] = [];
  validateBlocks(view.blocks, 'modal', '', (what, where) => problems.push(`${where}: ${what}`));
  return [...problems, ...(JSON.stringify(view).length > 250_000 ? ['too large'] : [])];
};
const everyPage = (page: (n: number) => ModalView) => Array.from({ length: 16 }, (_, n) => page(n + 1));

describe('Slack takes it, and it keeps its state and buttons', () => {
  test('the consumer’s card', () => {
    fc.assert(
      fc.property(shares, offers, fc.boolean(), (share, offer, canUndo) => {
        const draw = (share: Share, note: string | null) =>
          shareCard(
            { share, offers: [{ ...offer, note }], viewer: bob, accounts: [account()], canUndo },
            value,
          );
        const message = draw(share, offer.note);
        expect([...problemsOf(message), ...problemsOf(message.plain)]).toEqual([]);
        const tame = { ...share, projectName: 'web', image: imageFacts };
        expect(actionsOf(message.blocks)).toEqual(actionsOf(draw(tame, null).blocks));
        // reasons and problems are on lines of their own
        const [state = ''] = stateOf(share).split('\n');
        for (const shown of [message.text, message.plain.text]) expect(shown).toContain(state);
        expect(JSON.stringify(message.blocks)).toContain(JSON.stringify(state).slice(1, -1));
      }),
      { numRuns: 300 },
    );
  });

  test('the producer’s card, with up to 128 tenants and as many hidden members', () => {
    fc.assert(
      fc.property(lines(128), offers, (rows, offer) => {
        const model = { offer, lines: rows };
        const message = offerCard(model, value);
        expect([...problemsOf(message), ...problemsOf(message.plain)]).toEqual([]);
        const pages = everyPage((page) => allTenants(model, value, page));
        expect(pages.flatMap(modalProblems)).toEqual([]);
        const tame = rows.map((line) => ({ ...line, share: { ...line.share, projectName: 'web' } }));
        const kept = actionsOf(message.blocks);
        const wanted = actionsOf(offerCard({ offer: { ...offer, note: null }, lines: tame }, value).blocks);
        expect(kept.includes('offer-show-all') ? [...kept, ...actionsOf(pages)] : kept).toEqual(
          expect.arrayContaining(wanted.filter((id) => id !== 'offer-show-all')),
        );
        const shown = [message.text, JSON.stringify(message.blocks)].map((text) => text.toLowerCase());
        for (const { share, role } of rows)
          if (role === 'asked' && share.member === null && share.memberProblem === null && isMember(share))
            for (const text of shown) expect(text).toContain(share.status);
      }),
      { numRuns: 40 },
    );
  });

  test('the card of a withdrawal', () => {
    const withdrawals = fc.record({
      name,
      problem,
      phase: fc.constantFrom('placing', 'done', 'failed'),
      undo: fc.boolean(),
    });
    fc.assert(
      fc.property(lines(128), withdrawals, (rows, { name, problem, phase, undo }) => {
        const shares = rows.map(({ share }) => share);
        const withdrawal = withdrawalRow({
          projectName: name,
          region: name,
          image: { ...imageFacts, name },
          phase: phase as 'done',
          problem: phase === 'failed' ? problem : null,
          lastError: phase === 'failed' ? null : problem,
          makePrivate: true,
        });
        const model = { withdrawal, shares, undoable: undo ? shares : [] };
        const message = withdrawalCard(model, value);
        expect([...problemsOf(message), ...problemsOf(message.plain)]).toEqual([]);
        const pages = everyPage((page) => allMembers(model, value, page));
        expect(pages.flatMap(modalProblems)).toEqual([]);
        expect(actionsOf(message.blocks)).toEqual(
          expect.arrayContaining(undo && shares.length > 0 ? ['unshare-undo'] : []),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('a digest', () => {
    const events = fc.oneof(
      fc.constantFrom<NotificationEvent>(
        { kind: 'answered', status: 'accepted', by: bob },
        { kind: 'removed', by: bob, why: 'ended' },
        { kind: 'offered' },
        { kind: 'nobody-left' },
        { kind: 'no-producer', by: bob, images: 10, removals: 10 },
        { kind: 'check-tenant' },
        { kind: 'reason', by: bob, revision: 1 },
        { kind: 'ends', at: 0 },
      ),
      name.map(
        (why): NotificationEvent => ({
          kind: 'channel-lost',
          channel: 'C1' as SlackUserId,
          project: why,
          why,
        }),
      ),
      name.map(
        (name): NotificationEvent => ({
          kind: 'image-changed',
          was: { name, status: 'active', visibility: 'shared' },
          is: { name: `${name}2`, status: 'active', visibility: 'shared' },
        }),
      ),
    );
    const told = fc.record({ event: events, share: shares, asks: fc.boolean(), image: fc.nat(15) });
    fc.assert(
      fc.property(fc.array(told, { maxLength: 150 }), (rows) => {
        const lines = rows.map(
          ({ event, share, asks, image }, n): DigestLine => ({
            share: { ...share, id: `s${n}`, imageId: `image-${image}` as Share['imageId'] },
            value: asks ? value() : null,
            mayExtend: asks,
            mayTakeOver: asks,
            notification: {
              id: `n${n}`,
              teamId: share.teamId,
              enterpriseId: null,
              recipientId: alice,
              subjectId: `s${n}`,
              event,
              dedupeKey: `${n}`,
              digestId: 'd',
              dueAt: null,
              createdAt: 1,
            },
          }),
        );
        const message = digestMessage({ lines, viewer: alice });
        expect([...problemsOf(message), ...problemsOf(message.plain)]).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

test('what fits is shown whole; what does not says how many more there are, and Show all has them', () => {
  const share = (n: number): Share =>
    shareRow({
      id: `share-${n}`,
      projectId: `${n}`.padStart(32, '0') as ProjectId,
      projectName: `Υπηρεσία ${n}`,
      status: n % 2 ? 'rejected' : 'accepted',
      decided: { by: bob, status: n % 2 ? 'rejected' : 'accepted', at: 0 },
      ...(n % 2 && {
        answer: intent('rejected' as const, bob, { reason: 'Χρειαζόμαστε τη μικρή εικόνα. '.repeat(10) }),
        answerAppliedRevision: 1,
      }),
    });
  const model = (count: number) => ({
    offer: offer(),
    lines: Array.from(
      { length: count },
      (_, n): TenantLine => ({ share: share(n), role: 'asked', asked: [bob], skipped: [] }),
    ),
  });
  expect(actionsOf(offerCard(model(20), value).blocks)).not.toContain('offer-show-all');
  const many = JSON.stringify(offerCard(model(128), value).blocks);
  expect(many).toMatch(/\*Accepted\* \(64\)[\s\S]*and \d+ more[\s\S]*\*Rejected\* \(64\)[\s\S]*and \d+ more/);
  expect(actionsOf(JSON.parse(many))).toContain('offer-show-all');
  const pages = Array.from({ length: 7 }, (_, n) => JSON.stringify(allTenants(model(128), value, n + 1)));
  for (let n = 0; n < 128; n += 1) expect(pages.join('')).toContain(`*Υπηρεσία ${n}*`);
});

test('the largest that were refused: ten rejections with reasons, and a digest of fifteen images with ten projects each', () => {
  const rejected = (n: number): Share =>
    shareRow({
      id: `share-${n}`,
      projectId: `${n}`.padStart(32, '0') as ProjectId,
      projectName: `project-${n}`,
      status: 'rejected',
      decided: { by: bob, status: 'rejected', at: 0 },
      answer: intent('rejected' as const, bob, { reason: 'It has & lacks what we need. '.repeat(17) }),
      answerAppliedRevision: 1,
    });
  const ten = Array.from({ length: 10 }, (_, n) => rejected(n));
  const card = offerCard(
    {
      offer: offer(),
      lines: ten.map((share): TenantLine => ({ share, role: 'asked', asked: [bob], skipped: [] })),
    },
    value,
  );
  expect(problemsOf(card)).toEqual([]);
  for (const { projectName } of ten) expect(JSON.stringify(card.blocks)).toContain(`*${projectName}* ·`);
  expect(actionsOf(card.blocks)).toEqual(['card-menu', 'offer-again', 'offer-show-all']);

  const lines = Array.from({ length: 150 }, (_, n): DigestLine => {
    const share = { ...rejected(n), imageId: `image-${n % 15}` as Share['imageId'], image: null };
    const event = { kind: 'answered', status: 'rejected', by: bob } as const;
    const id = `n${n}`;
    return {
      share,
      value: null,
      mayExtend: false,
      mayTakeOver: false,
      notification: {
        ...share,
        id,
        recipientId: alice,
        subjectId: share.id,
        event,
        dedupeKey: id,
        digestId: 'd',
      },
    };
  });
  const digest = digestMessage({ lines, viewer: alice });
  expect(problemsOf(digest)).toEqual([]);
  for (let n = 0; n < 15; n += 1) expect(digest.text).toContain(`*image-${n}*`);
});
