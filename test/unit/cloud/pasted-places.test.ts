/** Which cloud a pasted file is for, and what stands around its values: a prompt, a link that never ends. */
import { expect, test } from 'vitest';
import type { CloudChoice } from '../../../src/cloud/cloud-choices.ts';
import { interfaceOf } from '../../../src/cloud/clouds-file/entry-values.ts';
import { readYaml } from '../../../src/cloud/clouds-file/yaml-text.ts';
import { readPasted } from '../../../src/cloud/pasted-credential.ts';
import { cleanPaste } from '../../../src/cloud/pasted-text.ts';
import { labChoice } from '../../support/on-lab.ts';

const id = '8f1a2b3c4d5e6f708192a3b4c5d6e7f8';
const authUrl = labChoice.cloud.authUrl;
const choice = (name: string, ...regions: string[]): CloudChoice => ({
  ...{ id: name, label: name, entry: name },
  cloud: { ...labChoice.cloud, name, regions },
});
const twins = [choice('one', 'IAD'), choice('two', 'DFW'), choice('three')];
const file = (region: string) => `clouds:
  openstack:
    auth:
      auth_url: ${authUrl}
      application_credential_id: ${id}
      application_credential_secret: s3cr3t-s3cr3t
    region_name: ${region}
    auth_type: v3applicationcredential
`;

test.each([
  ['the one that was chosen', 'DFW', 'three', 'three'],
  ['the one of its region', 'DFW', null, 'two'],
  ['the one of its region, in any case', 'dfw', null, 'two'],
  ['the first, if none is of its region', 'ORD', null, 'one'],
  ['the one of its region, if another cloud was chosen', 'DFW', 'elsewhere', 'two'],
])('of several entries with one address it is for %s', (_, region, chosen, cloud) => {
  expect(readPasted(file(region), twins, chosen)).toMatchObject({ cloud, id });
});

const lines = (before: string, name = 'OS_APPLICATION_CREDENTIAL') =>
  `${before} export ${name}_ID=${id}\n${before} export ${name}_SECRET=s3cr3t-s3cr3t`;
test.each(['alice@host:~$', 'root@host:~#', 'host%', 'C:\\Users\\a>', '$', ''])(
  'after the prompt “%s”',
  (prompt) => {
    const pasted = readPasted(lines(prompt), [labChoice], null);
    expect(pasted).toMatchObject({ id });
    expect('secret' in pasted && pasted.secret.reveal()).toBe('s3cr3t-s3cr3t');
  },
);

test.each([
  ['<https://a.example|a.example>', 'https://a.example'],
  ['<https://a.example> and <https://b.example|b>', 'https://a.example and https://b.example'],
  ['<https://a.example', '<https://a.example'],
  ['<b> and <https://a.example', '<b> and <https://a.example'],
  ['a < b > c', 'a < b > c'],
])('%s becomes %s', (text, clean) => {
  expect(cleanPaste(text)).toBe(clean);
});

test.each<[string, object, unknown]>([
  ['public', {}, 'public'],
  ['as it says', { interface: 'internal' }, 'internal'],
  ['as the image’s says', { interface: 'internal', image_interface: 'admin' }, 'admin'],
  ['of another name', { interface: 'internalURL' }, 'internal'],
  ['the first of several that is there', { interface: ['internal', 'publicURL'] }, ['internal', 'public']],
])('the interface is %s', (_, fields, expected) => {
  expect(interfaceOf(new Map(Object.entries(fields)))).toEqual(expected);
});

test.each([['private'], [['public', 'private']]])('%j is no interface', (value) => {
  expect(() => interfaceOf(new Map([['interface', value]]))).toThrow('must be public, internal or admin');
});

test('a file of more than four million characters is not parsed', () => {
  expect(readYaml(`a: b # ${'x'.repeat(4 * 1024 * 1024)}`)).toEqual({ wrong: 'is too long' });
  expect(readYaml('a: b')).toHaveProperty('value');
});
