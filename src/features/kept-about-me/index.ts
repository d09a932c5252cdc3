/** What the bot keeps about the person who asks; and they are forgotten if they want to be. */
import { type ForgetDeps, forgetPerson } from '../../accounts/forget-person.ts';
import { createTurns } from '../../core/in-turn.ts';
import type { Feature } from '../../slack/feature.ts';
import { forgottenModal, keptModal } from './kept-modal.ts';

export const keptAboutMe = (deps: ForgetDeps): Feature => {
  // each reads every table
  const inTurn = createTurns();
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
          await inTurn(() => forgetPerson(deps, person, { by: person.userId }));
          return { update: forgottenModal() };
        },
      },
    },
  };
};
