/** What people read about their accounts, on their Home, in their preferences and under help. */

import type { CloudChoice } from '../../../src/cloud/cloud-choices.ts';
import type { CloudId } from '../../../src/core/ids.ts';
import { helpModal, noSuchCommand, overview, translated } from '../../../src/features/help/help-messages.ts';
import { oldNames } from '../../../src/features/help/old-names.ts';
import { homeBlocks } from '../../../src/features/home/home-blocks.ts';
import { linkForm } from '../../../src/features/image-account/account-form.ts';
import {
  accountCard,
  accountList,
  goOnByHand,
  linkedMessage,
  nothingLinked,
  notLinkedMessage,
  unlinkedNote,
} from '../../../src/features/image-account/account-messages.ts';
import {
  accountsModal,
  linkedModal,
  linkModal,
  renameModal,
  signingInModal,
} from '../../../src/features/image-account/account-modal.ts';
import { forgottenModal, keptModal } from '../../../src/features/kept-about-me/kept-modal.ts';
import { readForm } from '../../../src/features/preferences/preferences-form.ts';
import { preferencesModal, savedModal } from '../../../src/features/preferences/preferences-modal.ts';
import { usageMessage } from '../../../src/slack/blocks/usage.ts';
import { registryOf } from '../../../src/slack/bolt/registry.ts';
import { allFeatures } from '../all-features.ts';
import { labChoice } from '../on-lab.ts';
import {
  account,
  bob,
  type Chapter,
  channel,
  decided,
  intent,
  offer,
  otherId,
  preferences,
  projectId,
  type Said,
  share,
} from './sample-rows.ts';

const choice = (label: string, more: Partial<CloudChoice['cloud']>): CloudChoice => ({
  ...labChoice,
  id: label,
  label,
  cloud: { ...labChoice.cloud, ...more },
});
const keystone = choice('acme', { authUrl: 'https://keystone.acme.example/v3' });
const rackspace = choice('rackspace', { authType: 'rackspace_apikey' });

const missing = (method: string): Said => [
  `Link: inputs that are missing (${method})`,
  (linkForm.safeParse({ method }).error?.issues ?? []).map(({ message }) => message).join('\n'),
];

export const ofAccounts: Chapter = {
  title: 'Accounts: image-account',
  said: [
    ['Link', linkModal({ choices: [keystone] })],
    ['Link, with a file', linkModal({ choices: [keystone], method: 'pasted' })],
    [
      'Link, with a command that waits',
      linkModal({ choices: [keystone], method: 'password', waiting: '/list-images' }),
    ],
    ['Link, Rackspace', linkModal({ choices: [rackspace] })],
    ['Link, people sign in elsewhere', linkModal({ choices: [choice('campus', { federated: true })] })],
    ['Link, no cloud chosen yet', linkModal({ choices: [keystone, rackspace] })],
    [
      'Link, to a cloud that is reached without encryption',
      linkModal({ choices: [choice('lab', { authUrl: 'http://keystone.lab.example/v3' })] }),
    ],
    ...['application_credential', 'password', 'rackspace_apikey'].map(missing),
    ['Linked', linkedModal({ account: account(), replacedCredentialId: null })],
    [
      'Linked in place of another credential',
      linkedModal({ account: account(), replacedCredentialId: '6cb5fa6a13184e6fab65ba2108adf50c' }),
    ],
    ['While a cloud takes its time', signingInModal('acme')],
    [
      'Link again, after that cloud refused it',
      linkModal({
        choices: [keystone],
        cloud: 'acme',
        filled: { id: '21dced0fd20347869b93710d2b98aae0', name: 'mine' },
        problem: { kind: 'credentials-refused', what: 'secret' },
      }),
    ],
    [
      'Not linked, and the form was closed',
      notLinkedMessage('acme', { kind: 'cloud-silent', cloud: 'acme', why: 'slow' }),
    ],
    ['Linked, and the form was closed', linkedMessage({ account: account(), replacedCredentialId: null })],
    ['A command that needs a form, and the form was closed', goOnByHand('/list-images ')],
    ['Nothing linked', nothingLinked()],
    [
      'Accounts',
      accountList([
        account(),
        account({ id: '5', name: 'ends', isDefault: false, expiresAt: Date.UTC(2026, 5, 1, 12) }),
        account({ id: '2', name: 'play', isDefault: false, health: 'refused' }),
        account({ id: '4', name: 'looks', isDefault: false, speaks: false }),
        account({ id: '3', name: 'old', isDefault: false, health: 'lost', cloudGone: true }),
      ]),
    ],
    ['Unlinked, the last one', nothingLinked(unlinkedNote(account(), '21dced0fd20347869b93710d2b98aae0'))],
    ...(['application_credential', 'password', 'rackspace_apikey'] as const).map(
      (method): Said => [
        `Unlinked (${method})`,
        accountList([account({ id: '2', name: 'play' })], unlinkedNote(account({ method }), null)),
      ],
    ),
    ['Accounts, from the Home', accountsModal([account()])],
    ['Rename', renameModal(account())],
    ['Link again: expires', accountCard(account({ expiresAt: Date.UTC(2026, 5, 1, 12) }))],
    ['Link again: refused', accountCard(account({ health: 'refused' }))],
    ['Link again: lost', accountCard(account({ health: 'lost' }))],
    ['Link again: done', accountCard(null)],
    ['Keep or unlink, after a restore', accountCard(account({ asOf: Date.UTC(2026, 10, 29, 3, 17) }))],
  ],
};

