/** The form that links an account: what it says of clouds that are reached without encryption. */
import { expect, test } from 'vitest';
import { type CloudChoice, linkModal } from '../../../src/features/image-account/account-modal.ts';

const cloud = (name: string, authUrl: string): CloudChoice => ({ name, authType: 'v3', authUrl });
const acme = cloud('acme', 'https://keystone.acme.example/v3');
const lab = cloud('lab<!here>', 'http://keystone.lab.example/v3');
const own = cloud('own', 'http://127.0.0.1:5000/v3');
const textOf = (clouds: readonly CloudChoice[]) => JSON.stringify(linkModal({ clouds }).blocks);

test('a cloud that is reached over http is named, whichever is chosen', () => {
  expect(textOf([acme, lab])).toContain('connection to lab&lt;!here&gt; is not encrypted');
});

test('https, and http that leaves no machine, are nothing to tell', () => {
  expect(textOf([acme, own])).not.toContain('not encrypted');
});
