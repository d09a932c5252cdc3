/** Forms for commands that begin with an image but were typed without one; the command's reply replaces the form. */
import { carriedWhere, readWhere, type Where, whereChoices } from '../../accounts/account-and-region.ts';
import type { Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import { imageOptions, type KnownImage } from '../../sharing/rules/image-menu-options.ts';
import { answerInPlace } from '../../slack/blocks/in-place.ts';
import { optionsOf } from '../../slack/blocks/texts.ts';
import type { Feature, Message, ModalView, OptionsSource, Reply, Turn } from '../../slack/feature.ts';
import { quotedWire } from '../../slack/input/wire-text.ts';
import { readWords } from '../../slack/input/words.ts';
import { type KnownImagesDeps, offeredImages, ownImages, sharedImages } from './known-images.ts';
import { callbackId, menus, type Picked, type Picking, pickingOf, pickModal, titleOf } from './pick-modal.ts';

export interface PickImageDeps extends KnownImagesDeps {
  /** Runs the command with that text. */
  readonly run: (turn: Turn, command: string, text: string) => Promise<Reply>;
  /** The message for somebody who closed the form. */
  readonly giveBack: (person: Person, command: Picking, text: string) => Promise<Message>;
}

export const pickImage = (deps: PickImageDeps): Feature => ({
  modals: {
    [callbackId]: {
      tellsOthers: (metadata) => pickingOf(metadata) === '/image-status',
      submit: async (turn, values, metadata) => {
        const command = pickingOf(metadata);
        if (command === null) throw new UserError({ kind: 'outdated' });
        return answerInPlace(titleOf(command), () => deps.run(turn, command, asCommand(values)));
      },
      changed: async ({ person }, values, metadata) => {
        const command = pickingOf(metadata);
        return command === null ? undefined : pickForm(deps, person, command, readWhere(values));
      },
      closed: async ({ person }, values, metadata) => {
        const command = pickingOf(metadata);
        if (command === null || typeof values.image !== 'string') return undefined;
        return deps.giveBack(person, command, asCommand(values));
      },
    },
  },
  options: {
    [menus.shared]: menu((person, typed, where) => sharedImages(deps, person, typed, where)),
    [menus.offered]: menu((person, typed, where) => offeredImages(deps, person, typed, where)),
    [menus.all]: menu(async (person, typed, where) => [
      ...(await offeredImages(deps, person, typed, where)),
      ...(await ownImages(deps, person, typed, where)),
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
    ...(region === null ? [] : ['--region', quotedWire(region)]),
  ].join(' ');
};

/** The form, filled in with what {@link asCommand} made of one. */
export const createPickAgain =
  (deps: Pick<PickImageDeps, 'store' | 'regionsOf'>) =>
  async (person: Person, command: string, text: string): Promise<Reply> => {
    const picking = pickingOf(JSON.stringify({ command }));
    if (picking === null) return undefined;
    const { args, flags } = readWords(text, { '--region': 'value', '--account': 'value' });
    const where = { account: flags['--account'] ?? null, region: flags['--region'] ?? null };
    const [image, status] = args;
    return {
      open: await pickForm(deps, person, picking, where, image === undefined ? {} : { image, status }),
    };
  };

/** A cloud that does not answer must not keep anybody from typing an id. */
const menu = (
  find: (person: Person, typed: string, where: Where) => Promise<readonly KnownImage[]>,
): OptionsSource => ({
  run: async ({ person }, typed, metadata) =>
    optionsOf(imageOptions(await find(person, typed, carriedWhere(metadata)), typed)),
});
