/** Forms for commands that begin with an image but were typed without one; the command's reply replaces the form. */
import { once } from 'node:events';
import { carriedWhere, readWhere, type Where, whereChoices } from '../../accounts/account-and-region.ts';
import { chooseAccount, chooseRegion } from '../../accounts/choose-account.ts';
import type { FindOwnImages } from '../../accounts/own-images.ts';
import type { CloudId, Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { IntentDeps } from '../../sharing/intents/intent.ts';
import { imageOptions, type KnownImage } from '../../sharing/rules/image-menu-options.ts';
import { imageName, isMember } from '../../sharing/rules/share-state.ts';
import { answerInPlace } from '../../slack/blocks/in-place.ts';
import { optionsOf } from '../../slack/blocks/texts.ts';
import type { Feature, ModalView, OptionsSource, Reply, Turn } from '../../slack/feature.ts';
import { callbackId, menus, type Picked, type Picking, pickingOf, pickModal, titleOf } from './pick-modal.ts';

export interface PickImageDeps extends IntentDeps {
  readonly regionsOf: (cloudId: CloudId) => readonly string[];
  readonly findOwnImages: FindOwnImages;
  /** Runs the command with that text. */
  readonly run: (turn: Turn, command: string, text: string) => Promise<Reply>;
}

/** Slack waits 3 s for a menu; a slower cloud gets another chance at the next letter. */
const menuMs = 2_000;

export const pickImage = (deps: PickImageDeps): Feature => ({
  modals: {
    [callbackId]: {
      submit: async (turn, values, metadata) => {
        const command = pickingOf(metadata);
        if (command === null) throw new UserError({ kind: 'outdated' });
        return answerInPlace(titleOf(command), () => deps.run(turn, command, asCommand(values)));
      },
      changed: async ({ person }, values, metadata) => {
        const command = pickingOf(metadata);
        return command === null ? undefined : pickForm(deps, person, command, readWhere(values));
      },
    },
  },
  options: {
    [menus.own]: menu((person, typed, where) => own(deps, person, typed, where)),
    [menus.offered]: menu((person, typed, where) => offered(deps, person, typed, where)),
    [menus.both]: menu(async (person, typed, where) => [
      ...(await offered(deps, person, typed, where)),
      ...(await own(deps, person, typed, where)),
    ]),
  },
});

/** The form of a command; people with several accounts or regions get to choose. */
export const pickForm = async (
  { store, regionsOf }: Pick<PickImageDeps, 'store' | 'regionsOf'>,
  person: Person,
  command: Picking,
  where: Where = readWhere({}),
  picked: Picked = {},
): Promise<ModalView> => {
  const accounts = await store.accounts.accountsOfPerson(store.database.kysely, person);
  return pickModal(
    command,
    whereChoices(accounts, where, regionsOf, {
      account: 'Any of my accounts',
      region: 'Wherever the image is',
    }),
    picked,
  );
};

/** The form as people would have typed it. */
const asCommand = (values: Readonly<Record<string, unknown>>): string => {
  const { account, region } = readWhere(values);
  const named = [values.image, values.status].filter((word) => typeof word === 'string');
  return [
    ...named,
    ...(account === null ? [] : ['--account', account]),
    ...(region === null ? [] : ['--region', `"${region.replaceAll('"', '')}"`]),
  ].join(' ');
};

/** A cloud that does not answer must not keep anybody from typing an id. */
const menu = (
  find: (person: Person, typed: string, where: Where) => Promise<readonly KnownImage[]>,
): OptionsSource => ({
  run: async ({ person }, typed, metadata) =>
    optionsOf(imageOptions(await find(person, typed, carriedWhere(metadata)), typed)),
});

/** The account chosen in the form, or all of the person's accounts. */
const meant = async ({ store }: PickImageDeps, person: Person, { account: name }: Where) => {
  const accounts = await store.accounts.accountsOfPerson(store.database.kysely, person);
  if (name === null) return accounts;
  const account = chooseAccount(accounts, name);
  return 'kind' in account ? [] : [account];
};

/** The images that these accounts own in the chosen region, or else in each account's default region. */
const own = async (
  deps: PickImageDeps,
  person: Person,
  typed: string,
  where: Where,
): Promise<readonly KnownImage[]> => {
  const of = async (account: Account): Promise<readonly KnownImage[]> => {
    const region = chooseRegion(where.region, account, deps.regionsOf(account.cloudId));
    if (typeof region !== 'string') return [];
    try {
      return await Promise.race([
        deps.findOwnImages(account, region, typed),
        once(deps.clock.timeout(menuMs), 'abort').then(() => []),
      ]);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [];
    }
  };
  return (await Promise.all((await meant(deps, person, where)).map(of))).flat();
};

/** The images shared with the projects of these accounts, as far as the record knows. */
const offered = async (
  deps: PickImageDeps,
  person: Person,
  typed: string,
  where: Where,
): Promise<KnownImage[]> => {
  const { shares, database } = deps.store;
  const wanted = typed.trim().toLowerCase();
  const found: KnownImage[] = [];
  for (const { cloudId, projectId } of await meant(deps, person, where))
    for (const share of await shares.sharesOfProject(database.kysely, person.teamId, cloudId, projectId)) {
      const here = where.region === null || share.region.toLowerCase() === where.region.toLowerCase();
      if (here && isMember(share) && `${share.imageId} ${imageName(share).toLowerCase()}`.includes(wanted))
        found.push({ id: share.imageId, name: share.image?.name ?? null, status: share.status ?? '' });
    }
  return found;
};
