/** Text that no database has to take: a cloud or a person may write it, and nothing may stand still for it. */
import { expect, test } from 'vitest';
import type { ImageId, ProjectId } from '../../src/core/ids.ts';
import type { MemberStatus } from '../../src/model/member.ts';
import { onEveryStore } from '../support/every-store.ts';
import { storeOf } from '../support/repositories.ts';
import { account, alice, auditLine, offer, project, share, teamId } from '../support/store-rows.ts';

/** A NUL, which PostgreSQL refuses in any text; half a character; and what some take for the end of a text. */
const odd = 'a\0b\ud800c\u001a\ufffe';
/** The same as it comes back: what there is no way to keep has a sign in its place. */
const isKept = (text: string | null | undefined) =>
  text?.replace('\0', '\ufffd') === 'a\ufffdb\ufffdc\u001a\ufffe';

await onEveryStore('odd text', (held) => {
  const store = () => storeOf(held.database);

  test('in names, notes, regions and statuses is kept, as far as it can be', async () => {
    await held.database.transaction(async (tx) => {
      const { accounts, offers, shares, audit, preferences } = store();
      await accounts.insertAccount(tx, account({ id: 'a', name: odd, projectName: odd, region: odd }));
      await offers.insertOffer(tx, offer({ id: 'o', note: odd, region: odd }));
      const status = `?${odd}` as MemberStatus;
      await shares.ensureShare(tx, share({ id: 's', projectName: odd, ownerProjectName: odd, status }));
      await preferences.setPreferences(tx, { teamId, userId: alice }, { timeZone: odd });
      await audit.appendAudit(tx, auditLine({ detail: { note: odd } }));
    });
    const { kysely } = held.database;
    const [own] = await store().accounts.accountsOfPerson(kysely, { teamId, userId: alice });
    expect([own?.name, own?.projectName, own?.region].map(isKept)).toEqual([true, true, true]);
    expect(isKept((await store().offers.findOffer(kysely, 'o'))?.note)).toBe(true);
    expect(isKept((await store().shares.findShare(kysely, 's'))?.status?.slice(1))).toBe(true);
    const { timeZone } = await store().preferences.preferencesOf(kysely, { teamId, userId: alice });
    expect(isKept(timeZone)).toBe(true);
  });

  test('in ids is found again', async () => {
    const [imageId, projectId] = [odd as ImageId, project('p') as ProjectId];
    await held.database.transaction((tx) =>
      store().shares.ensureShare(tx, share({ id: 's', imageId, projectId })),
    );
    const found = await store().shares.sharesOfImage(held.database.kysely, teamId, imageId);
    expect(found.map(({ id }) => id)).toEqual(['s']);
  });
});
