/** Carries out one step of a Share: one request to the cloud, with an account of the person whose intent it is. */
import { CloudHttpError, isNotFound } from '../../cloud/errors.ts';
import type { Clock } from '../../core/clock.ts';
import type { ProjectId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { MemberStatus } from '../../model/member.ts';
import type { Intent, Share } from '../../model/share.ts';
import { failureOf } from '../cloud-failure.ts';
import type { ImageService, OpenImageService } from '../image-service.ts';
import { actingAccount } from '../people/acting-account.ts';
import type { Store } from '../repositories.ts';
import type { ShareOutcome, ShareStep } from '../rules/plan-share.ts';
import { roleFor, sharesPrivateImages } from '../rules/rackspace-rules.ts';
import { imageName, isMember, projectLabel } from '../rules/share-state.ts';

export interface StepDeps {
  readonly store: Pick<Store, 'database' | 'accounts' | 'offers'>;
  readonly openImageService: OpenImageService;
  readonly clock: Clock;
  /** The cloud refused the account's credential: its owner has to link it again. */
  readonly markRefused: (account: Account) => Promise<void>;
}

type Effect = Exclude<ShareStep, { readonly do: 'wait' }>;

/** The outcome of `step`. Throws only faults of the bot itself. */
export const carryOutShare = async (
  deps: StepDeps,
  share: Share,
  step: Effect,
  signal: AbortSignal,
): Promise<ShareOutcome> => {
  const account = await accountFor(deps, share, step);
  if ('kind' in account) return { kind: 'blocked', problem: account };
  try {
    return await effect(deps.openImageService(account, share.region, signal), share, step, account);
  } catch (error) {
    const failure = failureOf(error, account, deps.clock.now());
    if (failure.kind === 'account-refused') {
      await deps.markRefused(account);
      return { kind: 'blocked', problem: failure.problem };
    }
    if (failure.kind === 'impossible') return { ...failure, absent: false };
    return failure.kind === 'answered' ? refusal(share, account, step, failure) : failure;
  }
};

/** How far the cloud's clock may be behind ours. */
const clockSkewMs = 60_000;

/**
 * A member that was already there when we added it may be our own work, by a process that died before it could record it.
 * It is if we knew of no member, and the member is newer than the intent.
 */
const isOurs = (
  share: Share,
  intent: Intent<'present' | 'absent'>,
  { status, changedAt }: { readonly status: MemberStatus; readonly changedAt: number },
) => !isMember(share) && status === 'pending' && changedAt >= intent.at - clockSkewMs;

/** The member's status; only the image's owner can tell a removed member from a deleted image. */
const look = async (
  images: ImageService,
  { imageId, projectId, ownerProjectId }: Share,
  account: Account,
): Promise<ShareOutcome> => {
  try {
    return { kind: 'member', status: (await images.showMember(imageId, projectId)).status };
  } catch (error) {
    if (!isNotFound(error) || account.projectId !== ownerProjectId) throw error;
    try {
      await images.showImage(imageId);
    } catch (cause) {
      if (isNotFound(cause)) return { kind: 'absent', imageGone: true };
      throw cause;
    }
    throw error;
  }
};

const effect = async (
  images: ImageService,
  share: Share,
  step: Effect,
  account: Account,
): Promise<ShareOutcome> => {
  const { imageId, projectId } = share;
  switch (step.do) {
    case 'add-member':
      try {
        return { kind: 'member', status: (await images.addMember(imageId, projectId)).status, fresh: true };
      } catch (error) {
        // 409: already a member, in any status. 413, if it lasts, hides the same on an image that is at its member quota.
        const told = error instanceof CloudHttpError && !error.retryable ? error.status : null;
        if (told !== 409 && told !== 413) throw error;
        const member = await images.showMember(imageId, projectId).catch((cause: unknown) => {
          throw isNotFound(cause) ? error : cause;
        });
        return { kind: 'member', status: member.status, fresh: isOurs(share, step.intent, member) };
      }
    case 'remove-member':
      await images.removeMember(imageId, projectId);
      return { kind: 'absent' };
    case 'set-status':
      return {
        kind: 'member',
        status: (await images.setMemberStatus(imageId, projectId, step.intent.value)).status,
      };
    case 'read-member':
      return look(images, share, account);
    case 'read-image':
      return { kind: 'image', image: await images.showImage(imageId) };
    default:
      return step satisfies never;
  }
};

/** What a clear “no” means, by step. 403 does not say why; the words name what people can check. */
const refusal = (
  share: Share,
  account: Account,
  step: Effect,
  { status, requestId }: { status: number; requestId: string | null },
): ShareOutcome => {
  const no = (problem: Problem, absent = false): ShareOutcome => ({ kind: 'impossible', problem, absent });
  const forbidden = (act: 'share' | 'answer' | 'remove' | 'read-member') =>
    no({ kind: 'forbidden', act, role: roleFor(account, act), requestId });
  const unexpected = no({ kind: 'cloud-refused', status, requestId });
  switch (step.do) {
    case 'add-member':
      if (status === 404) return no({ kind: 'image-gone', imageId: share.imageId }, true);
      if (status === 413) return no({ kind: 'member-quota', max: null });
      if (status === 400) return no({ kind: 'bad-tenant', typed: share.projectId, why: 'character' });
      return status === 403 ? forbidden('share') : unexpected;
    case 'remove-member':
      if (status === 404) return { kind: 'absent' };
      return status === 403 ? forbidden('remove') : unexpected;
    case 'set-status':
      if (status === 404) {
        const never = share.status === null && share.member === null;
        return no(
          never
            ? { kind: 'not-a-member', imageId: share.imageId, project: projectLabel(share) }
            : { kind: 'offer-withdrawn', imageId: share.imageId },
          true,
        );
      }
      return status === 403 ? forbidden('answer') : unexpected;
    case 'read-member':
      if (status === 403 && sharesPrivateImages(account)) return forbidden('read-member');
      // 403: private again, and members of a private image have no access
      return status === 404 || status === 403 ? { kind: 'absent' } : unexpected;
    case 'read-image':
      return status === 404 ? { kind: 'image', image: null } : unexpected;
    default:
      return step satisfies never;
  }
};

/**
 * The account that acts, or why there is none. A write takes one of the person whose intent it is, for the project on that side;
 * a read takes one of anybody who sees a card of this Share.
 */
const accountFor = async (deps: StepDeps, share: Share, step: Effect): Promise<Account | Problem> => {
  if (step.do === 'add-member' || step.do === 'remove-member')
    return ownAccount(deps, share, step.intent, share.ownerProjectId);
  if (step.do === 'set-status') return ownAccount(deps, share, step.intent, share.projectId);
  return onlooker(deps, share);
};

const ownAccount = (
  { store }: StepDeps,
  share: Share,
  intent: Intent<'present' | 'absent' | MemberStatus>,
  projectId: ProjectId | null,
) => {
  const projectName = projectId === share.projectId ? share.projectName : share.ownerProjectName;
  return actingAccount(store, {
    teamId: share.teamId,
    userId: intent.by,
    cloudId: share.cloudId,
    cloudName: share.cloudName,
    projectId: projectId ?? share.projectId,
    projectName: projectName ?? projectId ?? imageName(share),
    accountId: intent.accountId,
  });
};

const onlooker = async ({ store }: StepDeps, share: Share): Promise<Account | Problem> => {
  const db = store.database.kysely;
  const producers = new Set((await store.offers.offersOfShare(db, share.id)).map((offer) => offer.producer));
  const owners =
    share.ownerProjectId === null
      ? []
      : await store.accounts.accountsOfProject(db, share.teamId, share.cloudId, share.ownerProjectId);
  const consumers = await store.accounts.accountsOfProject(db, share.teamId, share.cloudId, share.projectId);
  const able = [...owners.filter((account) => producers.has(account.userId)), ...consumers];
  const chosen = able.find((account) => account.health === 'good');
  return (
    chosen ?? {
      kind: 'account-unlinked',
      project: share.ownerProjectName ?? projectLabel(share),
      cloud: share.cloudName,
    }
  );
};
