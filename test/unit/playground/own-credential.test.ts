/** What a clouds.yaml has to sign in with, as the link form asks for it. */
import { expect, it } from 'vitest';
import { credentialIn } from '../../../playground/real-cloud/own-credential.ts';

const file = `
defaults: &defaults
  auth_url: https://keystone.acme.example/v3
clouds:
  acme:
    auth:
      <<: *defaults
      application_credential_id: an-id
      application_credential_secret: a-secret
  old:
    auth:
      <<: *defaults
      username: alice
      password: a-password
      project_name: images
      project_domain_name: Labs
  rax:
    auth_type: rackspace_apikey
    auth: { username: alice.rs, api_key: a-key }
  bare:
    auth: { auth_url: https://keystone.acme.example/v3 }
  halfway:
    auth: { username: alice, password: a-password, project_id: an-id }
`;

it.each<[string, Record<string, string> | null]>([
  ['acme', { 'Application credential ID': 'an-id', 'Application credential secret': 'a-secret' }],
  [
    'old',
    {
      'Sign in with': 'Password',
      Username: 'alice',
      'User domain': 'Default',
      Password: 'a-password',
      Project: 'images',
      'Project domain': 'Labs',
    },
  ],
  ['rax', { Username: 'alice.rs', 'API key': 'a-key' }],
  ['bare', null],
  ['halfway', null],
  ['nowhere', null],
])('%s', (name, credential) => {
  expect(credentialIn(file, name)).toEqual(credential);
});
