/** `/share-image <uuid> @bob`: whose projects bob's are is a choice, or he is asked to link an account, and the sentence waits for that. */
import { z } from 'zod';
import type { Drafts } from '../../accounts/drafts.ts';
import { type LinkRequest, type LinkRequests, waitsMs } from '../../accounts/link-requests.ts';
import type { Person, SlackUserId } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { IntentDeps } from '../../sharing/intents/intent.ts';
import { type KeptReplies, keepReply } from '../../sharing/intents/keep-reply.ts';
import { sendLinkAsks } from '../../sharing/intents/send-link-asks.ts';
import { unpackValue } from '../../slack/blocks/button-value.ts';
import type { Button, Feature, Message, ModalView, Reply } from '../../slack/feature.ts';
import { askedModal, askedThem, nobodyLinked, nowLinked, pleaseLink, whichProject } from './ask-messages.ts';
import { type Checked, maxProjects } from './share-request.ts';

export interface AskDeps extends IntentDeps {
  readonly drafts: Drafts;
  readonly linkRequests: LinkRequests;
  readonly replies: KeptReplies;
}

/** What a sentence with people in place of projects is about. */
interface Wanted extends Pick<LinkRequest, 'cloudId' | 'cloudName' | 'projectId'> {
  /** Those who have linked no project but the image's own. */
  readonly unlinked: readonly SlackUserId[];
}

export interface Sentences {
  /** Null if the people have linked something meanwhile, or it is about something else. */
  wanted(person: Person, typed: string): Promise<Wanted | null>;
  /** The form, filled in with the sentence. @param tenants instead of those typed, if there are any */
  form(person: Person, typed: string, tenants: readonly string[]): Promise<Reply>;
}

/** What somebody can do who named only people, unless these have linked exactly one project; null: it is about something else. */
export const askInstead = async (
  { drafts }: AskDeps,
  person: Person,
  text: string,
  checked: Checked,
  cloudName: string,
): Promise<Message | null> => {
  const [only, ...others] = 'problems' in checked ? checked.problems : [];
  if (!('problems' in checked) || only?.kind !== 'no-tenant-but-people' || others.length > 0) return null;
  const { people } = checked.typed;
  const { projects } = only;
  if (projects.length === 1) return null;
  const draft = await drafts.keep(person, text);
  return projects.length === 0
    ? nobodyLinked(people, cloudName, draft)
    : whichProject(people, projects, draft);
};

const valueSchema = z.object({ draft: z.string(), tenant: z.string().optional() });

/** Asks the people of a share form. @returns null if they have linked something meanwhile */
export const askFromForm = async (
  deps: AskDeps,
  { wanted }: Pick<Sentences, 'wanted'>,
  person: Person,
  typed: string,
): Promise<ModalView | null> => {
  const found = await wanted(person, typed);
  return found === null ? null : askedModal(await ask(deps, person, typed, found));
};

export const askButtons = (deps: AskDeps, { wanted, form }: Sentences): NonNullable<Feature['buttons']> => {
  const sentence = async (person: Person, value: string) => {
    const { draft, tenant } = unpackValue(value, valueSchema);
    const typed = await deps.drafts.read(person, draft);
    if (typed === undefined) throw new UserError({ kind: 'outdated' });
    return { typed, tenants: tenant === undefined ? [] : [tenant] };
  };
  const opens: Button = {
    run: async ({ person }, value) => {
      const { typed, tenants } = await sentence(person, value);
      return form(person, typed, tenants);
    },
  };
  return {
    'ask-form': opens,
    ...Object.fromEntries(Array.from({ length: maxProjects }, (_, at) => [`ask-form-${at}`, opens])),
    'ask-to-link': {
      run: async ({ person }, value) => {
        const { typed } = await sentence(person, value);
        const found = await wanted(person, typed);
        return found === null ? form(person, typed, []) : { replace: await ask(deps, person, typed, found) };
      },
    },
  };
};

/** @throws UserError `too-many-people` */
const ask = async (
  deps: AskDeps,
  person: Person,
  typed: string,
  { unlinked, ...where }: Wanted,
): Promise<Message> => {
  const { teamId, enterpriseId, userId } = person;
  const request = { ...where, producer: { teamId, enterpriseId, userId }, typed };
  const asked = await sendLinkAsks(
    deps,
    request.producer,
    { ...where, people: unlinked },
    pleaseLink(request),
  );
  await deps.linkRequests.keep(unlinked, request);
  return askedThem(
    asked,
    unlinked.filter((one) => !asked.includes(one)),
    where.cloudName,
  );
};

/** Whether the person wants to hear nothing of the producer; they do not tell them anything then, either. */
const isBlocked = async (
  { store }: AskDeps,
  { producer: { teamId, userId }, ...where }: Pick<LinkRequest, 'producer' | 'cloudId' | 'projectId'>,
  asked: SlackUserId,
): Promise<boolean> => {
  const blocks = await store.producerBlocks.blocksAgainst(store.database.kysely, teamId, userId, where);
  return blocks.some((block) => !block.forProject && block.userId === asked);
};

/** Somebody has linked an account: whoever waits for it is told, with the form a click away. */
export const tellWhoWaits = async (deps: AskDeps, person: Person): Promise<void> => {
  const { accounts, database } = deps.store;
  const own = await accounts.accountsOfPerson(database.kysely, person);
  await deps.linkRequests.take(person, own, async (request) => {
    if (await isBlocked(deps, request, person.userId)) return;
    const draft = await deps.drafts.keep(request.producer, request.typed, waitsMs);
    await keepReply(deps, request.producer, nowLinked(person.userId, request, draft));
  });
};
