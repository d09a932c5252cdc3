/** The suggestions of the share form's menus. */

import { carriedWhere } from '../../accounts/account-and-region.ts';
import { chooseAccount, chooseRegion } from '../../accounts/choose-account.ts';
import type { FindOwnImages } from '../../accounts/own-images.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { IntentDeps } from '../../sharing/intents/intent.ts';
import { imageOptions } from '../../sharing/rules/image-menu-options.ts';
import { optionsOf } from '../../slack/blocks/texts.ts';
import type { Feature } from '../../slack/feature.ts';
import { knownProjectMenu, ownImageMenu } from './share-modal.ts';
import type { Surroundings } from './share-request.ts';
import { projectOptions } from './suggestions.ts';

/** The person's own images, and the projects that people here have linked; limited to the account chosen in the form. */
export const shareMenus = ({
  store,
  regionsOf,
  findOwnImages,
}: Pick<IntentDeps, 'store'> & {
  readonly regionsOf: Surroundings['regionsOf'];
  readonly findOwnImages: FindOwnImages;
}): NonNullable<Feature['options']> => {
  const { accounts, cards, database } = store;
  return {
    [ownImageMenu]: {
      run: async ({ person }, typed, metadata) => {
        const meant = carriedWhere(metadata);
        const account = chooseAccount(
          await accounts.accountsOfPerson(database.kysely, person),
          meant.account,
        );
        if ('kind' in account) return [];
        const region = chooseRegion(meant.region, account, regionsOf(account.cloudId));
        if (typeof region !== 'string') return optionsOf(imageOptions([], typed));
        try {
          return optionsOf(imageOptions(await findOwnImages(account, region, typed), typed));
        } catch (error) {
          // a cloud that does not answer must not keep anybody from typing an id
          if (!(error instanceof UserError)) throw error;
          return optionsOf(imageOptions([], typed));
        }
      },
    },
    [knownProjectMenu]: {
      run: async ({ person }, typed, metadata) => {
        const own = await accounts.accountsOfPerson(database.kysely, person);
        const account = chooseAccount(own, carriedWhere(metadata).account);
        if ('kind' in account) return [];
        const there = await accounts.accountsOnCloud(database.kysely, person.teamId, account.cloudId);
        const others = there.filter(({ projectId }) => projectId !== account.projectId);
        const people = [...new Set(others.map(({ userId }) => userId))];
        return projectOptions(others, await cards.namesOf(database.kysely, person.teamId, people), typed);
      },
    },
  };
};
