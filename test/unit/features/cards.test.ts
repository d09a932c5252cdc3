/** Cards stay within Slack's limits whatever the rows hold, call nobody by accident, and say in `text` what the blocks say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offencesWithin } from '../../../playground/slack/format/mrkdwn-check.ts';
import { validateBlocks } from '../../../playground/slack/format/validate-blocks.ts';
import type { ImageId, ProjectId, SlackUserId, TeamId } from '../../../src/core/ids.ts';
import { shareCard } from '../../../src/features/answer-share/share-card.ts';
import { offerCard } from '../../../src/features/share-image/offer-messages.ts';
import type { Account } from '../../../src/model/account.ts';
import type { Offer } from '../../../src/model/offer.ts';
import type { Share } from '../../../src/model/share.ts';
import type { TenantLine } from '../../../src/sharing/cards/offer-card.ts';
import type { Message } from '../../../src/slack/feature.ts';
import { onLab } from '../../support/on-lab.ts';
import { alice, bob, imageFacts, intentOf, shareRow } from '../../support/share-row.ts';

const problemsOf = (message: Message): string[] => {
  const problems: string[] = [];
  validateBlocks(message.blocks, 'message', '', (what, where) => problems.push(`${where}: ${what}`));
  return [...problems, ...offencesWithin(message.blocks), ...offencesWithin(message.text)];
};

const offerRow = (more: Partial<Offer> = {}): Offer => ({
  id: 'offer',
  teamId: 'T1' as TeamId,
  enterpriseId: null,
  producer: alice,
  accountId: 'account',
  accountName: 'producer',
  ...onLab,
  region: 'IAD',
  homeRegion: null,
  imageId: '8b818b61-cfbf-44ca-b57e-727da7c9464d' as ImageId,
  projectId: 'producer-id' as ProjectId,
  projectName: 'producer',
  tenants: [],
  people: [],
  note: null,
  accept: false,
  answerBy: null,
  endsAt: null,
  phase: 'placed',
  opened: false,
  stopped: [],
  asOf: null,
  image: imageFacts,
  problem: null,
  attempts: 0,
  lastError: null,
  dueAt: null,
  createdAt: 0,
  ...more,
});

const account = {
  id: 'a',
  name: 'consumer',
  health: 'good',
  speaks: true,
  suspendedAt: null,
  asOf: null,
} as Account;
const nasty = '<!channel> & *x* `y` <@U1|z>';
const longName = `${nasty}${'n'.repeat(255)}`.slice(0, 255);
const value = (subject?: string) =>
  `${'c'.repeat(36)}.${'h'.repeat(22)}${subject ? `.${'s'.repeat(36)}` : ''}`;

const text = fc.oneof(
  fc.constant(null),
  fc.constant(longName),
  fc.string({ maxLength: 255 }),
  fc.constant(nasty),
);
const problem = fc.constantFrom(
  null,
  { kind: 'member-quota', max: 128 } as const,
  { kind: 'bad-tenant', typed: longName, why: 'character' } as const,
);
const status = fc.constantFrom<Share['status']>(null, 'absent', 'pending', 'accepted', 'rejected');
const decided = fc.constantFrom<Share['decided']>(
  null,
  { by: null, status: 'accepted', at: 0 },
  { by: bob, status: 'rejected', at: 0 },
);
const shares = fc
  .record({
    name: text,
    projectName: text,
    id: fc.string({ minLength: 1, maxLength: 255 }),
    status,
    decided,
    problem,
    requested: fc.nat(3),
    note: text,
  })
  .map(({ name, projectName, id, status, decided, problem, requested, note }) => ({
    note,
    share: shareRow({
      image: { ...imageFacts, name },
      projectName,
      projectId: id as ProjectId,
      status,
      decided,
      memberProblem: problem,
      answerProblem: problem,
      lastError: problem,
      intentRevision: 1,
      ...(requested === 1 ? { member: intentOf('present' as const, 1) } : {}),
      ...(requested === 2 ? { member: intentOf('absent' as const, 1) } : {}),
      ...(requested === 3 ? { answer: intentOf('accepted' as const, 1, bob) } : {}),
    }),
  }));

describe('any rows make cards that Slack takes', () => {
  it('the consumer’s card', () => {
    fc.assert(
      fc.property(
        shares,
        fc.boolean(),
        fc.constantFrom('good' as const, 'refused' as const),
        ({ share, note }, linked, health) => {
          const offers = note === null ? [] : [offerRow({ note: note.repeat(12) })];
          const accounts = linked ? [{ ...account, health, name: longName }] : [];
          expect(
            problemsOf(shareCard({ share, offers, viewer: bob, accounts, canUndo: linked }, value)),
          ).toEqual([]);
        },
      ),
    );
  });

  it('the producer’s card, with up to 128 tenants and as many hidden members', () => {
    fc.assert(
      fc.property(fc.array(shares, { maxLength: 128 }), fc.nat(40), (rows, people) => {
        const asked = Array.from(
          { length: people },
          (_, n) => `U${String(n).padStart(10, '0')}` as SlackUserId,
        );
        const lines: TenantLine[] = rows.map(({ share }, n) => ({
          share: { ...share, id: `share-${n}` },
          role: n % 2 ? 'hidden' : 'asked',
          asked,
          skipped: asked.slice(0, 2).map((userId) => ({ userId, why: 'deactivated' })),
        }));
        expect(
          problemsOf(offerCard({ offer: offerRow({ note: longName.repeat(11) }), lines }, value)),
        ).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['asked', 'hidden'] as const)(
    'the largest: 128 %s tenants, each with a name of 255 characters',
    (role) => {
      for (const one of ['pending', 'accepted'] as const) {
        const lines = Array.from({ length: 128 }, (_, n): TenantLine => {
          const share = shareRow({
            id: `share-${n}`,
            projectId: `${n}`.padEnd(255, 'x') as ProjectId,
            projectName: longName,
            status: one,
          });
          return { share, role, asked: [bob], skipped: [{ userId: alice, why: 'bot' }] };
        });
        expect(problemsOf(offerCard({ offer: offerRow(), lines }, value))).toEqual([]);
      }
    },
  );
});

it('who reads the text alone learns what the blocks say', () => {
  const share = shareRow({ status: 'accepted', decided: { by: bob, status: 'accepted', at: 0 } });
  const consumer = shareCard(
    { share, offers: [offerRow({ note: 'try it' })], viewer: bob, accounts: [account], canUndo: false },
    value,
  );
  for (const words of ['web-base', share.imageId, 'try it', 'Accepted', '<@UBOB>'])
    expect(consumer.text).toContain(words);
  const producer = offerCard(
    { offer: offerRow(), lines: [{ share, role: 'asked', asked: [], skipped: [] }] },
    value,
  );
  for (const words of ['web-base', share.projectId, 'accepted', '<@UBOB>'])
    expect(producer.text).toContain(words);
});

it('status is not access: no card promises that rejecting takes access away', () => {
  const rejected = shareRow({ status: 'rejected', decided: { by: bob, status: 'rejected', at: 0 } });
  const producer = offerCard(
    { offer: offerRow(), lines: [{ share: rejected, role: 'asked', asked: [], skipped: [] }] },
    value,
  );
  expect(producer.text).toContain('still has access until you remove it');
});

it('that a tenant was a member already is said by the offer that found it so, and by no other', () => {
  const share = shareRow({ joined: { revision: 2, as: 'already', status: 'pending' } });
  const says = (already: boolean) =>
    offerCard(
      { offer: offerRow(), lines: [{ share, role: 'asked', already, asked: [], skipped: [] }] },
      value,
    ).text;
  expect(says(true)).toContain('The project was already a member.');
  expect(says(false)).not.toContain('already');
});
