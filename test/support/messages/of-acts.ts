/** What people read of an act that waits for its proof, and of messages that are closed to them. */
import { closedCard } from '../../../src/features/image-account/account-messages.ts';
import { actCard } from '../../../src/features/pending-acts/act-card.ts';
import { tooLate } from '../../../src/features/take-over/take-over-messages.ts';
import type { ActTerms, PendingAct } from '../../../src/model/pending-act.ts';
import {
  account,
  alice,
  bob,
  type Chapter,
  carol,
  channel,
  nextWeek,
  now,
  offer,
  type Said,
  share,
  value,
} from './sample-rows.ts';

const act = (terms: ActTerms, more: Partial<PendingAct> = {}): PendingAct => {
  const {
    id: accountId,
    teamId,
    enterpriseId,
    cloudId,
    cloudName,
    cloudGone,
    projectId,
    projectName,
  } = account();
  return {
    id: 'act',
    teamId,
    enterpriseId,
    userId: bob,
    origin: null,
    accountId,
    cloudId,
    cloudName,
    cloudGone,
    projectId,
    projectName,
    kind: terms.kind,
    subjectId: 'share',
    terms,
    phase: 'proving',
    problem: null,
    attempts: 1,
    lastError: null,
    dueAt: null,
    createdAt: now,
    ...more,
  };
};

const extend = { kind: 'extend', term: 'endsAt', was: now, at: nextWeek } as const;
const away = { kind: 'cloud-away', cloud: 'acme' } as const;
const seen = { offer: null, viewer: bob };
const refused = { kind: 'link-again', account: 'work', cloud: 'acme', why: 'refused' } as const;

export const ofActs: Chapter = {
  title: 'Acts that wait for a proof: pending-acts',
  said: [
    ...(
      [
        ['Extend, the cloud is away', act(extend, { lastError: away })],
        ['Extend, refused', act(extend, { phase: 'refused', problem: refused })],
        ['Extend, done after waiting', act(extend, { phase: 'done' })],
        ['Extend, cancelled', act(extend, { phase: 'cancelled' })],
        ['Remind', act({ kind: 'remind' }, { phase: 'refused', problem: refused })],
        [
          'A reason',
          act(
            { kind: 'give-reason', revision: 1, reason: 'too old' },
            { phase: 'refused', problem: refused },
          ),
        ],
      ] as const
    ).map(([heading, one]): Said => [heading, actCard({ act: one, share: share(), ...seen }, value)]),
    [
      'A channel',
      actCard(
        { act: act({ kind: 'set-channel', channel }, { lastError: away }), share: null, ...seen },
        value,
      ),
    ],
    ...(
      [
        ['Take over, the cloud is away', { lastError: away }],
        ['Take over, too late', { phase: 'refused', problem: { kind: 'taken-over', by: bob } }],
        ['Take over, nothing left', { phase: 'refused', problem: { kind: 'taken-over', by: null } }],
      ] as const
    ).map(
      ([heading, more]): Said => [
        heading,
        actCard(
          { act: act({ kind: 'take-over', offerIds: ['o1', 'o2'] }, more), share: null, ...seen },
          value,
        ),
      ],
    ),
    ...(
      [
        ['asked', bob, { phase: 'asked' }],
        ['asked, for the producer', alice, { phase: 'asked' }],
        ['the cloud is away', bob, { lastError: away }],
        ['done', bob, { phase: 'done' }],
        ['done, for the producer', alice, { phase: 'done' }],
        ['declined', bob, { phase: 'declined' }],
        ['declined, for the producer', alice, { phase: 'declined' }],
        ['taken back', bob, { phase: 'cancelled' }],
        ['taken back, for the producer', alice, { phase: 'cancelled' }],
        ['refused', bob, { phase: 'refused', problem: refused }],
        ['too late', bob, { phase: 'refused', problem: { kind: 'taken-over', by: carol } }],
        ['refused, for the producer', alice, { phase: 'refused', problem: refused }],
      ] as const
    ).map(
      ([heading, viewer, more]): Said => [
        `Hand over, ${heading}`,
        actCard(
          { act: act({ kind: 'hand-over', from: alice }, more), share: null, offer: offer(), viewer },
          value,
        ),
      ],
    ),
    ['Take over, too late to ask', tooLate({ kind: 'taken-over', by: bob })],
    ['Take over, nothing left to ask for', tooLate({ kind: 'taken-over', by: null })],
    ...(
      [
        { kind: 'taken-over', by: bob },
        { kind: 'account-read-only', account: 'work', cloud: 'acme' },
        { kind: 'no-account-for-project', project: 'web', cloud: 'acme' },
        { kind: 'nobody-speaks', project: 'web', cloud: 'acme' },
      ] as const
    ).map((why): Said => [`A closed message: ${why.kind}`, closedCard(share(), why)]),
  ],
};
