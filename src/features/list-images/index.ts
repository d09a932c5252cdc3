/** `/list-images`: a form or typed filters, images page by page, and answers to those that wait for one. */

import { readWhere, type Where, whereChoices } from '../../accounts/account-and-region.ts';
import { chooseAccount, chooseRegion } from '../../accounts/choose-account.ts';
import { ownAccount } from '../../accounts/image-ref.ts';
import { memberStatusOf } from '../../accounts/read-member-status.ts';
import { type ReadDeps, readAs } from '../../accounts/reading.ts';
import { CloudHttpError } from '../../cloud/errors.ts';
import type { CloudId, ImageId, Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { MemberStatus } from '../../model/member.ts';
import { answerImage } from '../../sharing/intents/answer.ts';
import type { IntentDeps } from '../../sharing/intents/intent.ts';
import { regionsBut } from '../../sharing/rules/region-search.ts';
import { openAnswer } from '../../sharing/rules/share-state.ts';
import { unpackValue } from '../../slack/blocks/button-value.ts';
import { answerInPlace } from '../../slack/blocks/in-place.ts';
import type { Button, Feature, Message, Modal, ModalView, Mrkdwn, Reply } from '../../slack/feature.ts';
import { answerSchema, type Listing, listingSchema } from './images-listing.ts';
import { callbackId, listForm, readForm, title } from './list-form.ts';
import { answerTaken, listMessage } from './list-messages.ts';
import { regionButtons } from './other-regions.ts';
import { type Page, readPage } from './page.ts';
import { asWords, type Filters, type Keep, queryOf, readAsked, sharedWithMe } from './query.ts';

export interface ListImagesDeps extends IntentDeps {
  readonly reading: ReadDeps;
  readonly regionsOf: (cloudId: CloudId) => readonly string[];
  /** Keeps what somebody without an account typed, and asks them to link one. */
  readonly nothingLinked: (person: Person, typed: string) => Promise<Reply>;
  /** The message for somebody who closed the form. */
  readonly giveBack: (person: Person, command: '/list-images', text: string) => Promise<Message>;
}

export const listImages = (deps: ListImagesDeps): Feature => {
  const { store } = deps;

  /** The page, read again from the cloud and the record. */
  const shown = async (
    person: Person,
    account: Account,
    asked: Listing,
    done?: { readonly banner: Mrkdwn; readonly image: string },
  ): Promise<Message> => {
    const { page, elsewhere } = await read(deps.reading, account, asked, done?.image);
    const listing = { ...asked, page: numberOf(asked, page) };
    const answers = await openAnswers(deps, person, account, listing, page);
    const waiting = listing.filters.custom ? await waitingFor(deps, person, account, listing.region) : 0;
    return listMessage({
      listing,
      account,
      page,
      elsewhere,
      answers,
      waiting,
      ...(done && { banner: done.banner }),
    });
  };

  const first = async (person: Person, filters: Filters, where: Where): Promise<Message> => {
    const accounts = await store.accounts.accountsOfPerson(store.database.kysely, person);
    const account = chooseAccount(accounts, where.account);
    if ('kind' in account) throw new UserError(account);
    const region = chooseRegion(where.region, account, deps.regionsOf(account.cloudId));
    if (typeof region !== 'string') throw new UserError(region);
    return shown(person, account, { account: account.id, region, filters, cursor: null, page: 1 });
  };

  const turn = (step: 1 | 0 | -1): Button => ({
    run: async ({ person }, value) => {
      const listing = unpackValue(value, listingSchema);
      const account = await ownAccount(store, person, listing.account);
      const page = Math.max(1, listing.page + step);
      return { replace: await shown(person, account, { ...listing, page }) };
    },
  });

  const answer = (status: MemberStatus): Button => ({
    run: async ({ person }, value) => {
      const { image, name, ...listing } = unpackValue(value, answerSchema);
      const account = await ownAccount(store, person, listing.account);
      await answerImage(deps, person, { account, region: listing.region, imageId: image as ImageId, status });
      const banner = answerTaken(name, status, account);
      try {
        return { replace: await shown(person, account, listing, { banner, image }) };
      } catch (error) {
        // The answer is recorded, whether or not the list can be read again.
        if (!(error instanceof UserError)) throw error;
        return { say: { text: banner } };
      }
    },
  });

  return {
    commands: {
      '/list-images': {
        summary: 'List images, including those that are waiting for your answer',
        usage:
          '[--member-status pending|accepted|rejected|all] [--visibility public|private|shared|community|all] [--custom] [--name N] [--owner ID] [--status S] [--tag T]… [--sort key:dir] [--region R] [--account NAME]',
        examples: [
          '/list-images',
          '/list-images --member-status pending',
          '/list-images --custom --sort name:asc --region DFW',
        ],
        reads: true,
        run: async ({ person }, text) => {
          const accounts = await store.accounts.accountsOfPerson(store.database.kysely, person);
          if (accounts.length === 0) return deps.nothingLinked(person, `/list-images ${text}`);
          if (text.trim() === '') return { say: await first(person, { custom: true }, readWhere({})) };
          const asked = readAsked(text);
          if ('kind' in asked) throw new UserError(asked);
          return { say: await first(person, asked.filters, asked) };
        },
      },
    },
    modals: { [callbackId]: form(deps, first) },
    buttons: {
      'list-all': turn(0),
      'list-waiting': turn(0),
      'list-filter': {
        run: async ({ person }, value) => {
          const { account, region, filters } = unpackValue(value, listingSchema);
          return { open: await listFormOf(deps, person, { account, region }, filters) };
        },
      },
      ...Object.fromEntries(regionButtons.map((actionId) => [actionId, turn(0)])),
      'list-next': turn(1),
      'list-previous': turn(-1),
      'list-accept': answer('accepted'),
      'list-reject': answer('rejected'),
    },
  };
};

/** What the form does once it is sent. */
const form = (
  deps: ListImagesDeps,
  first: (person: Person, filters: Filters, where: Where) => Promise<Message>,
): Modal => ({
  submit: async ({ person }, values) => {
    const asked = readForm(values);
    if ('kind' in asked) throw new UserError(asked);
    const { filters, where } = asked;
    return answerInPlace(title, async () => ({ say: await first(person, filters, where) }));
  },
  changed: async ({ person }, values) => listFormOf(deps, person, readWhere(values)),
  closed: async ({ person }, values) => {
    const asked = readForm(values);
    if ('kind' in asked) return undefined;
    const words = asWords(asked.filters, asked.where);
    return words === '' ? undefined : deps.giveBack(person, '/list-images', words);
  },
});

/** The form, filled in with the words of a command. */
export const createListAgain =
  (deps: Pick<ListImagesDeps, 'store' | 'regionsOf'>) =>
  async (person: Person, text: string): Promise<Reply> => {
    const asked = readAsked(text);
    return {
      open: await ('kind' in asked
        ? listFormOf(deps, person)
        : listFormOf(deps, person, asked, asked.filters)),
    };
  };

/** The form; people with several accounts or regions get to choose. */
export const listFormOf = async (
  { store, regionsOf }: Pick<ListImagesDeps, 'store' | 'regionsOf'>,
  person: Person,
  where: Where = readWhere({}),
  filters?: Filters,
): Promise<ModalView> => {
  const accounts = await store.accounts.accountsOfPerson(store.database.kysely, person);
  return listForm(whereChoices(accounts, where, regionsOf, { region: 'The account’s default' }), filters);
};

const read = (
  deps: ReadDeps,
  account: Account,
  { region, filters, cursor }: Listing,
  answered?: string,
): Promise<{ readonly page: Page; readonly elsewhere: readonly string[] }> =>
  readAs(deps, account, async (glanceIn, session, signal) => {
    const glance = glanceIn(region);
    const query = queryOf(filters, account, answered);
    const { keep } = query;
    // an administrator's list contains everybody's offers
    const asksEach = sharedWithMe(filters) && (await session.token(signal)).roles.includes('admin');
    const isOurs: Keep = async (image) => {
      if (keep !== null && !(await keep(image))) return false;
      const { id, memberStatus: wanted } = { ...image, ...filters };
      const status = await memberStatusOf(glance, id, account.projectId);
      return status !== null && (wanted === 'all' || wanted === status);
    };
    try {
      const page = await readPage(glance.listImages, asksEach ? { ...query, keep: isOurs } : query, cursor);
      return { page, elsewhere: regionsBut(region, await session.regions(signal)) };
    } catch (error) {
      if (!(error instanceof CloudHttpError && error.status === 400)) throw error;
      throw new UserError({ kind: 'filter-refused', detail: error.detail });
    }
  });

const numberOf = ({ page: guess, cursor }: Listing, { previous }: Page): number => {
  if (previous === null) return 1;
  return cursor?.back ? Math.max(2, guess) : guess;
};

/** How many images of other projects wait for the answer of the account's project, as far as the record knows. */
const waitingFor = async (
  { store }: IntentDeps,
  { teamId }: Person,
  { cloudId, projectId }: Account,
  region: string,
): Promise<number> => {
  const shares = await store.shares.sharesOfProject(store.database.kysely, teamId, cloudId, projectId);
  const open = shares.filter((share) => share.status === 'pending' && openAnswer(share) === null);
  return open.filter((share) => share.region.toLowerCase() === region.toLowerCase()).length;
};

/** The answers to the page's images that the cloud does not have yet. */
const openAnswers = async (
  { store }: IntentDeps,
  { teamId }: Person,
  { cloudId, projectId }: Account,
  { region, filters }: Listing,
  { images }: Page,
) => {
  const answers: [string, NonNullable<ReturnType<typeof openAnswer>>][] = [];
  for (const { id: imageId } of sharedWithMe(filters) ? images : []) {
    const key = { teamId, cloudId, region, imageId, projectId };
    const share = await store.shares.findShareByMember(store.database.kysely, key);
    const answer = share && openAnswer(share);
    if (answer) answers.push([imageId, answer]);
  }
  return new Map(answers);
};
