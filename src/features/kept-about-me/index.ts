/** What the bot keeps about the person who asks; and they are forgotten if they want to be. */
import { type ForgetDeps, forgetPerson } from '../../accounts/forget-person.ts';
import type { Feature } from '../../slack/feature.ts';
import { forgottenModal, keptModal } from './kept-modal.ts';

export const keptAboutMe = (deps: ForgetDeps): Feature => ({
  buttons: {
    'kept-about-me': {
      run: async ({ person }) => {
        const { database, personRecords } = deps.store;
        const record = await database.transaction((tx) =>
          personRecords.personRecord(tx, person, deps.clock.now()),
        );
        return { update: keptModal(record) };
      },
    },
    'kept-forget': {
      run: async ({ person }) => {
        await forgetPerson(deps, person, person.userId);
        return { update: forgottenModal() };
      },
    },
  },
});
