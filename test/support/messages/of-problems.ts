/** Every problem, in the words of its kind. */
import { type Problem, wordProblem } from '../../../src/core/problems/problem.ts';
import { bob, type Chapter, imageId, projectId, type Said } from './sample-rows.ts';

type Kind = Problem['kind'];
/** Each member is looked at by itself: the whole union with each kind would be a hundred times as much, and takes the compiler minutes. */
type Of<K extends Kind, Member = Problem> = Member extends { readonly kind: infer Its }
  ? K extends Its
    ? Member & { readonly kind: K }
    : never
  : never;
const name = 'play';
const have = ['work', 'builds'];
const cloud = 'acme';
const project = 'web';
const image = 'ubuntu-24.04';
const unreachedReasons = [
  'unknown-host',
  'refused',
  'no-route',
  'slow',
  'certificate-expired',
  'certificate-of-another',
  'certificate-wanted',
  'certificate-unknown',
  'certificate-bad',
  'no-tls',
  'no-http',
  'cut',
] as const;
const acts = ['share', 'answer', 'remove', 'read-member', 'open', 'read'] as const;

const samples: { readonly [K in Kind]: readonly Of<K>[] } = {
  'not-an-image-id': [{ kind: 'not-an-image-id', typed: 'web-base' }],
  'too-many-people': (
    [
      ['command', 12, 10],
      ['day', 34, 30],
    ] as const
  ).map(([per, count, max]) => ({ kind: 'too-many-people', per, count, max })),
  'too-many-accounts': [{ kind: 'too-many-accounts', max: 20 }],
  'image-name': [
    { kind: 'image-name', typed: 'web-bse', ids: [], near: ['web-base', 'db-base'], silent: [] },
    { kind: 'image-name', typed: 'web-bse', ids: [], near: [], silent: [] },
    { kind: 'image-name', typed: 'web-base', ids: [], near: [], silent: ['acme'] },
    { kind: 'image-name', typed: 'web-base', ids: [imageId, imageId], near: [], silent: [] },
  ],
  'image-name-read': [{ kind: 'image-name-read', typed: 'web-base', imageId }],
  'no-tenant-but-people': [
    { kind: 'no-tenant-but-people', projects: [] },
    { kind: 'no-tenant-but-people', projects: [{ id: projectId, name: project }] },
    {
      kind: 'no-tenant-but-people',
      projects: [project, 'test'].map((each) => ({ id: projectId, name: each })),
    },
  ],
  'no-tenant': [{ kind: 'no-tenant' }],
  'too-many-tenants': [{ kind: 'too-many-tenants', count: 130, max: 128 }],
  'bad-tenant': (['space', 'long', 'character'] as const).map((why) => ({
    kind: 'bad-tenant',
    typed: 'a b',
    why,
  })),
  'own-project': [{ kind: 'own-project', projectId }],
  'doubtful-tenant': [
    ...(['image', 'length', 'number', 'channel', 'address', 'after-note', 'after-flag'] as const).map(
      (why) => ({ kind: 'doubtful-tenant' as const, typed: project, why, guesses: [] }),
    ),
    { kind: 'doubtful-tenant', typed: 'to', why: 'filler', guesses: [] },
    { kind: 'doubtful-tenant', typed: project, why: 'word', guesses: [] },
    { kind: 'doubtful-tenant', typed: project, why: 'name', guesses: [projectId] },
    { kind: 'doubtful-tenant', typed: project, why: 'name', guesses: [projectId, 'b'.repeat(32)] },
    { kind: 'doubtful-tenant', typed: `(${projectId})`, why: 'inside', guesses: [projectId] },
  ],
  'no-image': [{ kind: 'no-image' }],
  'no-status': [{ kind: 'no-status' }],
  'bad-status': [{ kind: 'bad-status', typed: 'maybe' }],
  'unknown-flag': [{ kind: 'unknown-flag', flag: '--colour', known: ['--region', '--account'] }],
  'flag-without-value': [{ kind: 'flag-without-value', flag: '--region' }],
  'flag-twice': [{ kind: 'flag-twice', flag: '--region' }],
  'unclosed-quote': [{ kind: 'unclosed-quote' }],
  'id-in-note': [{ kind: 'id-in-note', typed: projectId }],
  'unexpected-word': [{ kind: 'unexpected-word', typed: 'please' }],
  'bad-choice': [{ kind: 'bad-choice', flag: '--sort', typed: 'colour', known: ['name', 'size'] }],
  'flags-clash': [{ kind: 'flags-clash', one: '--custom', other: '--owner' }],
  'members-clash': [{ kind: 'members-clash', one: '--rejected', other: '--private' }],
  'filters-too-long': [{ kind: 'filters-too-long' }],
  'note-too-long': [{ kind: 'note-too-long', length: 3200, max: 3000 }],
  'bad-duration': [{ kind: 'bad-duration', flag: '--for', typed: 'soon' }],
  'bad-day': [{ kind: 'bad-day', typed: 'soon' }],
  'day-either-way': [{ kind: 'day-either-way', typed: '3/4/2027', readings: ['2027-04-03', '2027-03-04'] }],
  'day-over': [{ kind: 'day-over', typed: '2020-01-31' }],
  'day-too-far': [{ kind: 'day-too-far', typed: '2099-01-31' }],
  'ends-clash': [{ kind: 'ends-clash' }],
  'dropped-after-restore': [{ kind: 'dropped-after-restore', asOf: Date.UTC(2026, 10, 29, 3, 17) }],
  'term-over': [{ kind: 'term-over' }],
  'draft-over': [{ kind: 'draft-over' }],
  'person-not-resolved': [{ kind: 'person-not-resolved', typed: '@bob' }],
  'field-empty': [{ kind: 'field-empty', field: 'The name' }],
  'name-taken': [{ kind: 'name-taken', name }],
  'no-account': [{ kind: 'no-account' }],
  'no-such-account': [{ kind: 'no-such-account', name, have }],
  'no-account-for-project': [{ kind: 'no-account-for-project', project, cloud }],
  'account-unlinked': [{ kind: 'account-unlinked', project, cloud }],
  'account-refused': [{ kind: 'account-refused', account: name, cloud }],
  'account-read-only': [{ kind: 'account-read-only', account: name, cloud }],
  'owner-away': [{ kind: 'owner-away', account: name }],
  'account-unconfirmed': [
    { kind: 'account-unconfirmed', account: name, asOf: Date.UTC(2026, 10, 29, 3, 17) },
  ],
  'nobody-speaks': [{ kind: 'nobody-speaks', project, cloud }],
  'act-refused': [{ kind: 'act-refused', account: name, cloud, act: 'POST /v2/images/*/members' }],
  'credential-lost': [{ kind: 'credential-lost', account: name }],
  'no-such-cloud': [{ kind: 'no-such-cloud', name, have: [cloud] }],
  'no-such-region': [{ kind: 'no-such-region', region: 'LON', have: ['IAD', 'DFW'] }],
  'no-image-service': [{ kind: 'no-image-service', cloud }],
  'other-interface': [
    { kind: 'other-interface', cloud, region: 'IAD', have: ['internal'] },
    { kind: 'other-interface', cloud, region: null, have: ['internal', 'admin'] },
  ],
  'credentials-refused': (['id', 'name', 'secret', 'password', 'expired password', 'apiKey'] as const).map(
    (what) => ({
      kind: 'credentials-refused',
      what,
    }),
  ),
  'sign-in-held': [
    { kind: 'sign-in-held', why: 'person', waitMs: 900_000 },
    { kind: 'sign-in-held', why: 'name', waitMs: 2_580_000 },
  ],
  'bad-paste': [
    { kind: 'bad-paste', form: null, missing: 'everything' },
    ...(['clouds.yaml', 'openrc', 'command', 'api', 'terraform'] as const).map((form) => ({
      kind: 'bad-paste' as const,
      form,
      missing: 'both' as const,
    })),
    { kind: 'bad-paste', form: 'command', missing: 'secret' },
    { kind: 'bad-paste', form: 'command', missing: 'id' },
    { kind: 'bad-paste', form: 'openrc', missing: 'user' },
    { kind: 'bad-paste', form: 'command', missing: 'everything' },
  ],
  'several-credentials': [{ kind: 'several-credentials', labels: ['build', 'test'] }],
  'foreign-cloud': [{ kind: 'foreign-cloud', authUrl: 'https://other.example/v3', have: [cloud] }],
  'cloud-silent': unreachedReasons.map((why) => ({ kind: 'cloud-silent', cloud, why })),
  'no-project': (['none', 'domain', 'system'] as const).map((scope) => ({
    kind: 'no-project',
    cloud,
    scope,
  })),
  'bad-endpoint': [
    {
      kind: 'bad-endpoint',
      cloud: 'acme',
      region: 'IAD',
      why: 'http, where the auth URL is https',
    },
  ],
  'cloud-busy': [null, Date.UTC(2026, 0, 5, 14, 5)].map((until) => ({ kind: 'cloud-busy', cloud, until })),
  'busy-for-now': [{ kind: 'busy-for-now', cloud, waitMs: 2_100_000 }],
  'cloud-away': [
    { kind: 'cloud-away', cloud },
    { kind: 'cloud-away', cloud, why: 'refused' },
  ],
  'proxy-answered': [404, 301, 407].flatMap((status) =>
    [true, false].map((waits) => ({ kind: 'proxy-answered', cloud, status, waits })),
  ),
  'token-refused': [
    { kind: 'token-refused', cloud, hasRules: true, waits: true },
    { kind: 'token-refused', cloud, hasRules: false, waits: false },
  ],
  'cloud-gone': [true, false].map((waits) => ({ kind: 'cloud-gone', cloud, waits })),
  'cloud-refused': [{ kind: 'cloud-refused', status: 418, requestId: 'req-7c0e' }],
  'token-unread': [{ kind: 'token-unread', cloud, requestId: 'req-7c0e' }],
  'filter-refused': [{ kind: 'filter-refused', detail: 'Invalid status' }],
  'link-again': (['refused', 'lost'] as const).map((why) => ({
    kind: 'link-again',
    account: name,
    cloud,
    why,
  })),
  unread: [{ kind: 'unread', cloud, why: 'slow' }],
  'image-not-found': [{ kind: 'image-not-found', imageId, region: 'IAD' }],
  'image-nowhere': [
    { kind: 'image-nowhere', imageId, searched: [{ account: name, regions: ['IAD', 'DFW'] }] },
    { kind: 'image-nowhere', imageId, searched: [{ account: name, regions: ['IAD'], refused: ['DFW'] }] },
    { kind: 'image-nowhere', imageId, searched: [{ account: name, regions: ['IAD'], silent: ['DFW'] }] },
  ],
  'image-gone': [{ kind: 'image-gone', imageId }],
  'image-not-yours': [{ kind: 'image-not-yours', image, project }],
  'image-needs-no-members': [{ kind: 'image-needs-no-members', image, visibility: 'public' }],
  'image-open-to-all': [{ kind: 'image-open-to-all', image, visibility: 'community' }],
  'image-unusable': [{ kind: 'image-unusable', image, status: 'deactivated' }],
  'member-quota': [128, null].map((max) => ({ kind: 'member-quota', max })),
  'members-unread': [1, 3].map((count) => ({ kind: 'members-unread', image: 'ubuntu-24.04', count })),
  'members-left': [true, false].map((stays) => ({
    kind: 'members-left',
    image,
    count: stays ? 2 : 1,
    stays,
  })),
  forbidden: [
    ...acts.map((act) => ({ kind: 'forbidden', act, requestId: 'req-7c0e' }) as const),
    { kind: 'forbidden', act: 'answer', role: 'member', requestId: null },
  ],
  'newer-version': [{ kind: 'newer-version' }],
  'withdrawn-first': [{ kind: 'withdrawn-first' }],
  'left-waiting': [{ kind: 'left-waiting' }],
  'cannot-hand-over': (['own', 'silent', 'declined'] as const).map((why) => ({
    ...{ kind: 'cannot-hand-over' as const, why, project: 'web', cloud: 'acme' },
  })),
  'taken-over': [
    { kind: 'taken-over', by: bob },
    { kind: 'taken-over', by: null },
  ],
  'offer-withdrawn': [{ kind: 'offer-withdrawn', imageId }],
  'not-a-member': [{ kind: 'not-a-member', imageId, project }],
  'stale-card': [{ kind: 'stale-card' }],
  'card-gone': [{ kind: 'card-gone' }],
  outdated: [{ kind: 'outdated' }],
  outsider: [{ kind: 'outsider' }],
  'slack-refuses': ['ekm_access_denied', 'missing_scope'].map((code) => ({ kind: 'slack-refuses', code })),
  unknown: [{ kind: 'unknown', reference: '7c0e12ab' }],
};

export const ofProblems: Chapter = {
  title: 'Problems',
  said: Object.entries(samples).map(
    ([kind, all]): Said => [kind, all.map((problem) => wordProblem(problem)).join('\n')],
  ),
};
