/** `/unshare-image`: says who will lose access, asks, removes them, and makes the image private if asked to. */
import type { FindDeps } from '../../accounts/find-image.ts';
import type { ImageNamed } from '../../accounts/image-named.ts';
import { knownProjects, readMembership } from '../../accounts/membership.ts';
import { factsOf } from '../../accounts/sessions.ts';
import type { ImageId, Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { readWholeCard } from '../../sharing/cards/whole-card.ts';
import type { ClickDeps } from '../../sharing/intents/intent.ts';
import { undoWithdrawal } from '../../sharing/intents/undo.ts';
import {
  askWithdrawal,
  confirmWithdrawal,
  retryWithdrawal,
  withdrawRejected,
} from '../../sharing/intents/withdraw.ts';
import { hidesMembers } from '../../sharing/rules/plan-withdrawal.ts';
import { sharesPrivateImages } from '../../sharing/rules/rackspace-rules.ts';
import { pageButtons } from '../../slack/blocks/pages.ts';
import type { Feature, Message, Reply } from '../../slack/feature.ts';
import { comingMembers } from './coming-members.ts';
import { forgottenMembers } from './forgotten-members.ts';
import { begun, confirmQuestion, nobody, undoOver, whom, withUnread } from './unshare-messages.ts';
import { type Asked, readAsked } from './unshare-request.ts';
import { allMembers } from './withdrawal-card.ts';

export interface UnshareImageDeps extends ClickDeps {
  readonly finding: FindDeps;
  /** Keeps what somebody without an account typed, and asks them to link one. */
  readonly nothingLinked: (person: Person, typed: string) => Promise<Reply>;
  readonly imageNamed: ImageNamed;
  /** The form that asks for the image. */
  readonly pickImage: (person: Person, command: '/unshare-image') => Promise<Reply>;
}

export const unshareImage = (deps: UnshareImageDeps): Feature => {
  const { store } = deps;
  return {
    commands: {
      '/unshare-image': {
        summary: 'Stop sharing one of your images',
        usage: '<uuid> [<tenant>…|--rejected|--all] [--private] [--region R] [--account NAME]',
        examples: [
          '/unshare-image 8b818b61-cfbf-44ca-b57e-727da7c9464d 883982ae96cf433f89e6c9097d5b8082',
          '/unshare-image 8b818b61-cfbf-44ca-b57e-727da7c9464d --rejected',
          '/unshare-image 8b818b61-cfbf-44ca-b57e-727da7c9464d --all --private',
        ],
        reads: true,
        run: async ({ person }, text) => {
          const linked = await store.accounts.accountsOfPerson(store.database.kysely, person);
          if (linked.length === 0) return deps.nothingLinked(person, `/unshare-image ${text}`);
          if (text.trim() === '') return deps.pickImage(person, '/unshare-image');
          const asked = readAsked(text);
          if ('kind' in asked) throw new UserError(asked);
          const imageId = await deps.imageNamed(person, asked.image, asked);
          return { say: await question(deps, person, linked, { ...asked, imageId }) };
        },
      },
    },
    buttons: {
      ...pageButtons('withdrawal', async ({ person }, card, page) => {
        const { model, value } = await readWholeCard('withdrawal', deps, person, card);
        return allMembers(model, value, page);
      }),
      'unshare-confirm': {
        run: async ({ person }, value) => ({ replace: begun(await confirmWithdrawal(deps, person, value)) }),
      },
      'unshare-cleanup': {
        run: async ({ person }, shareId) => {
          const { kysely } = store.database;
          const share = await store.shares.findShare(kysely, shareId);
          if (share === null || share.teamId !== person.teamId) throw new UserError({ kind: 'outdated' });
          const { imageId, region } = share;
          const linked = await store.accounts.accountsOfPerson(kysely, person);
          if (linked.length === 0) return deps.nothingLinked(person, `/unshare-image ${imageId} --rejected`);
          const asked = { imageId, region, which: 'cleanup', makePrivate: false, account: null } as const;
          return { say: await question(deps, person, linked, asked) };
        },
      },
      'unshare-undo': {
        run: async ({ person }, value) =>
          (await undoWithdrawal(deps, person, value)) === 'over' ? { say: undoOver } : undefined,
      },
      'unshare-retry': {
        run: async ({ person }, value) => {
          await retryWithdrawal(deps, person, value);
          return undefined;
        },
      },
      'unshare-rejected': {
        run: async ({ person }, value) => {
          await withdrawRejected(deps, person, value);
          return undefined;
        },
      },
    },
  };
};

type Subject = Omit<Asked, 'image'> & { readonly imageId: ImageId };

/** The question to confirm, with the members it is about; or why there is nothing to ask. */
const question = async (
  deps: UnshareImageDeps,
  person: Person,
  linked: readonly Account[],
  asked: Subject,
): Promise<Message> => {
  const { found, owner, members } = await readMembership(deps.finding, linked, asked);
  const { account, region } = found;
  const image = factsOf(found.image);
  const subject = { image, imageId: asked.imageId, account, region };
  if (!owner) {
    const name = image.name?.trim() || asked.imageId;
    throw new UserError({ kind: 'image-not-yours', image: name, project: account.projectName });
  }
  const { which } = asked;
  const listed = (members ?? []).map(({ member_id, status }) => ({ projectId: member_id, status }));
  const known = await knownProjects(
    deps.store,
    person,
    account.cloudId,
    listed.map(({ projectId }) => projectId),
  );
  const unread = members?.unread ?? 0;
  const noting = (message: Message | null) => withUnread(subject, unread, message);
  if (unread > 0 && listed.length === 0) return noting(null);
  if (which === null) return noting(whom(subject, members === null ? null : listed, known));
  // the members of a private image are only known once it is shared
  const hidden = hidesMembers(image, account);
  const named = Array.isArray(which) ? new Set(which) : null;
  const cleanup = which === 'cleanup' ? forgottenMembers(members ?? [], known, deps.clock.now()) : null;
  const coming = await comingMembers(deps.store, person, { ...subject, ...account, region });
  const added = [...coming]
    .filter((projectId) => !listed.some((one) => one.projectId === projectId))
    .map((projectId) => ({ projectId, status: null }));
  const targets = [...listed, ...added].filter(
    ({ projectId, status }) =>
      named?.has(projectId) ?? (which === 'all' || status === 'rejected' || cleanup?.has(projectId) === true),
  );
  const makePrivate = hidden || (asked.makePrivate && !sharesPrivateImages(account));
  if (targets.length === 0 && !makePrivate) return noting(nobody(subject, which));
  const withdrawal = await askWithdrawal(deps, person, {
    ...subject,
    scope: scopeOf(asked, hidden),
    members: hidden && named ? [...named].map((projectId) => ({ projectId, status: null })) : targets,
    makePrivate,
  });
  const missing =
    hidden || !named ? [] : [...named].filter((id) => !targets.some((one) => one.projectId === id));
  return noting(confirmQuestion(withdrawal, { hidden, missing, known }));
};

/** Listed members are confirmed by name; `all` is read again when nobody may be left, or when the image hid them. */
const scopeOf = ({ which, makePrivate }: Subject, hidden: boolean): Withdrawal['scope'] => {
  if (which === 'rejected') return 'rejected';
  return which === 'all' && (makePrivate || hidden) ? 'all' : 'these';
};
