/** `/share-image`: shares an image with one or more tenants. Also the buttons of the producer's card, and the removal of members that came back. */
import type { FindOwnImages } from '../../accounts/own-images.ts';
import type { Person } from '../../core/ids.ts';
import { wordProblem } from '../../core/problems/problem.ts';
import type { ClickDeps } from '../../sharing/intents/intent.ts';
import { offerImage, retryOffer, whyTooMany } from '../../sharing/intents/make-offer.ts';
import { offerImageAgain } from '../../sharing/intents/offer-again.ts';
import { withdrawMember } from '../../sharing/intents/withdraw.ts';
import { localTimeOf } from '../../sharing/people/local-time.ts';
import type { Feature, Reply } from '../../slack/feature.ts';
import { asTyped } from '../../slack/input/wire-text.ts';
import { readMessage } from './from-message.ts';
import { givenBack, offerTaken, removalAnswer } from './offer-messages.ts';
import { shareMenus } from './share-menus.ts';
import { callbackId, fits, readValues, shareModal } from './share-modal.ts';
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
  /** Keeps what somebody without an account typed, and asks them to link one. */
  readonly nothingLinked: (person: Person, typed: string) => Promise<Reply>;
}

export const shareImage = (deps: ShareImageDeps): Feature => {
  const { accounts, database } = deps.store;
  const surroundings = async (person: Person): Promise<Surroundings> => ({
    person,
    accounts: await accounts.accountsOfPerson(database.kysely, person),
    regionsOf: deps.regionsOf,
    localTime: () => localTimeOf(deps, person),
    strangers: (asked) => whyTooMany(deps, person, asked),
    named: (cloudId, projectName) =>
      accounts.accountsNamed(database.kysely, person.teamId, cloudId, projectName),
  });

  const share = async (person: Person, typed: Typed, around: Surroundings) => {
    const checked = await checkRequest(typed, around);
    return 'problems' in checked ? checked : offerImage(deps, person, checked.intent);
  };

  /**
   * The form, filled in with what is known. People without an account first get the form that links one, then this one without
   * the tenants: with them the command would share at once what nobody has reviewed.
   */
  const form = async (person: Person, typed: Typed): Promise<Reply> => {
    const own = await accounts.accountsOfPerson(database.kysely, person);
    if (own.length > 0)
      return { open: shareModal(typed, [], own, deps.regionsOf, await localTimeOf(deps, person)) };
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
          const around = await surroundings(person);
          if (around.accounts.length === 0) return deps.nothingLinked(person, `/share-image ${text}`);
          const { typed, problems: spelling } = readTyped(text);
          const ask = async (problems: Problems): Promise<Reply> => {
            const worded = [...spelling, ...problems.map(({ problem }) => problem)];
            if (text.trim() === '')
              return {
                open: shareModal(typed, [], around.accounts, deps.regionsOf, await around.localTime()),
              };
            if (!fits(typed))
              return { say: givenBack(worded.map(wordProblem), `/share-image ${asTyped(text)}`) };
            return {
              open: shareModal(
                typed,
                worded.map((problem) => ({ input: 'image', problem })),
                around.accounts,
                deps.regionsOf,
                await around.localTime(),
              ),
            };
          };
          if (spelling.length > 0) {
            const checked = await checkRequest(typed, around);
            return ask('problems' in checked ? checked.problems : []);
          }
          const shared = await share(person, typed, around);
          return 'problems' in shared
            ? ask(shared.problems)
            : {
                say: offerTaken(shared, typed.until !== null && (await around.localTime()).timeZone === null),
              };
        },
      },
    },
    modals: {
      [callbackId]: {
        submit: async ({ person }, values) => {
          const shared = await share(person, readValues(values), await surroundings(person));
          if ('offer' in shared) return { close: true };
          const errors: Record<string, string> = {};
          for (const { input, problem } of shared.problems) {
            // this input is missing if there was nothing to choose
            const under = input in values ? input : 'image';
            errors[under] = errors[under] ? `${errors[under]} ${wordProblem(problem)}` : wordProblem(problem);
          }
          return { errors };
        },
        changed: async ({ person }, values) => {
          const own = await accounts.accountsOfPerson(database.kysely, person);
          // what was picked in the menu need not be typed as well
          const typed = readValues({ ...values, projects: [] });
          return own.length > 0
            ? shareModal(typed, [], own, deps.regionsOf, await localTimeOf(deps, person))
            : undefined;
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

/** The buttons on the producer's card. */
const offerButtons = (deps: ClickDeps): NonNullable<Feature['buttons']> => ({
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
