/** Commands that begin with an image, typed without one: a form asks for it, and what the command says stands in its place. */
import { chooseAccount, chooseRegion } from '../../accounts/choosing.ts';
import type { FindOwnImages } from '../../accounts/own-images.ts';
import type { Person } from '../../core/ids.ts';
import { UserError } from '../../core/problem.ts';
import { imageOptions, type KnownImage } from '../../sharing/image-options.ts';
import { imageName, isMember } from '../../sharing/share.ts';
import type { WishDeps } from '../../sharing/wishes.ts';
import { escapeText } from '../../slack/mrkdwn.ts';
import type { Feature, OptionsSource, Reply, Turn } from '../../slack/surface.ts';
import { callbackId, isPicking, lookingModal, menus } from './modal.ts';

export interface PickImageDeps extends WishDeps {
  readonly regionsOf: (cloud: string) => readonly string[];
  readonly findOwnImages: FindOwnImages;
  /** What the command says to that text. */
  readonly run: (turn: Turn, command: string, text: string) => Promise<Reply>;
}

export const pickImage = (deps: PickImageDeps): Feature => ({
  modals: {
    [callbackId]: {
      submit: async (turn, { image, status }, command) => {
        if (!isPicking(command)) throw new UserError({ kind: 'outdated' });
        const text = [image, status].filter((word) => typeof word === 'string').join(' ');
        return { update: lookingModal(command), after: [() => inPlace(() => deps.run(turn, command, text))] };
      },
    },
  },
  options: {
    [menus.own]: menu((person, typed) => own(deps, person, typed)),
    [menus.offered]: menu((person, typed) => offered(deps, person, typed)),
    [menus.both]: menu(async (person, typed) => [
      ...(await offered(deps, person, typed)),
      ...(await own(deps, person, typed)),
    ]),
  },
});

/** Words go where the form was. */
const inPlace = async (run: () => Promise<Reply>): Promise<Reply> => {
  try {
    const reply = await run();
    return reply && 'say' in reply ? { replace: reply.say } : reply;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { replace: { text: escapeText(error.message) } };
  }
};

/** A cloud that does not answer keeps nobody from giving an id. */
const menu = (find: (person: Person, typed: string) => Promise<readonly KnownImage[]>): OptionsSource => ({
  run: async ({ person }, typed) => {
    try {
      return imageOptions(await find(person, typed), typed);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return imageOptions([], typed);
    }
  },
});

/** The own images of the account that acts where none is named. */
const own = async ({ ledger, regionsOf, findOwnImages }: PickImageDeps, person: Person, typed: string) => {
  const account = chooseAccount(await ledger.accounts.accountsOfPerson(ledger.database.kysely, person), null);
  if ('kind' in account) return [];
  const region = chooseRegion(null, account, regionsOf(account.cloud));
  return typeof region === 'string' ? findOwnImages(account, region, typed) : [];
};

/** What is shared with the person's projects, as far as it is on record. */
const offered = async (
  { ledger: { accounts, shares, database } }: PickImageDeps,
  person: Person,
  typed: string,
): Promise<KnownImage[]> => {
  const wanted = typed.trim().toLowerCase();
  const found: KnownImage[] = [];
  for (const account of await accounts.accountsOfPerson(database.kysely, person))
    for (const share of await shares.sharesOfProject(
      database.kysely,
      person.teamId,
      account.cloud,
      account.projectId,
    ))
      if (isMember(share) && `${share.imageId} ${imageName(share).toLowerCase()}`.includes(wanted))
        found.push({ id: share.imageId, name: share.image?.name ?? null, status: share.status ?? '' });
  return found;
};
