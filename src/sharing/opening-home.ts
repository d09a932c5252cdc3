/** Somebody looks at the App Home: it is drawn from the record at once, and what it shows is asked of the cloud again. */
import type { Person } from '../core/ids.ts';
import { newCard } from './card.ts';
import { homePicture } from './home-picture.ts';
import type { WishDeps } from './wishes.ts';

/** Of the images shared; what waits for the person is asked about whatever this is. */
const mostLooked = 30;

/** Makes the person's Home due, and the Shares that stand on it; the loop draws it, and again when a look finds a change. */
export const openHome = async ({ ledger, clock, nudge }: WishDeps, person: Person): Promise<void> => {
  await ledger.database.transaction(async (tx) => {
    const now = clock.now();
    await ledger.cards.showCardAnew(tx, newCard('home', person.userId, person, now));
    const { waiting, shared } = await homePicture(ledger, tx, person, async () => null);
    const looked = [
      ...waiting.shown.map(({ share }) => share),
      ...shared.shown.flatMap(({ shares }) => shares).slice(0, mostLooked),
    ];
    for (const { id } of looked) await ledger.shares.touchShare(tx, id, now);
  });
  nudge();
};
