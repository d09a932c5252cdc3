/** The form that links an account: what it says of clouds that are reached without encryption. */
import { expect, test } from 'vitest';
import type { CloudChoice } from '../../../src/cloud/cloud-choices.ts';
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
