/** `/share-image`: shares an image with one or more tenants. Also the buttons of the producer's card, and the removal of members that came back. */
import type { FindNamed } from '../../accounts/image-named.ts';
import type { FindOwnImages } from '../../accounts/own-images.ts';
import type { ImageId, Person } from '../../core/ids.ts';
import { type Problem, wordProblem } from '../../core/problems/problem.ts';
import { readWholeCard } from '../../sharing/cards/whole-card.ts';
import type { ClickDeps } from '../../sharing/intents/intent.ts';
import { offerImage, retryOffer, whyTooMany } from '../../sharing/intents/make-offer.ts';
import { offerImageAgain } from '../../sharing/intents/offer-again.ts';
import { withdrawMember } from '../../sharing/intents/withdraw.ts';
import { localTimeOf } from '../../sharing/people/local-time.ts';
import { readImageId } from '../../sharing/rules/typed-ids.ts';
import { pageButtons } from '../../slack/blocks/pages.ts';
import type { Feature, Reply } from '../../slack/feature.ts';
import { asTyped } from '../../slack/input/wire-text.ts';
import { allTenants } from './all-tenants.ts';
import { readMessage } from './from-message.ts';
import { givenBack, offerTaken, readAs, removalAnswer } from './offer-replies.ts';
import { shareMenus } from './share-menus.ts';
import { askedIn, blockOf, callbackId, fits, readValues, shareModal } from './share-modal.ts';
import {
  checkRequest,
  nothingTyped,
  type Problems,
  readTyped,
  type Surroundings,
  type Typed,
} from './share-request.ts';

export interface ShareImageDeps extends ClickDeps {
  readonly regionsOf: Surroundings['regionsOf'];
  readonly findOwnImages: FindOwnImages;
  readonly findNamed: FindNamed;
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
    if (around.accounts.length > 0) return { open: await modalOf(typed, [], around) };
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
        run: async ({ person }, text) => {
          const words = await readCommand(deps, person, text);
          const { around, typed, checked } = words;
          if (around.accounts.length === 0) return deps.nothingLinked(person, `/share-image ${text}`);
          if ('problems' in checked || words.spelling.length > 0 || text.trim() === '') return formOf(words);
          const byUtc = typed.until !== null && (await around.localTime()).timeZone === null;
          return {
            say: offerTaken(await offerImage(deps, person, checked.intent), checked.corrected, byUtc),
          };
        },
      },
    },
    modals: {
      [callbackId]: {
        submit: async ({ person }, values, metadata) => {
          const around = await surroundings(person, { asked: askedIn(metadata) });
          const checked = await checkRequest(readValues(values), around);
          if ('intent' in checked) {
            await offerImage(deps, person, checked.intent);
            const said = readAs(checked.corrected);
            return { close: true, ...(said && { say: { text: said } }) };
          }
          // only a new view can remember what it asked about
          if (checked.problems.some(({ problem }) => problem.kind === 'doubtful-tenant')) {
            // what was picked in the menu need not be typed as well
            const tenants = checked.typed.tenants.filter((id) => !values.projects?.includes(id));
            return { update: await modalOf({ ...checked.typed, tenants }, checked.problems, around) };
          }
          const errors: Record<string, string> = {};
          for (const { input, problem } of checked.problems) {
            const under = blockOf(values, input);
            errors[under] = errors[under] ? `${errors[under]} ${wordProblem(problem)}` : wordProblem(problem);
          }
          return { errors };
        },
        changed: async ({ person }, values, metadata) => {
          const around = await surroundings(person, { asked: askedIn(metadata) });
          // what was picked in the menu need not be typed as well
          const typed = readValues({ ...values, projects: [] });
          return around.accounts.length > 0 ? modalOf(typed, [], around) : undefined;
        },
      },
    },
    options: shareMenus(deps),
    shortcuts: {
      'share-image': { on: 'global', run: ({ person }) => form(person, nothingTyped) },
      'share-image-from-message': {
        on: 'message',
        run: ({ person }, text) => form(person, readMessage(text)),
      },
    },
    buttons: offerButtons(deps),
  };
};

const modalOf = async (
  typed: Typed,
  problems: Problems,
  { accounts, regionsOf, localTime, asked }: Surroundings,
) => shareModal(typed, problems, accounts, regionsOf, await localTime(), asked);

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
const readCommand = async (deps: ShareImageDeps, person: Person, text: string) => {
  const { typed: words, problems, after } = readTyped(text);
  const around = await surroundingsOf(deps)(person, { after });
  const named = await namedImage(deps, person, words, around);
  const typed = named === null || typeof named !== 'string' ? words : { ...words, image: named };
  const read: Problem[] =
    named === null
      ? []
      : [typeof named === 'string' ? { kind: 'image-name-read', typed: words.image, imageId: named } : named];
  return {
    text,
    typed,
    spelling: [...problems, ...read],
    around,
    checked: await checkRequest(typed, around),
  };
};

/** The form with what was understood of a command's words, and what is wrong with them. */
const formOf = async ({
  text,
  typed,
  spelling,
  around,
  checked,
}: Awaited<ReturnType<typeof readCommand>>): Promise<Reply> => {
  if (text.trim() === '') return { open: await modalOf(typed, [], around) };
  const wrong = 'problems' in checked ? checked : { problems: [], typed };
  const all: Problems = [
    ...spelling.map((problem) => ({ input: 'image' as const, problem })),
    // of a name more is known
    ...wrong.problems.filter(
      ({ problem }) =>
        problem.kind !== 'not-an-image-id' || !spelling.some(({ kind }) => kind === 'image-name'),
    ),
  ];
  if (fits(wrong.typed)) return { open: await modalOf(wrong.typed, all, around) };
  const worded = all.map(({ problem }) => wordProblem(problem));
  return { say: givenBack(worded, `/share-image ${asTyped(text)}`) };
};

/** The form, filled in with the words of a command; shares nothing, even if nothing is wrong with them. */
export const createShareForm =
  (deps: ShareImageDeps) =>
  async (person: Person, text: string): Promise<Reply> => {
    const words = await readCommand(deps, person, text);
    return words.around.accounts.length > 0
      ? formOf(words)
      : deps.nothingLinked(person, `/share-image ${words.typed.image}`.trim());
  };

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

/** The buttons on the producer's card. */
const offerButtons = (deps: ClickDeps): NonNullable<Feature['buttons']> => ({
  ...pageButtons('offer', async ({ person }, card, page) => {
    const { model, value } = await readWholeCard('offer', deps, person, card);
    return allTenants(model, value, page);
  }),
  'offer-retry': {
    run: async ({ person }, value) => {
      await retryOffer(deps, person, value);
      return undefined;
    },
  },
  'offer-again': {
    run: async ({ person }, value) => {
      await offerImageAgain(deps, person, value);
      return undefined;
    },
  },
  'member-remove': {
    run: async ({ person }, value) => {
      const withdrawn = await withdrawMember(deps, person, value);
      const answer = removalAnswer(withdrawn.kind, withdrawn.share);
      return answer === null ? undefined : { say: answer };
    },
  },
});