const nothing = { shown: [], total: 0 };
const waiting = { share: share(), offer: offer(), value: 'value' };
const shared = {
  cloudName: 'acme',
  region: 'IAD',
  shares: [
    share(decided('accepted', bob)),
    share({ projectId: otherId, projectName: null, status: null }),
    ...Array.from({ length: 6 }, () => share()),
  ],
} as const;

export const ofHome: Chapter = {
  title: 'The Home: home',
  said: [
    [
      'Before an account is linked',
      homeBlocks({ waiting: nothing, shared: nothing, left: [], accounts: [], asOf: null, restoredTo: null }),
    ],
    [
      'Nothing yet',
      homeBlocks({
        waiting: nothing,
        shared: nothing,
        left: [],
        accounts: [account()],
        asOf: Date.UTC(2026, 4, 4, 9, 0),
        restoredTo: Date.UTC(2026, 10, 29, 3, 17),
      }),
    ],
    [
      'Full',
      homeBlocks({
        waiting: {
          shown: [waiting, { share: share({ answer: intent('accepted', bob) }), offer: null, value: null }],
          total: 12,
        },
        shared: { shown: [{ ...shared, shares: [shared.shares[0], ...shared.shares.slice(1)] }], total: 12 },
        left: [{ project: account(), shown: [offer(), offer()], total: 12, removals: 2 }],
        accounts: [
          account({ health: 'refused' }),
          account({ health: 'lost', cloudGone: true }),
          account({ expiresAt: Date.UTC(2026, 5, 1, 12) }),
          ...Array.from({ length: 9 }, () => account({ isDefault: false })),
        ],
        asOf: null,
        restoredTo: null,
      }),
    ],
  ],
};

const place = {
  accountId: 'account',
  projectId,
  projectName: 'web',
  cloudId: 'lab-id' as CloudId,
  cloudName: 'acme',
};
const before = { preferences: preferences(), projects: [{ ...place, channel: null }], blocks: [] };
const after = {
  preferences: preferences({ quietFrom: 1320, quietUntil: 420, reminders: false }),
  projects: [{ ...place, channel }],
  blocks: [],
};
const policy = { quietHours: { from: 1320, until: 420 } };
const never = preferences({ quietFrom: 0, quietUntil: 0, timeZone: null });
const same = readForm({ quiet: 'own', from: '22:00', until: '22:00' }, { projects: [], blocks: [] });

export const ofPreferences: Chapter = {
  title: 'Preferences: preferences',
  said: [
    ['The form', preferencesModal(before, policy)],
    [
      'The form, own hours, a channel, no time zone',
      preferencesModal(
        { ...after, preferences: { ...after.preferences, timeZone: null } },
        { quietHours: null },
      ),
    ],
    ['Two equal times', same && 'errors' in same ? (same.errors.until ?? '') : ''],
    [
      'What the bot keeps about me',
      keptModal({ rows: { accounts: [{ name: 'prod' }], offers: [{}, {}] }, sealed: [{}], audit: [] }),
    ],
    ['Forgotten', forgottenModal()],
    ['Saved', savedModal(after, before, policy)],
    ['Saved, never quiet', savedModal({ ...before, preferences: never }, before, policy)],
    ['Saved, everybody’s hours', savedModal(before, before, policy)],
  ],
};

const { commands } = registryOf(allFeatures);

export const ofHelp: Chapter = {
  title: 'Help: help',
  said: [
    ['/image-help', overview(commands)],
    ['Help, from the Home', helpModal(commands)],
    ['/image-help old', translated(oldNames)],
    ['No such command', noSuchCommand('frobnicate', new Map([...commands].slice(0, 1)))],
    ...[...commands].map(([name, command]): Said => [`${name} help`, usageMessage(name, command)]),
  ],
};
