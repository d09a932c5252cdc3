/** Somebody looks at the App Home: it is drawn from the record at once, and what it shows is asked of the cloud again. */
import type { Person } from '../../core/ids.ts';
import { homePicture } from '../cards/home-card.ts';
import { newCard } from '../cards/refresh.ts';
import type { WishDeps } from './intent.ts';

/** Makes the person's Home due, and a look at their projects' images; the loop draws it, and again when the look finds a change. */
export const openHome = async ({ ledger, clock, nudge }: WishDeps, person: Person): Promise<void> => {
  await ledger.database.transaction(async (tx) => {
    const now = clock.now();
    await ledger.cards.showCardAnew(tx, newCard('home', person.userId, person, now));
    const { accounts, shared } = await homePicture(ledger, tx, person, async () => null);
    await ledger.shares.markLooked(
      tx,
      shared.shown.flatMap(({ shares }) => shares).map(({ id }) => id),
      null,
    );
    for (const account of accounts) await ledger.watches.wakeWatch(tx, account, now);
  });
  nudge();
};
