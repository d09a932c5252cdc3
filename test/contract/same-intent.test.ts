/** The same intent several times at once, as two replicas may hear it: one is made, whatever database is behind it. */
import { beforeEach, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import type { ImageId, Person, ProjectId, SlackUserId, TeamId } from '../../src/core/ids.ts';
import type { Account } from '../../src/model/account.ts';
import { offerImage } from '../../src/sharing/intents/make-offer.ts';
import { withdraw } from '../../src/sharing/intents/withdraw.ts';
import type { Store } from '../../src/sharing/repositories.ts';
import * as accounts from '../../src/store/repositories/accounts.ts';
import * as offers from '../../src/store/repositories/offers.ts';
import { onEveryStore } from '../support/every-store.ts';
import { onLab } from '../support/on-lab.ts';
import { storeOf } from '../support/repositories.ts';
import { imageFacts } from '../support/share-row.ts';

const times = 8;
const clock = createClock(() => 1_000);
const alice: Person = { teamId: 'T1' as TeamId, enterpriseId: null, userId: 'UALICE' as SlackUserId };
const account: Account = {
  ...alice,
  method: 'application_credential',
  id: 'account',
  name: 'producer',
  ...onLab,
  region: 'IAD',
  projectId: 'p' as ProjectId,
  projectName: 'producer',
  isDefault: true,
  entry: null,
  health: 'good',
  speaks: true,
  suspendedAt: null,
  expiresAt: null,
  expiryReadAt: null,
  refusedActs: [],
  createdAt: 1,
};
const imageId = '8b818b61-cfbf-44ca-b57e-727da7c9464d' as ImageId;
const what = { account, region: 'IAD', imageId };

await onEveryStore('the same intent several times at once', (fixture) => {
  let store: Store;
  beforeEach(async () => {
    store = storeOf(fixture.database);
    await fixture.database.transaction((tx) => accounts.insertAccount(tx, account));
  });
  const deps = () => ({ store, clock, nudge: () => {} });
  const atOnce = <T>(intent: () => Promise<T>) => Promise.all(Array.from({ length: times }, intent));

  test('an offer', async () => {
    const offering = (of: ImageId) =>
      offerImage(deps(), alice, {
        ...what,
        imageId: of,
        regionNamed: true,
        tenants: ['c' as ProjectId],
        people: [],
        note: null,
        accept: false,
      });
    // a producer's first offer also sets the monthly note, over which two would collide anyway
    await offering('another' as ImageId);
    const offered = await atOnce(() => offering(imageId));
    expect(new Set(offered.map(({ offer }) => offer.id)).size).toBe(1);
    expect(offered.filter(({ already }) => !already)).toHaveLength(1);
    const stored = await offers.offersOfImage(fixture.database.kysely, {
      teamId: alice.teamId,
      producer: alice.userId,
      imageId,
    });
    expect(stored).toHaveLength(1);
  });

  test('a withdrawal', async () => {
    const withdrawn = await atOnce(() =>
      withdraw(deps(), alice, {
        ...what,
        image: imageFacts,
        scope: 'all',
        members: [],
        makePrivate: false,
      }),
    );
    expect(new Set(withdrawn.map(({ id }) => id)).size).toBe(1);
  });
});
