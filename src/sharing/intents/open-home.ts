/** Somebody opens the App Home: it is drawn from the record at once, and the cloud is asked for its contents again. */
import type { Person } from '../../core/ids.ts';
import { homeModel } from '../cards/home-card.ts';
import { newCard } from '../cards/refresh.ts';
import { inTransaction } from '../transaction.ts';
import type { IntentDeps } from './intent.ts';

/** Makes the person's Home and a read of their projects' images due; the loop draws it now, and again if the read finds a change. */
export const openHome = async (deps: IntentDeps, person: Person): Promise<void> => {
  await inTransaction(deps, async ({ store, tx, now }) => {
    await store.cards.showCardAgain(tx, newCard('home', person.userId, person, now));
    const { accounts, shared } = await homeModel(store, tx, person, async () => null, now);
    await store.shares.markPolled(
      tx,
      shared.shown.flatMap(({ shares }) => shares).map(({ id }) => id),
      null,
    );
    for (const account of accounts) await store.projectSyncs.askProjectSync(tx, account, now);
  });
  deps.nudge();
};
