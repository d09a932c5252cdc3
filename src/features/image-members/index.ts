/** `/image-members`: who an image is shared with and what each answered; a Remove for each, and one for all that rejected it. */
import type { FindDeps } from '../../accounts/find-image.ts';
import type { ImageNamed } from '../../accounts/image-named.ts';
import { ownAccount } from '../../accounts/image-ref.ts';
import { knownProjects, type Membership, readMembership } from '../../accounts/membership.ts';
import { factsOf } from '../../accounts/sessions.ts';
import type { Person, ProjectId } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { IntentDeps } from '../../sharing/intents/intent.ts';
import { withdraw } from '../../sharing/intents/withdraw.ts';
import { readImageId } from '../../sharing/rules/typed-ids.ts';
import { unpackValue } from '../../slack/blocks/button-value.ts';
import type { Button, Feature, Message, Reply } from '../../slack/feature.ts';
import { readWords } from '../../slack/input/words.ts';
import { type MembersPage, pageSchema, removalSchema } from './members-listing.ts';
import { membersMessage, ownLine, pageOf } from './members-messages.ts';

export interface ImageMembersDeps extends IntentDeps {
  readonly finding: FindDeps;
  /** Keeps what somebody without an account typed, and asks them to link one. */
  readonly nothingLinked: (person: Person, typed: string) => Promise<Reply>;
  readonly imageNamed: ImageNamed;
  /** The form that asks for the image. */
  readonly pickImage: (person: Person, command: '/image-members') => Promise<Reply>;
}

export const imageMembers = (deps: ImageMembersDeps): Feature => {
  const { store } = deps;

  /** Read from the cloud again, with the account of the person who clicked. */
  const again = async (person: Person, { account: id, region, image }: MembersPage) => {
    const account = await ownAccount(store, person, id);
    return readMembership(deps.finding, [account], { imageId: image, region, account: account.name });
  };

  const turn: Button = {
    run: async ({ person }, value) => {
      const page = unpackValue(value, pageSchema);
      return { replace: await shown(deps, person, await again(person, page), page.page) };
    },
  };

  /** Removes those of the members that are still there: the list may be old. */
  const remove = async (
    person: Person,
    page: MembersPage,
    member: ProjectId | 'rejected',
  ): Promise<Reply> => {
    const membership = await again(person, page);
    const { found, members, owner } = membership;
    if (!owner || members === null) return { replace: await shown(deps, person, membership, page.page) };
    const targets = members.filter(({ member_id, status }) =>
      member === 'rejected' ? status === 'rejected' : member_id === member,
    );
    if (targets.length > 0) {
      await withdraw(deps, person, {
        account: found.account,
        region: found.region,
        imageId: found.image.id,
        image: factsOf(found.image),
        scope: member === 'rejected' ? 'rejected' : 'these',
        members: targets.map(({ member_id, status }) => ({ projectId: member_id, status })),
        makePrivate: false,
      });
    }
    return { replace: await shown(deps, person, membership, page.page, targets.length) };
  };

  return {
    commands: {
      '/image-members': {
        summary: 'List who an image is shared with, and remove members',
        usage: '<uuid> [--region R] [--account NAME]',
        examples: ['/image-members 8b818b61-cfbf-44ca-b57e-727da7c9464d'],
        reads: true,
        run: async ({ person }, text) => {
          const linked = await store.accounts.accountsOfPerson(store.database.kysely, person);
          if (linked.length === 0) return deps.nothingLinked(person, `/image-members ${text}`);
          if (text.trim() === '') return deps.pickImage(person, '/image-members');
          const { args, flags, problems } = readWords(text, { '--region': 'value', '--account': 'value' });
          const [problem] = problems;
          if (problem) throw new UserError(problem);
          const [typed, extra] = args;
          if (extra !== undefined) throw new UserError({ kind: 'unexpected-word', typed: extra });
          const where = { region: flags['--region'] ?? null, account: flags['--account'] ?? null };
          const imageId = await deps.imageNamed(person, readImageId(typed, { onlyImages: true }), where);
          const membership = await readMembership(deps.finding, linked, { imageId, ...where });
          return { say: await shown(deps, person, membership, 1) };
        },
      },
    },
    buttons: {
      'members-previous': turn,
      'members-next': turn,
      'members-remove': {
        run: async ({ person }, value) => {
          const { member, ...page } = unpackValue(value, removalSchema);
          return remove(person, page, member);
        },
      },
      'members-remove-rejected': {
        run: async ({ person }, value) => remove(person, unpackValue(value, pageSchema), 'rejected'),
      },
    },
  };
};

/** @param removing how many removals have just started */
const shown = async (
  { store }: ImageMembersDeps,
  person: Person,
  membership: Membership,
  page: number,
  removing?: number,
): Promise<Message> => {
  const { found, owner, members } = membership;
  const { account, region, image } = found;
  if (!owner)
    return ownLine(found, members?.find(({ member_id }) => member_id === account.projectId) ?? null);
  const on = pageOf(members ?? [], page);
  const key = { teamId: person.teamId, cloudId: account.cloudId, region, imageId: image.id };
  return membersMessage({
    found,
    members,
    ...on,
    known: await knownProjects(
      store,
      person,
      account.cloudId,
      on.shown.map(({ member_id }) => member_id),
    ),
    leaving: await store.withdrawals.withdrawalsUnderWay(store.database.kysely, key),
    ...(removing !== undefined && { removing }),
  });
};
