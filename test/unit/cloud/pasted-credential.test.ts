/** A pasted clouds.yaml: the credential is read, and only for a cloud that the operator set up. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CloudChoice } from '../../../src/cloud/cloud-choices.ts';
import type { CloudConfig } from '../../../src/cloud/cloud-config.ts';
import { readPasted } from '../../../src/cloud/pasted-credential.ts';
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
  const pasted = readPasted(text, clouds, null);
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
    const pasted = readPasted(file({ authUrl }), clouds, null);
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

describe('what holds no credential', () => {
  it.each<[string, string, object]>([
    ['nothing of the kind', 'hello', { form: null, missing: 'everything' }],
    ['broken yaml', 'clouds: [', { form: null, missing: 'everything' }],
    ['without its secret', file({ secret: '' }), { form: 'clouds.yaml', missing: 'secret' }],
    ['a file too long', file() + ' '.repeat(20_000), { form: null, missing: 'everything' }],
    [
      'a table of an old one',
      '| id | 8f1a2b3c4d5e6f708192a3b4c5d6e7f8 |',
      { form: 'command', missing: 'secret' },
    ],
  ])('%s', (_name, text, what) => {
    expect(kindOf(text)).toEqual({ kind: 'bad-paste', ...what });
  });

  it('several are named', () => {
    const two = `${file()}${file({ entry: 'other' }).split('clouds:\n')[1]?.replace('8f1a', '0000')}`;
    expect(kindOf(two)).toEqual({ kind: 'several-credentials', labels: ['openstack', 'other'] });
  });

  it('a bad entry beside it is no obstacle', () => {
    expect(kindOf(`${file()}  bad: 1\n  worse: { auth: [] }\n`)).toBe('lab');
  });
});

const id = '8f1a2b3c4d5e6f708192a3b4c5d6e7f8';
const project = 'c0ffee00c0ffee00c0ffee00c0ffee00';

/** The credential as each tool prints it. */
const forms: Readonly<Record<string, (secret: string) => string>> = {
  'clouds.yaml': (secret) =>
    `clouds:\n  x:\n    auth:\n      application_credential_id: ${id}\n      application_credential_secret: ${JSON.stringify(secret)}\n`,
  openrc: (secret) =>
    `#!/usr/bin/env bash\nexport OS_AUTH_TYPE=v3applicationcredential\nexport OS_REGION_NAME="IAD"\nexport OS_APPLICATION_CREDENTIAL_ID=${id}\nexport OS_APPLICATION_CREDENTIAL_SECRET="${secret}"\n`,
  PowerShell: (secret) =>
    `$env:OS_APPLICATION_CREDENTIAL_ID = "${id}"\n$env:OS_APPLICATION_CREDENTIAL_SECRET = "${secret}"`,
  table: (secret) =>
    `+--------------+----+\n| Field        | Value |\n+----+----+\n| description  | None |\n| id           | ${id} |\n| name         | image-share |\n| project_id   | ${project} |\n| secret       | ${secret} |\n+---+---+`,
  'a newer table': (secret) => `| ID | ${id} |\n| Secret | ${secret} |`,
  json: (secret) => JSON.stringify({ id, name: 'image-share', project_id: project, secret }, null, 2),
  'newer json': (secret) => JSON.stringify({ ID: id, Name: 'x', Secret: secret, 'Project ID': project }),
  'a list of fields': (secret) =>
    JSON.stringify([
      { Field: 'id', Value: id },
      { Field: 'secret', Value: secret },
    ]),
  yaml: (secret) =>
    `description: null\nid: ${id}\nname: x\nproject_id: ${project}\nsecret: ${JSON.stringify(secret)}\n`,
  shell: (secret) =>
    `description="None"\nid="${id}"\nproject_id="${project}"\nsecret="${secret}"\nunrestricted="False"\n`,
  'two values': (secret) => `${id}\n${secret}\n`,
  'all values': (secret) => `None\nNone\n${id}\nimage-share\n${project}\nmember reader\n${secret}\nFalse\n`,
  'the API’s answer': (secret) =>
    JSON.stringify({
      application_credential: { id, name: 'x', secret, project_id: project, roles: [{ id: 'r' }] },
    }),
  Terraform: (secret) =>
    `provider "openstack" {\n  application_credential_id     = "${id}"\n  application_credential_secret = "${secret}"\n}\n`,
};

const user = { name: 'alice', domain: 'Corp' };
const called = 'image share';
/** The same, given by its name and its user, as people write it in files. */
const namedForms: Readonly<Record<string, (secret: string) => string>> = {
  'clouds.yaml': (secret) =>
    `clouds:\n  x:\n    auth_type: v3applicationcredential\n    auth:\n      username: alice\n      user_domain_name: Corp\n      application_credential_name: ${called}\n      application_credential_secret: ${JSON.stringify(secret)}\n`,
  openrc: (secret) =>
    `export OS_AUTH_TYPE=v3applicationcredential\nexport OS_USERNAME="alice"\nexport OS_USER_DOMAIN_NAME='Corp'\nexport OS_APPLICATION_CREDENTIAL_NAME="${called}"\nexport OS_APPLICATION_CREDENTIAL_SECRET="${secret}"\n`,
  PowerShell: (secret) =>
    `$env:OS_USERNAME = "alice"\n$env:OS_USER_DOMAIN_NAME = "Corp"\n$env:OS_APPLICATION_CREDENTIAL_NAME = "${called}"\n$env:OS_APPLICATION_CREDENTIAL_SECRET = "${secret}"`,
  Terraform: (secret) =>
    `provider "openstack" {\n  user_name = "alice"\n  user_domain_name = "Corp"\n  application_credential_name = "${called}"\n  application_credential_secret = "${secret}"\n}\n`,
};

