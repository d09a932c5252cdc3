/** The share form, sent, changed and closed, and the form that edits its tenants in parts. */
import type { Person } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import { offerImage } from '../../sharing/intents/make-offer.ts';
import type { Message, Modal, ModalValues, ModalView } from '../../slack/feature.ts';
import { asWords } from './as-words.ts';
import { type AskDeps, askFromForm, type Sentences } from './ask-to-link.ts';
import { readAs } from './offer-replies.ts';
import { askButton, theirProjects } from './people-inputs.ts';
import { askedIn, callbackId, draftIn, readValues, shareModal } from './share-modal.ts';
import { checkRequest, type Surroundings, type Typed } from './share-request.ts';
import { pickedProjects } from './suggestions.ts';
import {
  changeTenants,
  keepDraft,
  partsCallbackId,
  partsModal,
  readDraft,
  readParts,
  tenantsFit,
} from './tenants-draft.ts';

interface ShareFormsDeps extends AskDeps {
  readonly giveBack: (person: Person, command: '/share-image', text: string) => Promise<Message>;
}

type SurroundingsOf = (
  person: Person,
  more?: Partial<Pick<Surroundings, 'after' | 'asked'>>,
) => Promise<Surroundings>;

/** The form, filled in; tenants that its input does not hold are kept as a draft. */
export const modalOf = async (
  { drafts }: Pick<ShareFormsDeps, 'drafts'>,
  typed: Typed,
  problems: readonly Problem[],
  { person, accounts, regionsOf, localTime, asked }: Surroundings,
): Promise<ModalView> => {
  const draft = tenantsFit(typed) ? '' : await keepDraft(drafts, person, typed);
  return shareModal(typed, problems, accounts, regionsOf, await localTime(), asked, draft);
};

/** The values, with the ids of the projects that were picked. */
const withPicked = async (
  { store }: Pick<ShareFormsDeps, 'store'>,
  { teamId }: Person,
  values: ModalValues,
): Promise<ModalValues> => {
  const { projects } = values;
  if (!Array.isArray(projects)) return values;
  const found = await Promise.all(
    projects.map((value) => store.accounts.findAccount(store.database.kysely, value)),
  );
  const accounts = found.filter((one) => one !== null).filter((one) => one.teamId === teamId);
  return { ...values, projects: pickedProjects(projects, accounts) };
};

/** What stands in the form, and in the draft that holds its tenants. */
const typedIn = async (
  deps: Pick<ShareFormsDeps, 'drafts' | 'store'>,
  person: Person,
  values: ModalValues,
  metadata: string,
): Promise<Typed> => {
  const typed = readValues(await withPicked(deps, person, values));
  const draft = draftIn(metadata);
  if (draft === '') return typed;
  const kept = await readDraft(deps.drafts, person, draft);
  return { ...typed, tenants: [...typed.tenants, ...kept.tenants] };
};

const wordsOf = (typed: Typed, { accounts }: Pick<Surroundings, 'accounts'>): string => {
  const account = accounts.find(({ id }) => id === typed.account)?.name ?? typed.account;
  return asWords({ ...typed, account });
};

const closedShare =
  (deps: ShareFormsDeps, surroundings: SurroundingsOf) => async (person: Person, typed: Typed) => {
    const words = wordsOf(typed, await surroundings(person));
    return words === '' ? undefined : deps.giveBack(person, '/share-image', words);
  };

/** What is wrong that only a new view can show: it remembers what it asked about, and offers projects of people. */
const needsNewView = new Set<Problem['kind']>(['doubtful-tenant', 'no-tenant-but-people']);

export const shareForms = (
  deps: ShareFormsDeps,
  surroundings: SurroundingsOf,
  wanted: Sentences['wanted'],
): Readonly<Record<string, Modal>> => {
  const closed = closedShare(deps, surroundings);
  return {
    [callbackId]: {
      tellsOthers: () => true,
      submit: async ({ person }, values, metadata) => {
        const around = await surroundings(person, { asked: askedIn(metadata) });
        const checked = await checkRequest(await typedIn(deps, person, values, metadata), around);
        if ('intent' in checked) {
          await offerImage(deps, person, checked.intent);
          const said = readAs(checked.corrected);
          return { close: true, ...(said && { say: { text: said } }) };
        }
        const { problems } = checked;
        if (!problems.some(({ kind }) => needsNewView.has(kind))) return { problems };
        // what was picked in the menu need not be typed as well
        const { projects } = await withPicked(deps, person, values);
        const tenants = checked.typed.tenants.filter((id) => !projects?.includes(id));
        return { update: await modalOf(deps, { ...checked.typed, tenants }, problems, around) };
      },
      changed: async ({ person }, values, metadata, actionId) => {
        const [before, ticked] = [askedIn(metadata), values[theirProjects]];
        // what was ticked moves into the input, which has to be a new one: Slack shows what it had under its name
        const asked = (word: string) => before(word) || (Array.isArray(ticked) && ticked.includes(word));
        const around = await surroundings(person, { asked });
        if (around.accounts.length === 0) return undefined;
        if (actionId === changeTenants) {
          const typed = await typedIn(deps, person, values, metadata);
          return partsModal(typed.tenants, await keepDraft(deps.drafts, person, typed));
        }
        if (actionId === askButton) {
          const words = wordsOf(await typedIn(deps, person, values, metadata), around);
          const told = await askFromForm(deps, { wanted }, person, words);
          if (told !== null) return told;
        }
        // what was picked in the menu need not be typed as well
        return modalOf(deps, await typedIn(deps, person, { ...values, projects: [] }, metadata), [], around);
      },
      closed: async ({ person }, values, metadata) =>
        closed(person, await typedIn(deps, person, values, metadata)),
    },
    [partsCallbackId]: {
      submit: async ({ person }, values, draft) => {
        const typed = await readDraft(deps.drafts, person, draft);
        const around = await surroundings(person);
        return { update: await modalOf(deps, { ...typed, tenants: readParts(values) }, [], around) };
      },
      closed: async ({ person }, values, draft) =>
        closed(person, { ...(await readDraft(deps.drafts, person, draft)), tenants: readParts(values) }),
    },
  };
};
