/** Whose account acts: one of that project on that cloud, though another cloud may have a project of the same id. */

import { describe, expect, it } from 'vitest';
import type { CloudId, ProjectId } from '../../../../src/core/ids.ts';
import type { Account } from '../../../../src/model/account.ts';
import { speaker } from '../../../../src/sharing/intents/answer.ts';
import type { IntentDeps } from '../../../../src/sharing/intents/intent.ts';
import { actingAccount, ownerAccount } from '../../../../src/sharing/people/acting-account.ts';
import type { Tx } from '../../../../src/store/schema/tables.ts';
import { shareRow } from '../../../support/share-row.ts';
import { account, alice, teamId } from '../../../support/store-rows.ts';

const person = { teamId, enterpriseId: null, userId: alice };
const share = shareRow({ projectId: 'twice' as ProjectId, projectName: 'consumer' });
const side = {
  teamId,
  userId: alice,
  cloudId: share.cloudId,
  cloudName: share.cloudName,
  projectId: share.projectId,
  projectName: 'consumer',
  accountId: 'here',
};
const here = account({ id: 'here', projectId: share.projectId });
const elsewhere = { ...here, id: 'elsewhere', cloudId: 'another-cloud-id' as CloudId, cloudName: 'another' };
const otherProject = { ...here, id: 'other-project', projectId: 'another' as ProjectId };

const storeWith = (...linked: readonly Account[]) =>
  ({
    database: {},
    accounts: { accountsOfPerson: async () => linked },
  }) as unknown as IntentDeps['store'];
const tx = {} as Tx;

describe.each([
  {
    what: 'for an intent that is carried out',
    chosen: (store: IntentDeps['store']) =>
      actingAccount(store, side).then((found) => ('kind' in found ? found.kind : found.id)),
    none: 'account-unlinked',
  },
  {
    what: 'for what a producer wants now',
    chosen: (store: IntentDeps['store']) =>
      ownerAccount({ store, tx, now: 0 }, person, side).then(
        ({ id }) => id,
        ({ problem }) => problem.kind,
      ),
    none: 'no-account-for-project',
  },
  {
    what: 'for an answer',
    chosen: (store: IntentDeps['store']) =>
      speaker({ store, tx, now: 0 }, person, share).then(
        ({ id }) => id,
        ({ problem }) => problem.kind,
      ),
    none: 'no-account-for-project',
  },
])('$what', ({ chosen, none }) => {
  it('the account of that project on that cloud is taken', async () =>
    expect(await chosen(storeWith(elsewhere, otherProject, here))).toBe('here'));

  it('and no other stands in for it', async () =>
    expect(await chosen(storeWith(elsewhere, otherProject))).toBe(none));

  it('another of the same project does, while the first is refused', async () => {
    const second = { ...here, id: 'second' };
    expect(await chosen(storeWith({ ...here, health: 'refused' }, second))).toBe('second');
  });
});
