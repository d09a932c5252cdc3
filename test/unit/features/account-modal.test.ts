/** The form that links an account: what it says of clouds that are reached without encryption, and how it is filled in again. */
import { expect, test } from 'vitest';
import type { CloudChoice } from '../../../src/cloud/cloud-choices.ts';
import { carriedOf, filledIn, filledOf } from '../../../src/features/image-account/account-form.ts';
import { linkModal } from '../../../src/features/image-account/account-modal.ts';
import { labChoice } from '../../support/on-lab.ts';

const cloud = (label: string, authUrl: string): CloudChoice => ({
  ...labChoice,
  id: label,
  label,
  cloud: { ...labChoice.cloud, authUrl },
});
const acme = cloud('acme', 'https://keystone.acme.example/v3');
const lab = cloud('lab<!here>', 'http://keystone.lab.example/v3');
const own = cloud('own', 'http://127.0.0.1:5000/v3');
const textOf = (choices: readonly CloudChoice[]) => JSON.stringify(linkModal({ choices }).blocks);

test('a cloud that is reached over http is named, whichever is chosen', () => {
  expect(textOf([acme, lab])).toContain('connection to lab&lt;!here&gt; is not encrypted');
});

test('https, and http that leaves no machine, are nothing to tell', () => {
  expect(textOf([acme, own])).not.toContain('not encrypted');
});

const typed = {
  ...{ id: 'ac', username: 'alice', userDomain: 'Corp', project: 'build', projectDomain: 'Corp 2' },
  ...{ name: 'mine', region: 'IAD', cloud: 'acme', method: 'password' },
};
const secrets = { secret: 'hush-1', password: 'hush-2', apiKey: 'hush-3', cloudsYaml: 'hush-4' };

test('what was typed fills the form in again, but nothing secret', () => {
  const { cloud: _cloud, method: _method, ...rest } = typed;
  expect(filledOf({ ...typed, ...secrets, methodFilled: null })).toEqual(rest);
});

test.each([
  ['an application credential', acme, 'application_credential', ['ac', 'mine', 'IAD']],
  ['a password', acme, 'password', ['alice', 'Corp', 'build', 'Corp 2', 'mine', 'IAD']],
  [
    'a Rackspace key',
    { ...acme, cloud: { ...acme.cloud, authType: 'rackspace_apikey' } },
    'application_credential',
    ['alice', 'mine', 'IAD'],
  ],
  [
    'a cloud where people sign in elsewhere',
    { ...acme, cloud: { ...acme.cloud, federated: true } },
    'application_credential',
    ['ac', 'mine', 'IAD'],
  ],
] as const)('the form for %s is filled in, with the reason on top', (_kind, choice, method, values) => {
  const problem = { kind: 'credentials-refused', what: 'secret' } as const;
  const { blocks } = linkModal({
    choices: [choice],
    cloud: 'acme',
    method,
    filled: filledOf(typed),
    problem,
  });
  expect(JSON.stringify(blocks[0])).toContain(':warning: The cloud refuses this secret');
  const initial = [...JSON.stringify(blocks).matchAll(/"initial_value":"([^"]*)"/g)].map(
    ([, value]) => value,
  );
  expect(initial).toEqual(values);
});

test.each([
  ['nothing secret', { ...filledOf(typed), ...secrets }, filledOf(typed)],
  ['not what Slack has no room for', { username: '\u{1}'.repeat(900) }, {}],
])('what is typed for one way is carried while another is shown: %s', (_what, values, carried) => {
  expect(filledIn(carriedOf(filledOf(values)))).toEqual(carried);
});

test.each(['', 'null', '[]', '{"id":1}', '{'])(
  'metadata that is not ours fills in nothing: %j',
  (metadata) => {
    expect(filledIn(metadata)).toEqual({});
  },
);
