/** Carries out one step of a Share: one request to the cloud, with an account of the person whose intent it is. */
import { CloudHttpError, isNotFound } from '../../cloud/errors.ts';
import type { Clock } from '../../core/clock.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { CloudStatus } from '../../model/member.ts';
import type { Intent, Share } from '../../model/share.ts';
import { failureOf, nullIfNotFound } from '../cloud-failure.ts';
import type { ImageService, OpenImageService } from '../image-service.ts';
import type { Store } from '../repositories.ts';
import { leftBehind } from '../rules/left-behind.ts';
import type { ShareOutcome, ShareStep } from '../rules/plan-share.ts';
import { roleFor, sharesPrivateImages } from '../rules/rackspace-rules.ts';
import { isMember, projectLabel } from '../rules/share-state.ts';
import { shareAccount } from './share-account.ts';

export interface StepDeps {
  readonly store: Pick<Store, 'database' | 'accounts'>;
  readonly openImageService: OpenImageService;
  readonly clock: Clock;
  /** The identity service refused the account: its owner has to link it again. With `act`, only this was refused. */
  readonly markRefused: (account: Account, act?: string) => Promise<void>;
}

type Effect = Exclude<ShareStep, { readonly do: 'wait' }>;

/**
 * The outcome of `step`. Throws only faults of the bot itself.
 * @param unable accounts whose credential was found to lack the rule that this read needs
 */
export const carryOutShare = async (
  deps: StepDeps,
  share: Share,
  step: Effect,
  signal: AbortSignal,
  unable: readonly { readonly id: string; readonly why: Problem }[] = [],
): Promise<ShareOutcome> => {
  const left = leftBehind(step);
  if (left !== null) return left;
  const account = await shareAccount(deps.store, share, step, new Set(unable.map(({ id }) => id)));
  if ('kind' in account) return { kind: 'blocked', problem: unable[0]?.why ?? account };
  try {
    return await effect(deps.openImageService(account, share.region, signal), share, step, account);
  } catch (error) {
    const failure = failureOf(error, account, deps.clock.now());
    if (failure.kind === 'account-refused') {
      await deps.markRefused(account);
      return { kind: 'blocked', problem: failure.problem };
    }
    if (failure.kind === 'act-refused') {
      const { act, problem } = failure;
      await deps.markRefused(account, act);
      if ('intent' in step) return { kind: 'impossible', problem };
      return carryOutShare(deps, share, step, signal, [...unable, { id: account.id, why: problem }]);
    }
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
  { status, changedAt }: { readonly status: CloudStatus; readonly changedAt: number },
) => !isMember(share) && status === 'pending' && changedAt >= intent.at - clockSkewMs;

/** The image, of which only the owner can tell whether it is gone or hidden from others. */
const lookAtImage = async (
  images: ImageService,
  { imageId, ownerProjectId }: Share,
  account: Account,
): Promise<ShareOutcome> => {
  const image = await nullIfNotFound(images.showImage(imageId));
  if (image !== null) return { kind: 'image', image };
  return account.projectId === ownerProjectId ? { kind: 'absent', imageGone: true } : { kind: 'unavailable' };
};

/** The member's status. That there is none to be read means nothing before the image was read too: it may hide its members. */
const lookAtMember = async (images: ImageService, share: Share, account: Account): Promise<ShareOutcome> => {
  const { imageId, projectId } = share;
  try {
    return { kind: 'member', status: (await images.showMember(imageId, projectId)).status };
  } catch (error) {
    const hidden = error instanceof CloudHttpError && error.status === 403 && !sharesPrivateImages(account);
    if (!isNotFound(error) && !hidden) throw error;
    const seen = await lookAtImage(images, share, account);
    if (seen.kind !== 'image' || seen.image.hidesMembers) return seen;
    if (hidden) throw error;
    return { kind: 'absent' };
  }
};

/** 404 may mean that it is removed already: a read has to agree before anybody reads that access has ended. */
const removeMember = async (images: ImageService, share: Share, account: Account): Promise<ShareOutcome> => {
  try {
    await images.removeMember(share.imageId, share.projectId);
    return { kind: 'absent' };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const seen = await lookAtMember(images, share, account);
    if (seen.kind === 'absent') return seen;
    const problem: Problem = { kind: 'cloud-away', cloud: account.cloudName };
    return { kind: 'later', problem, afterMs: null };
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
      return removeMember(images, share, account);
    case 'set-status':
      return {
        kind: 'member',
        status: (await images.setMemberStatus(imageId, projectId, step.intent.value)).status,
      };
    case 'read-member':
      return lookAtMember(images, share, account);
    case 'read-image':
      return lookAtImage(images, share, account);
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
  const no = (problem: Problem): ShareOutcome => ({ kind: 'impossible', problem });
  const recheck = (problem: Problem): ShareOutcome => ({ kind: 'impossible', problem, recheck: true });
  const forbidden = (act: 'share' | 'remove' | 'read-member') =>
    no({ kind: 'forbidden', act, role: roleFor(account, act), requestId });
  const unexpected = no({ kind: 'cloud-refused', status, requestId });
  switch (step.do) {
    case 'add-member':
      if (status === 404) return recheck({ kind: 'image-gone', imageId: share.imageId });
      if (status === 413) return no({ kind: 'member-quota', max: null });
      if (status === 400) return no({ kind: 'bad-tenant', typed: share.projectId, why: 'character' });
      return status === 403 ? forbidden('share') : unexpected;
    case 'remove-member':
      return status === 403 ? forbidden('remove') : unexpected;
    case 'set-status':
      if (status === 404) {
        const never = share.status === null && share.member === null;
        return recheck(
          never
            ? { kind: 'not-a-member', imageId: share.imageId, project: projectLabel(share) }
            : { kind: 'offer-withdrawn', imageId: share.imageId },
        );
      }
      return status === 403
        ? recheck({ kind: 'forbidden', act: 'answer', role: roleFor(account, 'answer'), requestId })
        : unexpected;
    case 'read-member':
      return status === 403 ? forbidden('read-member') : unexpected;
    case 'read-image':
      return unexpected;
    default:
      return step satisfies never;
  }
};
