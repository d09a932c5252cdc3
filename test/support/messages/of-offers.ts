/** What producers read about an offer. */
import { allTenants } from '../../../src/features/share-image/all-tenants.ts';
import {
  askedModal,
  askedThem,
  nobodyLinked,
  nowLinked,
  pleaseLink,
  whichProject,
} from '../../../src/features/share-image/ask-messages.ts';
import { offerCard } from '../../../src/features/share-image/offer-messages.ts';
import { givenBack, offerTaken, removalAnswer } from '../../../src/features/share-image/offer-replies.ts';
import { shareModal } from '../../../src/features/share-image/share-modal.ts';
import { nothingTyped } from '../../../src/features/share-image/share-request.ts';
import { lineState } from '../../../src/features/share-image/tenant-lines.ts';
import { partsModal } from '../../../src/features/share-image/tenants-draft.ts';
import type { Offer } from '../../../src/model/offer.ts';
import type { Share } from '../../../src/model/share.ts';
import type { OfferCardModel, TenantLine } from '../../../src/sharing/cards/offer-card.ts';
import {
  account,
  alice,
  bob,
  type Chapter,
  carol,
  decided,
  facts,
  intent,
  localTime,
  nextWeek,
  offer,
  otherId,
  producerAccount,
  projectId,
  regionsOf,
  type Said,
  share,
  value,
} from './sample-rows.ts';

const line = (more: Partial<Share> = {}, rest: Partial<TenantLine> = {}): TenantLine => ({
  share: share(more),
  role: 'asked',
  asked: [bob, carol],
  skipped: [],
  ...rest,
});

const card = (more: Partial<Offer>, ...lines: TenantLine[]) =>
  offerCard({ offer: offer(more), lines }, value);

const busy = { kind: 'cloud-busy', cloud: 'acme', until: Date.UTC(2026, 0, 5, 14, 5) } as const;
const rejected = {
  ...decided('rejected', bob),
  answer: intent('rejected' as const, bob, { reason: 'We need the minimal image.' }),
  answerAppliedRevision: 1,
};
const gone = (because?: 'ended' | 'unanswered') => ({
  ...decided('absent', alice),
  member: intent('absent' as const, alice, because ? { because } : {}),
  memberAppliedRevision: 1,
});

/** A line of the card for each way a tenant can stand. */
const lines: readonly (readonly [string, TenantLine])[] = [
  ['being added', line({ status: null, member: intent('present', alice) })],
  [
    'being added, and the cloud is busy',
    line({ status: null, member: intent('present', alice), lastError: busy }),
  ],
  ['being removed', line({ member: intent('absent', alice) })],
  ['being offered again', line({ member: intent('present', alice, { again: true }) })],
  ['pending', line()],
  ['pending, with both terms', line({ answerBy: nextWeek, endsAt: nextWeek })],
  ['pending, nobody linked', line({}, { asked: [] })],
  ['pending, a member before', line({}, { already: true })],
  [
    'pending, people who cannot be asked',
    line(
      {},
      {
        skipped: ['bot', 'deactivated', 'stranger', 'unknown', 'some_error'].map((why) => ({
          userId: carol,
          why,
        })),
      },
    ),
  ],
  [
    'pending, one person who has a card and gets no more',
    line({}, { skipped: [{ userId: carol, why: 'deactivated', hasCard: true }] }),
  ],
  [
    'pending, Slack delivers nothing to one of two people',
    line({}, { asked: [bob], refused: [{ userId: carol, code: 'ekm_access_denied' }] }),
  ],
  [
    'pending, Slack delivers nothing to anybody',
    line({}, { asked: [], refused: [{ userId: carol, code: 'ekm_access_denied' }] }),
  ],
  ['pending, and nobody who linked it can be asked', line({}, { asked: [], linked: true })],
  ['answer being carried out', line({ answer: intent('accepted', bob) })],
  ['accepted', line(decided('accepted', bob))],
  ['accepted outside the bot', line(decided('accepted', null))],
  ['rejected, with a reason', line(rejected)],
  ['removed', line(gone())],
  ['removed outside the bot', line(decided('absent', null))],
  ['ended as scheduled', line(gone('ended'))],
  ['ended unanswered', line(gone('unanswered'))],
  ['failed', line({ status: null, memberProblem: { kind: 'member-quota', max: 128 } })],
];

const many = Array.from({ length: 2 }, () => lines.map(([, each]) => each)).flat();

/** As many as an image can have, most of them rejected with a reason. */
const ofMany: OfferCardModel = {
  offer: offer(),
  lines: Array.from({ length: 128 }, (_, n) =>
    line({ ...(n % 4 === 3 ? decided('accepted', bob) : rejected), projectName: `web-${n + 1}` }),
  ),
};