const wraps: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in a fence': (text) => `\`\`\`yaml\n${text}\n\`\`\``,
  'in a fence on its own lines': (text) => `\`\`\`${text}\`\`\``,
  'quoted in a mail': (text) => text.replaceAll(/^/gm, '> '),
  'with tabs for blanks': (text) => text.replaceAll(/(?<=\S) /g, '\t'),
  'in curly quotes': (text) => text.replaceAll('"', '”'),
  'with no-break spaces': (text) => text.replaceAll(' ', '\u00a0'),
  'with line ends of Windows': (text) => text.replaceAll('\n', '\r\n'),
};

describe('a credential printed in any form is read back', () => {
  it.each(Object.entries(forms))('%s', (_name, print) => {
    // what Keystone makes, and what people choose that every shell takes as it is
    const secret = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'abcXYZ019-_'), minLength: 86, maxLength: 86 }),
      fc.string({ unit: fc.constantFrom(...'abcdefXYZ19-_.!%'), minLength: 8, maxLength: 40 }),
    );
    fc.assert(
      fc.property(secret, fc.constantFrom(...Object.values(wraps)), (one, wrap) => {
        const pasted = readPasted(wrap(print(one)), clouds, 'lab');
        expect(pasted).toMatchObject({ cloud: 'lab', id });
        expect('secret' in pasted && pasted.secret.reveal()).toBe(one);
      }),
      { numRuns: 60 },
    );
  });

  it.each(Object.entries(namedForms))('by its name and user: %s', (_name, print) => {
    const secret = fc.string({ unit: fc.constantFrom(...'abcdefXYZ19-_.!%'), minLength: 8, maxLength: 86 });
    fc.assert(
      fc.property(secret, fc.constantFrom(...Object.values(wraps)), (one, wrap) => {
        const pasted = readPasted(wrap(print(one)), clouds, 'lab');
        expect(pasted).toMatchObject({ cloud: 'lab', name: called, user });
        expect('secret' in pasted && pasted.secret.reveal()).toBe(one);
      }),
      { numRuns: 60 },
    );
  });

  it.each<[what: string, lines: readonly string[], read: object]>([
    ['the id of the user comes before its name', ['USER_ID=u1', 'USERNAME=alice'], { user: { id: 'u1' } }],
    ['no domain is the first one', ['USERNAME=alice'], { user: { name: 'alice', domain: 'Default' } }],
    ['an id comes before the name', [`APPLICATION_CREDENTIAL_ID=${id}`], { id }],
    ['no user', [], { kind: 'bad-paste', missing: 'user' }],
    [
      'no secret',
      ['USERNAME=alice', 'APPLICATION_CREDENTIAL_SECRET='],
      { kind: 'bad-paste', missing: 'secret' },
    ],
  ])('by its name: %s', (_what, lines, read) => {
    const all = ['APPLICATION_CREDENTIAL_NAME=n', ...lines];
    if (lines.every((line) => !line.includes('SECRET')))
      all.push('APPLICATION_CREDENTIAL_SECRET=s3cr3t-s3cr3t');
    const openrc = all.map((line) => `export OS_${line}\n`).join('');
    expect(readPasted(openrc, clouds, 'lab')).toMatchObject(read);
  });

  it('of several by their names the names are told', () => {
    const [one, other] = ['n1', 'n2'].map((name) =>
      namedForms['clouds.yaml']?.('s3cr3t').replace(called, name),
    );
    const two = `${one}${other?.replace('clouds:\n  x:', '  y:')}`;
    expect(kindOf(two)).toEqual({ kind: 'several-credentials', labels: ['x', 'y'] });
  });

  it('links are links, and the auth URL in them counts', () => {
    const linked = '<https://keystone.example.net:5000/v3|keystone.example.net>';
    expect(kindOf(file({ authUrl: linked }))).toBe('lab');
    expect(kindOf(file({ authUrl: '<https://evil.example/v3>' }))).toMatchObject({ kind: 'foreign-cloud' });
  });

  it('without an auth URL the chosen cloud is meant', () => {
    expect(readPasted(forms.table?.('s3cr3t-s3cr3t') ?? '', clouds, 'rackspace')).toMatchObject({
      cloud: 'rackspace',
    });
    expect(readPasted(forms.table?.('s3cr3t-s3cr3t') ?? '', clouds, null)).toMatchObject({ cloud: null });
  });

  it('a file for a password says all but the password', () => {
    const openrc = `export OS_AUTH_URL=https://keystone.example.net:5000\nexport OS_USERNAME="alice"\nexport OS_USER_DOMAIN_NAME="Default"\nexport OS_PROJECT_NAME="build"\nexport OS_PROJECT_DOMAIN_ID="default"\nread -sr OS_PASSWORD_INPUT\nexport OS_PASSWORD=$OS_PASSWORD_INPUT\n`;
    const read = readPasted(openrc, clouds, null);
    expect(read).toEqual({
      cloud: 'lab',
      region: null,
      username: 'alice',
      userDomain: 'Default',
      project: 'build',
      projectDomain: 'default',
    });
    expect(JSON.stringify(readPasted(`${openrc}export OS_PASSWORD=hunter2\n`, clouds, null))).not.toContain(
      'hunter2',
    );
  });

  it('whatever is pasted, nothing is thrown', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom(...Object.values(forms)),
        (text, print) => {
          expect(() => readPasted(text + print(text) + text, clouds, null)).not.toThrow();
        },
      ),
    );
  });
});
