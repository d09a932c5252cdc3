/** What the bot keeps about the person who asks; and they are forgotten if they want to be. */
import { type ForgetDeps, forgetPerson } from '../../accounts/forget-person.ts';
import type { Feature } from '../../slack/feature.ts';
import { forgottenModal, keptModal } from './kept-modal.ts';

export const keptAboutMe = (deps: ForgetDeps): Feature => {
  let last: Promise<unknown> = Promise.resolve();
  /** One at a time: each reads every table. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work);
    last = done.catch(() => {});
    return done;
  };
  return {
    buttons: {
      'kept-about-me': {
        run: async ({ person }) => {
          const { database, personRecords } = deps.store;
          const record = () => personRecords.personRecord(database.kysely, person, deps.clock.now());
          return { update: keptModal(await inTurn(record)) };
        },
      },
      'kept-forget': {
        run: async ({ person }) => {
          await inTurn(() => forgetPerson(deps, person, person.userId));
          return { update: forgottenModal() };
        },
      },
    },
  };
};
