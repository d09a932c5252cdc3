/** A pasted clouds.yaml: the credential is read, and only for a cloud that the operator set up. */
import { describe, expect, it } from 'vitest';
import type { CloudChoice } from '../../../src/cloud/cloud-choices.ts';
import type { CloudConfig } from '../../../src/cloud/cloud-config.ts';
import { readPasted } from '../../../src/cloud/pasted-clouds-yaml.ts';
import { labChoice } from '../../support/on-lab.ts';

const cloud = (name: string, authUrl: string, authType: CloudConfig['authType'] = 'v3'): CloudChoice => ({
  ...labChoice,
  id: name,
  label: name,
  cloud: { ...labChoice.cloud, authType, authUrl },
});
const clouds = [
  cloud('lab', 'https://keystone.example.net:5000/v3'),
  cloud('rackspace', 'https://identity.example.net/v2.0', 'rackspace_apikey'),
];

/** As a dashboard writes it. */
const file = ({
  authUrl = 'https://keystone.example.net:5000',
  entry = 'openstack',
  secret = '      application_credential_secret: "s3cr3t-s3cr3t"\n',
} = {}) => `# This is a clouds.yaml file, which can be used by OpenStack tools.
clouds:
  ${entry}:
    auth:
      auth_url: ${authUrl}
      application_credential_id: "8f1a2b3c4d5e6f708192a3b4c5d6e7f8"
${secret}    region_name: "IAD"
    interface: "public"
    identity_api_version: 3
    auth_type: "v3applicationcredential"
`;

const kindOf = (text: string) => {
  const pasted = readPasted(text, clouds);
  return 'kind' in pasted ? pasted : pasted.cloud;
};

describe('the auth URL', () => {
  it.each([
    'https://keystone.example.net:5000',
    'https://keystone.example.net:5000/',
    'https://keystone.example.net:5000/v3',
    'https://keystone.example.net:5000/v3/',
    'HTTPS://Keystone.Example.NET:5000/v3',
  ])('%s is the operator’s', (authUrl) => {
    const pasted = readPasted(file({ authUrl }), clouds);
    expect(pasted).toMatchObject({ cloud: 'lab', id: '8f1a2b3c4d5e6f708192a3b4c5d6e7f8', region: 'IAD' });
    expect('secret' in pasted && pasted.secret.reveal()).toBe('s3cr3t-s3cr3t');
  });

  it.each([
    'http://keystone.example.net:5000/v3',
    'https://keystone.example.net/v3',
    'https://keystone.example.net.evil.example:5000/v3',
    'https://keystone.example.net:5000@evil.example/v3',
    'https://keystone.example.net:5000/identity/v3',
    'https://identity.example.net/v2.0',
    'keystone.example.net:5000',
  ])('%s is none of them', (authUrl) => {
    expect(kindOf(file({ authUrl }))).toMatchObject({ kind: 'foreign-cloud', authUrl });
  });
});

describe('what is no such file', () => {
  it.each([
    ['nothing of the kind', 'hello', 'unreadable'],
    ['broken yaml', 'clouds: [', 'unreadable'],
    ['without its secret', file({ secret: '' }), 'no-credential'],
    ['two of them', `${file()}${file({ entry: 'other' }).split('clouds:\n')[1]}`, 'several'],
    [
      'a file of aliases that would fill the memory',
      'a: &a [x, x]\nb: &b [*a, *a]\nclouds: *b',
      'unreadable',
    ],
  ])('%s', (_name, text, why) => {
    expect(kindOf(text)).toEqual({ kind: 'bad-clouds-yaml', why });
  });
});