const cards: readonly Said[] = [
  ['Finding the image', card({ phase: 'finding' })],
  ['Making the image shared', card({ phase: 'opening' })],
  ['Adding the members', card({ phase: 'placing' })],
  ['The cloud does not answer', card({ phase: 'placing', lastError: { kind: 'cloud-away', cloud: 'acme' } })],
  [
    'Nothing was shared',
    card({ phase: 'failed', problem: { kind: 'image-gone', imageId: offer().imageId } }),
  ],
  [
    'Found in another region, not active, with a note',
    card(
      { homeRegion: 'DFW', image: { ...facts, status: 'deactivated' }, note: 'The build you asked for' },
      line(),
    ),
  ],
  ...lines.map(([how, each]): Said => [`A project: ${how}`, lineState(each)]),
  [
    'A card of four projects',
    card({}, ...lines.slice(4, 6).map(([, each]) => each), line(rejected), line(gone())),
  ],
  [
    'A card of one that failed',
    card({}, line({ status: null, memberProblem: { kind: 'member-quota', max: 128 } })),
  ],
  ['More than ten projects', card({}, ...many)],
  [
    'After a restore, the member is not there',
    card(
      {},
      line({
        status: 'absent',
        statusAt: 1,
        member: intent('present', alice),
        asOf: Date.UTC(2026, 10, 29, 3, 17),
      }),
    ),
  ],
  [
    'After a restore, the image is private',
    card({ phase: 'opening', opened: false, asOf: Date.UTC(2026, 10, 29, 3, 17) }),
  ],
  ['More than a message holds', offerCard(ofMany, value)],
  ['All of them, the last page', allTenants(ofMany, value, 7)],
  ['If Slack refuses the card all the same', card({}, line(decided('accepted', bob))).plain],
  [
    'Hidden members came back',
    card(
      {},
      line(),
      line({ projectId: otherId, projectName: null, ...decided('accepted', null) }, { role: 'hidden' }),
    ),
  ],
  ['Not accepted at once: no account', card({ accept: true }, line())],
  [
    'Not accepted at once: refused',
    card(
      { accept: true },
      line({
        answer: intent('accepted', alice),
        answerAppliedRevision: 1,
        answerProblem: { kind: 'forbidden', act: 'answer', requestId: 'req-1' },
      }),
    ),
  ],
];

const manyIds = Array.from({ length: 128 }, (_, n) => n.toString(16).padStart(32, '0'));

export const ofOffers: Chapter = {
  title: 'Sharing an image: share-image',
  said: [
    ['The form', shareModal(nothingTyped, [], [producerAccount()], () => [], localTime)],
    [
      'The form, filled in and with a problem; two accounts, no time zone',
      shareModal(
        { ...nothingTyped, image: 'web-base', answerWithin: '10d' },
        [{ kind: 'not-an-image-id', typed: 'web-base' }],
        [producerAccount(), account({ id: 'other' })],
        regionsOf,
        { ...localTime, timeZone: null },
      ),
    ],
    ['Started', offerTaken({ offer: offer(), already: false }, [], false)],
    [
      'Started, for two projects; time zone not known',
      offerTaken({ offer: offer({ tenants: [otherId, otherId] }), already: false }, [], true),
    ],
    [
      'Started; the id was typed in capitals, and the offer and the share end',
      offerTaken(
        { offer: offer({ answerBy: offer().createdAt, endsAt: offer().createdAt }), already: false },
        [{ typed: otherId.toUpperCase(), projectId: otherId }],
        false,
      ),
    ],
    [
      'The form, asking about words that may be no tenants',
      shareModal(
        { ...nothingTyped, image: offer().imageId, tenants: ['finance'] },
        [
          { kind: 'doubtful-tenant', typed: 'finance', why: 'word', guesses: [] },
          { kind: 'doubtful-tenant', typed: 'please', why: 'filler', guesses: [] },
        ],
        [producerAccount()],
        () => [],
        localTime,
      ),
    ],
    ...[[], [projectId], [projectId, otherId]].map(
      (ids): Said => [
        `The form, with people whose projects are ${ids.length}`,
        shareModal(
          { ...nothingTyped, image: offer().imageId, tenants: ids.length === 1 ? ids : [], people: [bob] },
          [
            {
              kind: 'no-tenant-but-people',
              projects: ids.map((id) => ({ id, name: `of ${id.slice(0, 4)}` })),
            },
          ],
          [producerAccount()],
          () => [],
          localTime,
        ),
      ],
    ),
    ['They are asked, from the form', askedModal(askedThem([bob], [], 'acme'))],
    [
      'The form, with more tenants than an input holds',
      shareModal(
        { ...nothingTyped, image: offer().imageId, tenants: manyIds },
        [],
        [producerAccount()],
        () => [],
        localTime,
        () => false,
        'draft',
      ),
    ],
    ['The tenants of that form, in parts', partsModal(manyIds, 'draft')],
    ['Already started', offerTaken({ offer: offer(), already: true }, [], false)],
    ['Only people, who have linked nothing', nobodyLinked([bob], 'acme', 'draft')],
    ['Only people, who have linked nothing: two', nobodyLinked([bob, alice], 'acme', 'draft')],
    [
      'Only people, who have linked several projects',
      whichProject(
        [bob],
        [projectId, otherId].map((id) => ({ id, name: `of ${id.slice(0, 4)}` })),
        'draft',
      ),
    ],
    ['They are asked', askedThem([bob], [], 'acme')],
    ['They were asked today', askedThem([], [bob], 'acme')],
    ['To the people who are asked', pleaseLink({ producer: account({ userId: alice }), cloudName: 'acme' })],
    ['Once they have linked an account', nowLinked(bob, { cloudName: 'acme' }, 'draft')],
    ['Typed text, returned', givenBack(['The note has 3200 characters.'], '/share-image 8b818b61')],
    ['Remove, on a card that had changed', removalAnswer('older', share()) ?? ''],
    ...cards,
  ],
};
