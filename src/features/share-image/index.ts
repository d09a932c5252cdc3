/** `/share-image`: shares an image with one or more tenants. Also the buttons of the producer's card, and the removal of members that came back. */
import { chooseAccount } from '../../accounts/choose-account.ts';
import type { Drafts } from '../../accounts/drafts.ts';
import type { FindNamed } from '../../accounts/image-named.ts';
import type { FindOwnImages } from '../../accounts/own-images.ts';
import type { ImageId, Person } from '../../core/ids.ts';
import { type Problem, wordProblem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { ClickDeps } from '../../sharing/intents/intent.ts';
import { offerImage, whyTooMany } from '../../sharing/intents/make-offer.ts';
import { localTimeOf } from '../../sharing/people/local-time.ts';
import { readImageId } from '../../sharing/rules/typed-ids.ts';
import type { Feature, Message, Reply } from '../../slack/feature.ts';
import { asTyped } from '../../slack/input/wire-text.ts';
import { type AskDeps, askButtons, askInstead, type Sentences } from './ask-to-link.ts';
import { readMessage } from './from-message.ts';
import { offerButtons } from './offer-buttons.ts';
import { givenBack, offerTaken } from './offer-replies.ts';
import { modalOf, shareForms } from './share-forms.ts';
import { shareMenus } from './share-menus.ts';
import { fits } from './share-modal.ts';
import { checkRequest, nothingTyped, readTyped, type Surroundings, type Typed } from './share-request.ts';

export interface ShareImageDeps extends ClickDeps, AskDeps {
  readonly regionsOf: Surroundings['regionsOf'];
  readonly findOwnImages: FindOwnImages;
  readonly findNamed: FindNamed;
  readonly drafts: Drafts;
  /** The message for somebody who closed the form. */
  readonly giveBack: (person: Person, command: '/share-image', text: string) => Promise<Message>;
  /** Keeps what somebody without an account typed, and asks them to link one. */
  readonly nothingLinked: (person: Person, typed: string) => Promise<Reply>;
}

export const shareImage = (deps: ShareImageDeps): Feature => {
  const surroundings = surroundingsOf(deps);

  /**
   * The form, filled in with what is known. People without an account first get the form that links one, then this one without
   * the tenants: with them the command would share at once what nobody has reviewed.
   */
  const form = async (person: Person, typed: Typed): Promise<Reply> => {
    const around = await surroundings(person);
    if (around.accounts.length > 0) return { open: await modalOf(deps, typed, [], around) };
    return deps.nothingLinked(person, `/share-image ${typed.image}`.trim());
  };

  return {
    commands: {
      '/share-image': {
        summary: 'Share an image with other projects',
        usage:
          '<uuid> <tenant> [<tenant>…] [@person…] [--region R] [--account NAME] [--note "…"] [--accept] [--answer-within 7d] [--for 30d|--until DAY]',
        examples: [
          '/share-image 8b818b61-cfbf-44ca-b57e-727da7c9464d 883982ae96cf433f89e6c9097d5b8082',
          '/share-image 8b818b61-cfbf-44ca-b57e-727da7c9464d 883982ae96cf433f89e6c9097d5b8082 --note "the build you asked for"',
          '/share-image 8b818b61-cfbf-44ca-b57e-727da7c9464d 883982ae96cf433f89e6c9097d5b8082 --answer-within 7d --for 30d',
        ],
        tellsOthers: true,
        run: async ({ person }, text) => {
          const words = await readCommand(deps, person, text);
          const { around, typed, checked } = words;
          if (around.accounts.length === 0) return deps.nothingLinked(person, `/share-image ${text}`);
          const cloud = words.account?.cloudName ?? '';
          const instead =
            words.spelling.length === 0 && (await askInstead(deps, person, text, checked, cloud));
          if (instead) return { say: instead };
          if ('problems' in checked || words.spelling.length > 0 || text.trim() === '')
            return formOf(deps, words);
          const byUtc = typed.until !== null && (await around.localTime()).timeZone === null;
          return {
            say: offerTaken(await offerImage(deps, person, checked.intent), checked.corrected, byUtc),
          };
        },
      },
    },
    modals: shareForms(deps, surroundings, sentences(deps).wanted),
    options: shareMenus(deps),
    shortcuts: {
      'share-image': { on: 'global', run: ({ person }) => form(person, nothingTyped) },
      'share-image-from-message': {
        on: 'message',
        run: ({ person }, text) => form(person, readMessage(text)),
      },
    },
    buttons: { ...offerButtons(deps), ...askButtons(deps, sentences(deps)) },
  };
};

/** The image if a name was typed, or what is wrong with the name; null if an id was typed or nothing. */
const namedImage = async (
  { findNamed }: ShareImageDeps,
  person: Person,
  typed: Typed,
  { accounts }: Surroundings,
): Promise<ImageId | Problem | null> => {
  const read = readImageId(typed.image);
  const isName = accounts.length > 0 && typeof read !== 'string' && read.kind === 'not-an-image-id';
  return isName ? findNamed(person, typed.image, typed) : null;
};

/** The words of a command, read and checked. */
const readCommand = async (
  deps: ShareImageDeps,
  person: Person,
  text: string,
  chosen: readonly string[] = [],
) => {
  const { typed: read, problems, after } = readTyped(text);
  const words = chosen.length === 0 ? read : { ...read, tenants: chosen };
  const around = await surroundingsOf(deps)(person, { after });
  const named = await namedImage(deps, person, words, around);
  const typed = named === null || typeof named !== 'string' ? words : { ...words, image: named };
  const spelling: Problem[] =
    named === null
      ? []
      : [typeof named === 'string' ? { kind: 'image-name-read', typed: words.image, imageId: named } : named];
  return {
    text,
    typed,
    spelling: [...problems, ...spelling],
    around,
    account: accountIn(typed, around),
    checked: await checkRequest(typed, around),
  };
};

/** The form with what was understood of a command's words, and what is wrong with them. */
const formOf = async (
  deps: ShareImageDeps,
  { text, typed, spelling, around, checked }: Awaited<ReturnType<typeof readCommand>>,
): Promise<Reply> => {
  if (text.trim() === '') return { open: await modalOf(deps, typed, [], around) };
  const wrong = 'problems' in checked ? checked : { problems: [], typed };
  const all = [
    ...spelling,
    // of a name more is known
    ...wrong.problems.filter(
      ({ kind }) => kind !== 'not-an-image-id' || !spelling.some((other) => other.kind === 'image-name'),
    ),
  ];
  if (fits(wrong.typed)) return { open: await modalOf(deps, wrong.typed, all, around) };
  const worded = all.map(wordProblem);
  return { say: givenBack(worded, `/share-image ${asTyped(text)}`) };
};

/** The form, filled in with the words of a command; shares nothing, even if nothing is wrong with them. */
export const createShareForm =
  (deps: ShareImageDeps) =>
  async (person: Person, text: string, chosen?: readonly string[]): Promise<Reply> => {
    const words = await readCommand(deps, person, text, chosen);
    return words.around.accounts.length > 0
      ? formOf(deps, words)
      : deps.nothingLinked(person, `/share-image ${words.typed.image}`.trim());
  };

const accountIn = ({ account: name }: Typed, { accounts }: Surroundings): Account | null => {
  const account = chooseAccount(accounts, name);
  return 'kind' in account ? null : account;
};

/** Sentences with people in place of projects, read again. */
const sentences = (deps: ShareImageDeps): Sentences => ({
  form: createShareForm(deps),
  wanted: async (person, text) => {
    const { typed, around, account } = await readCommand(deps, person, text);
    if (account === null) return null;
    const linked = await around.linkedBy(account.cloudId, typed.people);
    const others = linked.filter(({ projectId }) => projectId !== account.projectId);
    const unlinked = typed.people.filter((one) => one !== person.userId);
    const { cloudId, cloudName, projectId } = account;
    return others.length > 0 || unlinked.length === 0 ? null : { cloudId, cloudName, projectId, unlinked };
  },
});

/** What a request is checked with: the person's accounts, and what the bot's own rows know. */
const surroundingsOf =
  (deps: ShareImageDeps) =>
  async (
    person: Person,
    { after, asked }: Partial<Pick<Surroundings, 'after' | 'asked'>> = {},
  ): Promise<Surroundings> => {
    const { accounts, database } = deps.store;
    return {
      person,
      accounts: await accounts.accountsOfPerson(database.kysely, person),
      regionsOf: deps.regionsOf,
      localTime: () => localTimeOf(deps, person),
      strangers: (asked) => whyTooMany(deps, person, asked),
      named: (cloudId, projectName) =>
        accounts.accountsNamed(database.kysely, person.teamId, cloudId, projectName),
      known: (cloudId, words) => accounts.knownProjectIds(database.kysely, person.teamId, cloudId, words),
      linkedBy: async (cloudId, people) => {
        const linked = await accounts.accountsOnCloud(database.kysely, person.teamId, cloudId);
        return linked.filter(({ userId }) => people.includes(userId));
      },
      after: after ?? new Map(),
      asked: asked ?? (() => false),
    };
  };
