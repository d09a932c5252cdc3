/** What stands around a credential when people copy it: prompts, colours, quotation marks, and the forms of tools that print it in passing. */
import { describe, expect, it } from 'vitest';
import type { CloudChoice } from '../../../src/cloud/cloud-choices.ts';
import { readPasted } from '../../../src/cloud/pasted-credential.ts';
import { labChoice } from '../../support/on-lab.ts';

const authUrl = 'https://keystone.example.net:5000/v3';
const lab: CloudChoice = { ...labChoice, id: 'lab', label: 'lab', cloud: { ...labChoice.cloud, authUrl } };

const id = '8f1a2b3c4d5e6f708192a3b4c5d6e7f8';
const project = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const role = '9fe2ff9ee4384b1894a90878d3e92bab';
const secret = 'ZPm3Gd9eIxZf_C-Y5bYp8RrUOJ0yHR2rpzTqCnRRx5K3A2Yq3LKnbQd9W9Xo2dXnJp8Tj1q3kGd7uQ3s5Q0r1w';

const rows: readonly (readonly [name: string, value: string])[] = [
  ['ID', id],
  ['Name', 'image-share'],
  ['Description', 'None'],
  ['Project ID', project],
  ['Roles', 'member reader'],
  ['Unrestricted', 'False'],
  ['Secret', secret],
];
const table = (some = rows) => some.map(([name, value]) => `| ${name} | ${value} |`).join('\n');
const command = 'openstack application credential create image-share';
const json = `{\n  "id": "${id}",\n  "project_id": "${project}",\n  "roles": [{"name": "member", "id": "${role}"}],\n  "secret": "${secret}"\n}`;
const yaml = `clouds:\n  x:\n    auth:\n      auth_url: ${authUrl}\n      application_credential_id: ${id}\n      application_credential_secret: ${secret}\n`;
const names = { id: 'OS_APPLICATION_CREDENTIAL_ID', secret: 'OS_APPLICATION_CREDENTIAL_SECRET' };
/** Two lines, one for each name. */
const each = (line: (name: string, value: string) => string) =>
  `${line(names.id, id)}\n${line(names.secret, secret)}`;

