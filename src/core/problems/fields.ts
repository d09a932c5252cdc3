/** The input of a form that each problem is about. */
import type { Problem } from './problem.ts';

/** What a form may ask for; an input has its field's name as `block_id`. */
export type Field =
  | 'image'
  | 'tenants'
  | 'people'
  | 'account'
  | 'region'
  | 'note'
  | 'answerWithin'
  | 'until'
  | 'status'
  | 'name'
  | 'owner'
  | 'memberStatus'
  | 'visibility'
  | 'cloud'
  | 'cloudsYaml'
  | 'id'
  | 'secret'
  | 'password'
  | 'apiKey';

type Kind = Problem['kind'];
type OfKind = { readonly [Each in Problem as Each['kind']]: Each };
type About<P> = Field | null | ((problem: P) => Field | null);

/** null: about no input, or about several. A kind that is missing does not compile. */
const about: { readonly [K in Kind]: About<OfKind[K]> } = {
  // what somebody typed
  'not-an-image-id': 'image',
  'image-name': 'image',
  'image-name-read': 'image',
  'no-image': 'image',
  'no-tenant': 'tenants',
  'no-tenant-but-people': 'tenants',
  'too-many-tenants': 'tenants',
  'bad-tenant': 'tenants',
  'own-project': 'tenants',
  'doubtful-tenant': 'tenants',
  'too-many-people': 'people',
  'person-not-resolved': 'people',
  'no-status': 'status',
  'bad-status': 'status',
  'id-in-note': 'note',
  'note-too-long': 'note',
  'bad-duration': ({ flag }) => (flag === '--answer-within' ? 'answerWithin' : 'until'),
  'bad-day': 'until',
  'day-over': 'until',
  'day-too-far': 'until',
  'day-either-way': 'until',
  'ends-clash': 'until',
  'term-over': null,
  'dropped-after-restore': null,
  'name-taken': 'name',
  'flags-clash': ({ other }) => {
    if (other === '--owner') return 'owner';
    return other === '--member-status' ? 'memberStatus' : 'visibility';
  },
  'members-clash': null,
  'unknown-flag': null,
  'flag-without-value': null,
  'flag-twice': null,
  'unclosed-quote': null,
  'unexpected-word': null,
  'bad-choice': null,
  'filters-too-long': null,
  'field-empty': null,
  'draft-over': null,
  // accounts
  'no-account': 'account',
  'no-such-account': 'account',
  'account-refused': 'account',
  'account-read-only': 'account',
  'act-refused': 'account',
  'credential-lost': 'account',
  'owner-away': 'account',
  'account-unconfirmed': 'account',
  'no-account-for-project': null,
  'account-unlinked': null,
  'nobody-speaks': null,
  'link-again': null,
  'sign-in-held': null,
  'too-many-accounts': null,
  'credentials-refused': ({ what }) => (what === 'expired password' ? 'password' : what),
  'bad-paste': 'cloudsYaml',
  'several-credentials': 'cloudsYaml',
  // clouds
  'no-such-region': 'region',
  'bad-endpoint': 'region',
  'no-such-cloud': 'cloud',
  'no-image-service': 'cloud',
  'other-interface': 'cloud',
  'foreign-cloud': 'cloud',
  'no-project': 'cloud',
  'cloud-silent': null,
  'cloud-busy': null,
  'busy-for-now': null,
  'cloud-away': null,
  'proxy-answered': null,
  'token-refused': null,
  'cloud-gone': null,
  'cloud-refused': null,
  'token-unread': null,
  'filter-refused': null,
  unread: null,
  // images and their members
  'image-not-found': 'image',
  'image-nowhere': 'image',
  'image-gone': 'image',
  'image-not-yours': 'image',
  'image-needs-no-members': 'image',
  'image-open-to-all': 'image',
  'image-unusable': 'image',
  'offer-withdrawn': 'image',
  'not-a-member': 'image',
  'member-quota': null,
  'members-left': null,
  'members-unread': null,
  forbidden: null,
  'newer-version': null,
  'withdrawn-first': null,
  'left-waiting': null,
  'taken-over': null,
  'cannot-hand-over': 'people',
  // Slack
  'stale-card': null,
  'card-gone': null,
  outdated: null,
  outsider: null,
  'slack-refuses': null,
  unknown: null,
};

const fieldOfKind = <K extends Kind>(kind: K, problem: OfKind[K]): Field | null => {
  const field: About<OfKind[K]> = about[kind];
  return typeof field === 'function' ? field(problem) : field;
};

/** The field that the problem is about; null if none is. A form without an input for it shows the problem on top. */
export const fieldOf = (problem: Problem): Field | null => fieldOfKind(problem.kind, problem);
