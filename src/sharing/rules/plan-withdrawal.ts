/**
 * What to do next about a Withdrawal: members first, `private` last, because an image that is made private keeps its
 * members and lets them back in when it is shared again. Pure.
 */
import type { ProjectId } from '../../core/ids.ts';
import type { Account } from '../../model/account.ts';
import type { ImageFacts } from '../../model/image.ts';
import type { Member } from '../../model/member.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { sharesPrivateImages } from './rackspace-rules.ts';
import { imageName, isMember, openMemberIntent } from './share-state.ts';

export type WithdrawalStep =
  /** PATCH to `shared`, for a moment: the members of a private image can be neither seen nor removed. */
  | { readonly do: 'make-shared' }
  /** GET the members. */
  | { readonly do: 'list-members' }
  /** Each member's Share gets the intent to remove it. Rows only. */
  | { readonly do: 'place' }
  /** Every removal has ended, in success or failure. Rows only. */
  | { readonly do: 'go-on'; readonly patch: Pick<Withdrawal, 'phase' | 'problem'> }
  /** PATCH to `private`. */
  | { readonly do: 'make-private' }
  /** Nothing until the producer confirms, or a removal ends. */
  | { readonly do: 'wait' };

/** The next step; each is safe to repeat after a crash. `shares`: those of the members. */
export const planWithdrawal = (withdrawal: Withdrawal, shares: readonly Share[]): WithdrawalStep => {
  switch (withdrawal.phase) {
    case 'opening':
      return { do: 'make-shared' };
    case 'listing':
      return { do: 'list-members' };
    case 'placing':
      return { do: 'place' };
    case 'removing':
      return shares.some((share) => openMemberIntent(share) !== null)
        ? { do: 'wait' }
        : { do: 'go-on', patch: afterRemoval(withdrawal, shares) };
    case 'closing':
      return { do: 'make-private' };
    case 'asked':
    case 'done':
    case 'failed':
      return { do: 'wait' };
    default:
      return withdrawal.phase satisfies never;
  }
};

/** Where a Withdrawal begins once it is confirmed. */
export const firstPhase = (
  { image, scope }: Pick<Withdrawal, 'image' | 'scope'>,
  account: Pick<Account, 'method'>,
): Withdrawal['phase'] => {
  if (hidesMembers(image, account)) return 'opening';
  return scope === 'these' ? 'placing' : 'listing';
};

/** Where a failed Withdrawal begins again: the cloud's list says who is left. */
export const phaseAgain = (
  { image }: Pick<Withdrawal, 'image'>,
  account: Pick<Account, 'method'>,
): Withdrawal['phase'] => (hidesMembers(image, account) ? 'opening' : 'listing');

/** Whether the image hides its members, if it has any, so that they can be neither seen nor removed. */
export const hidesMembers = (
  { visibility }: Pick<ImageFacts, 'visibility'>,
  account: Pick<Account, 'method'>,
): boolean => visibility === 'private' && !sharesPrivateImages(account);

/**
 * The projects that an intent from before the Withdrawal is about to make members, and that the cloud does not list yet, or
 * not at this moment: offering again removes a member and adds it.
 */
export const comingMembers = (
  { cloudId, region, createdAt }: Withdrawal,
  shares: readonly Share[],
  listed: readonly Member[],
): readonly Member[] =>
  shares
    .filter((share) => share.cloudId === cloudId && share.region === region)
    .filter((share) => {
      const intent = openMemberIntent(share);
      return intent?.value === 'present' && intent.at <= createdAt && !has(listed, share.projectId);
    })
    .map(({ projectId }) => ({ projectId, status: 'pending' }));

/** The tenants of an Offer that has added nobody yet which the Withdrawal takes back; what was stopped before stays so. */
export const stoppedBy = (
  { scope, members }: Pick<Withdrawal, 'scope' | 'members'>,
  { tenants, stopped }: Pick<Offer, 'tenants' | 'stopped'>,
): readonly ProjectId[] =>
  tenants.filter(
    (tenant) =>
      scope === 'all' ||
      stopped.includes(tenant) ||
      (scope === 'these' && members.some(({ projectId }) => projectId === tenant)),
  );

/**
 * What the cloud's list means: whom to remove, or that nobody is left.
 * @param unread members of which the cloud sent no id: nobody can remove them, and so they are left
 */
export const judgeMembers = (
  { scope, members, makePrivate, opened, image, imageId }: Withdrawal,
  listed: readonly Member[],
  unread = 0,
): Pick<Withdrawal, 'phase' | 'members'> & Partial<Pick<Withdrawal, 'problem'>> => {
  const asked = new Set(members.map(({ projectId }) => projectId));
  const targets = listed.filter(
    ({ projectId, status }) =>
      scope === 'all' || (scope === 'rejected' ? status === 'rejected' : asked.has(projectId)),
  );
  if (targets.length === 0 && scope === 'all' && unread > 0) {
    const problem = { kind: 'members-unread', image: imageName({ image, imageId }), count: unread } as const;
    return { phase: opened ? 'closing' : 'failed', members: real(members), problem };
  }
  if (targets.length === 0) return { phase: makePrivate ? 'closing' : 'done', members: real(members) };
  // with `all` the list is read until it is empty: those that were removed before stay on the card
  const before = scope === 'all' ? real(members).filter(({ projectId }) => !has(targets, projectId)) : [];
  return { phase: 'placing', members: [...before, ...targets] };
};

const has = (members: readonly Member[], id: string) => members.some(({ projectId }) => projectId === id);

/** Drops members that were only named, on an image that hides whether they are members. */
const real = (members: Withdrawal['members']) => members.filter(({ status }) => status !== null);

const afterRemoval = (
  { scope, makePrivate, opened, image, imageId }: Withdrawal,
  shares: readonly Share[],
): Pick<Withdrawal, 'phase' | 'problem'> => {
  const left = shares.filter((share) => share.member?.value === 'absent' && isMember(share)).length;
  if (left > 0) {
    const problem = {
      kind: 'members-left',
      image: imageName({ image, imageId }),
      count: left,
      stays: makePrivate && !opened,
    } as const;
    return { phase: opened ? 'closing' : 'failed', problem };
  }
  if (!makePrivate) return { phase: 'done', problem: null };
  return { phase: scope === 'all' ? 'listing' : 'closing', problem: null };
};