const pastes: Readonly<Record<string, string>> = {
  'a table after a prompt': `alice@host:~$ ${command}\n${table()}\nalice@host:~$ `,
  'JSON after a prompt': `$ ${command} -f json\n${json}\n`,
  'YAML after a prompt': `$ ${command} -f yaml\nid: ${id}\nproject_id: ${project}\nsecret: ${secret}\n$ `,
  'shell after a prompt': `$ ${command} -f shell\nid="${id}"\nproject_id="${project}"\nsecret="${secret}"\n`,
  'values after a prompt': `$ ${command} -f value -c id -c secret\n${id}\n${secret}\n`,
  'a file after a prompt': `$ cat ~/.config/openstack/clouds.yaml\n${yaml}`,
  'warnings before it': `/usr/lib/x.py:5: DeprecationWarning: old\n  warnings.warn("x")\n${json}`,
  'a table in colours': `\u001b[?2004l\r\u001b[32m$\u001b[0m ${command}\n${table().replaceAll('|', '\u001b[1m|\u001b[0m')}`,
  'JSON in colours without their escapes': json.replaceAll('"', '[0;32m"[0m'),
  'a table of a narrow window': `${table(rows.slice(0, -1))}\n| Secret | ${secret.slice(0, 40)} |\n|  | ${secret.slice(40)} |`,
  'a table in Markdown': `| Field | Value |\n|---|---|\n| id | \`${id}\` |\n| secret | \`${secret}\` |`,
  'a table twice': `${table()}\n\n${table()}`,
  'JSON without its end': `${json.slice(0, -2)},\n  "links": [{"sel`,
  'JSON without its braces': `"id": "${id}",\n"project_id": "${project}",\n"secret": "${secret}",`,
  'a table without its head': table(rows).split('\n').toReversed().join('\n'),
  'points in a list': `• ID: ${id}\n• Secret: ${secret}`,
  'in bold': `*ID:* ${id}\n*Secret:* ${secret}`,
  'in a sentence': `the id is \`${id}\` and the secret \`${secret}\``,
  'on one line': `${id} ${secret}`,
  'with a colon between': `${id}:${secret}`,
  'the dashboard’s page': `ID\n${id}\nName\nimage-share\nSecret\n${secret}\nDownload openrc file`,
  'a quotation after its sender': `On Monday, Bob wrote:\n${yaml.replaceAll(/^/gm, '> ')}`,
  'a quotation of a quotation': table().replaceAll(/^/gm, '>> '),
  'a file with a sentence before it': `Here is mine:\n${yaml}`,
  'the entry alone': yaml.replace('clouds:\n', ''),
  'a file without its indentation': yaml.replaceAll(/^ +/gm, ''),
  'a link in Markdown': yaml.replace(authUrl, `[${authUrl}](${authUrl})`),
  'exports after a prompt': each((name, value) => `root@host:~# export ${name}=${value}`),
  'exports on one line': `export ${names.id}=${id} ${names.secret}=${secret}`,
  'exports that go on': `export ${names.id}=${id} && export ${names.secret}=${secret}`,
  'exports with semicolons': `export ${names.id}=${id}; export ${names.secret}=${secret};`,
  'a .env with comments': each((name, value) => `${name}=${value} # keep`),
  'declare -x': each((name, value) => `declare -x ${name}="${value}"`),
  fish: each((name, value) => `set -gx ${name} ${value}`),
  'cmd.exe': `@echo off\r\nset ${names.id}=${id}\r\nset "${names.secret}=${secret}"\r\n`,
  'cmd.exe after its prompt': each((name, value) => `C:\\Users\\a>set ${name}=${value}\r`),
  setx: each((name, value) => `setx ${name} "${value}"\r`),
  'PowerShell after its prompt': each((name, value) => `PS C:\\> $env:${name} = "${value}"\r`),
  'PowerShell in braces': each((name, value) => `\${env:${name}} = "${value}"`),
  'PowerShell by .NET': each((name, value) => `[Environment]::SetEnvironmentVariable("${name}", "${value}")`),
  'Terraform’s variables': each((name, value) => `export TF_VAR_${name.slice(3).toLowerCase()}=${value}`),
  'Terraform’s state': `resource "openstack_identity_application_credential_v3" "x" {\n    id         = "${id}"\n    project_id = "${project}"\n    roles      = [\n        "member",\n    ]\n    secret     = "${secret}"\n}`,
  'Terraform in JSON': JSON.stringify({
    provider: {
      openstack: { application_credential_id: id, application_credential_secret: secret },
    },
  }),
  'a task of Ansible': `- name: list\n  openstack.cloud.image_info:\n    auth_type: v3applicationcredential\n    auth:\n      application_credential_id: ${id}\n      application_credential_secret: "${secret}"\n`,
  'what Ansible logged': `ok: [localhost] => {\n  "result": {\n    "application_credential": ${json}\n  }\n}`,
  'a cloud.conf of Kubernetes': `[Global]\nauth-url="${authUrl}"\napplication-credential-id="${id}"\napplication-credential-secret="${secret}"`,
  'a Secret of Kubernetes': `kind: Secret\nstringData:\n  clouds.yaml: |\n${yaml.replaceAll(/^/gm, '    ')}`,
  'the API’s answer with its head': `HTTP/1.1 201 CREATED\r\nContent-Type: application/json\r\n\r\n{"application_credential": ${json}}`,
  'a request to sign in': JSON.stringify({
    auth: { identity: { methods: ['application_credential'], application_credential: { id, secret } } },
  }),
  'an object of openstacksdk': `ApplicationCredential(secret=${secret}, id=${id}, name=x, project_id=${project})`,
  'a call of openstacksdk': `openstack.connect(\n    application_credential_id="${id}",\n    application_credential_secret="${secret}",\n)`,
  'options of the command': `openstack --os-application-credential-id ${id} --os-application-credential-secret=${secret} image list`,
};

describe('is read back', () => {
  it.each(Object.entries(pastes))('%s', (_, text) => {
    const pasted = readPasted(text, [lab], 'lab');
    expect(pasted).toMatchObject({ cloud: 'lab', id });
    expect('secret' in pasted && pasted.secret.reveal()).toBe(secret);
  });
});

const other = (text: string) =>
  text.replace(id, id.replaceAll('8', 'a')).replace(secret, secret.toLowerCase());
const kindOf = (text: string) => {
  const pasted = readPasted(text, [lab], 'lab');
  return 'kind' in pasted ? pasted : 'read';
};

describe('is not taken for what it is not', () => {
  it.each([
    ['two tables', `${table()}\n${other(table())}`],
    ['two pairs of values', `${id}\n${secret}\n${other(`${id}\n${secret}`)}`],
    ['two objects in JSON', `${json}\n${other(json)}`],
    ['two pairs of options', `--os-x ${pastes.fish}\n${other(pastes.fish ?? '')}`],
  ])('%s are several', (_, text) => {
    expect(kindOf(text)).toMatchObject({ kind: 'several-credentials' });
  });

  it.each([
    ['a project’s id in a table', table(rows.slice(1))],
    ['a project’s id in JSON', json.slice(json.indexOf('"project_id"'))],
    ['a role’s id', `"roles": [{"id": "${role}"}], "secret": "${secret}"`],
    ['a role’s id in the API’s order', `{"roles": [{"id": "${role}"}], "secret": "${secret}", "id": "`],
  ])('%s is none of a credential', (_, text) => {
    expect(kindOf(text)).toMatchObject({ kind: 'bad-paste', missing: 'id' });
  });

  it('the auth URL counts wherever it stands', () => {
    const foreign = `$ openstack --os-auth-url https://evil.example/v3 --os-application-credential-id ${id} --os-application-credential-secret ${secret}`;
    expect(kindOf(foreign)).toMatchObject({ kind: 'foreign-cloud' });
  });
});
