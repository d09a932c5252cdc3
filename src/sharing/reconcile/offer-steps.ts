/** Carries out one step of an Offer: finds the image, makes it `shared`, and turns each tenant into a Share. */
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { ImageFacts } from '../../model/image.ts';
import type { Offer } from '../../model/offer.ts';
import { writeAudit } from '../audit.ts';
import { isForbidden, nullIfNotFound } from '../cloud-failure.ts';
import type { ImageService } from '../image-service.ts';
import { actingAccount } from '../people/acting-account.ts';
import type { Store } from '../repositories.ts';
import { judgeRegions, type OfferStep, otherRegions } from '../rules/plan-offer.ts';
import { blockedMs } from '../rules/plan-share.ts';
import { roleFor } from '../rules/rackspace-rules.ts';
import { searchRegions } from '../rules/region-search.ts';
import type { Work } from '../transaction.ts';
import { type Placed, place, shareOf } from './place-offer.ts';
import { retryOrEnd } from './retry.ts';
import type { StepDeps } from './share-steps.ts';

/** What an Offer's step changes, rows of Shares included, and when the Offer is next due. */
export interface OfferChange {
  readonly patch: Partial<
    Pick<Offer, 'phase' | 'region' | 'image' | 'problem' | 'opened' | 'attempts' | 'lastError'>
  >;
  readonly dueAt: number | null;
  /** Written in the transaction that saves `patch`. */
  readonly rows?: (work: Work<Placed>) => Promise<void>;
}

export interface OfferStepDeps extends StepDeps {
  readonly store: Pick<Store, 'database' | Placed>;
}

/** The outcome of `step`, and of placing, which needs no save before it. Throws only faults of the bot itself. */
export const carryOutOffer = async (
  deps: OfferStepDeps,
  offer: Offer,
  step: Effect,
  signal: AbortSignal,
): Promise<OfferChange> => {
  if (step.do === 'stop') return ended({ kind: 'withdrawn-first' });
  const account = await accountOf(deps, offer);
  if ('kind' in account) return { patch: { lastError: account }, dueAt: deps.clock.now() + blockedMs };
  const found = await carryOutAs(deps, offer, account, step, signal);
  if (found.patch.phase !== 'placing') return found;
  const placed = await carryOutAs(deps, { ...offer, ...found.patch }, account, { do: 'place' }, signal);
  return {
    patch: { ...found.patch, ...placed.patch },
    dueAt: placed.dueAt,
    rows: async (work) => {
      await found.rows?.(work);
      await placed.rows?.(work);
    },
  };
};

type Effect = Exclude<OfferStep, { readonly do: 'nothing' }>;

const carryOutAs = async (
  deps: OfferStepDeps,
  offer: Offer,
  account: Account,
  step: Exclude<Effect, { readonly do: 'stop' }>,
  signal: AbortSignal,
): Promise<OfferChange> => {
  const now = deps.clock.now();
  try {
    const images = deps.openImageService(account, offer.region, signal);
    if (step.do === 'place') {
      if (!(await speaks(deps, images, offer))) return ended(readOnly(account));
      return {
        patch: { phase: 'placed', attempts: 0, lastError: null },
        dueAt: null,
        rows: (work) => place(work, offer),
      };
    }
    const change =
      step.do === 'find-image'
        ? await findImage(deps, images, offer, account, signal)
        : await effect(images, offer, step, now);
    return {
      dueAt: change.patch.phase === 'failed' ? null : now,
      ...change,
      patch: { attempts: 0, lastError: null, ...change.patch },
    };
  } catch (error) {
    const failed = { account, attempts: offer.attempts, now };
    const after = await retryOrEnd(deps, error, failed, (answer) => refusal(offer, account, step, answer));
    return 'waits' in after ? after.waits : ended(after.ends);
  }
};

const ended = (problem: Problem): OfferChange => ({
  patch: { phase: 'failed', problem, lastError: null },
  dueAt: null,
});

/**
 * Whether the producer speaks for the project. To Shares that are there already, placing brings its ends and its note before any
 * request of the cloud's could refuse: so a sign-in proves it.
 */
const speaks = async ({ store }: OfferStepDeps, images: ImageService, offer: Offer): Promise<boolean> => {
  const { teamId, cloudId, region, imageId, tenants } = offer;
  const known = (await store.shares.sharesOfImage(store.database.kysely, teamId, imageId)).some(
    (share) => share.cloudId === cloudId && share.region === region && tenants.includes(share.projectId),
  );
  return images.speaks(known ? 'signed in again' : undefined);
};

const readOnly = (account: Account): Problem => {
  const role = roleFor(account, 'share');
  return role === null
    ? { kind: 'account-read-only', account: account.name, cloud: account.cloudName }
    : { kind: 'forbidden', act: 'share', role, requestId: null };
};

/** Searches the Offer's own region first. The others count only once that one has said that it has no such image. */
const findImage = async (
  deps: OfferStepDeps,
  images: ImageService,
  offer: Offer,
  account: Account,
  signal: AbortSignal,
): Promise<Pick<OfferChange, 'patch' | 'rows'>> => {
  const { region } = offer;
  const answers = await searchRegions<ImageFacts>(
    region,
    async (first) => {
      if ('error' in first && !first.refused) throw first.error;
      return otherRegions(offer, await images.regions());
    },
    (one) => {
      const there = one === region ? images : deps.openImageService(account, one, signal);
      return nullIfNotFound(there.showImage(offer.imageId));
    },
    isForbidden,
  );
  const patch = judgeRegions(offer, answers, account);
  if (patch.region === region) return { patch };
  return {
    patch,
    rows: (work) =>
      writeAudit(work, {
        act: 'find-region',
        by: null,
        onBehalfOf: offer.producer,
        on: { ...offer, region: patch.region },
        detail: { offerId: offer.id },
      }),
  };
};

const effect = async (
  images: ImageService,
  offer: Offer,
  step: Extract<OfferStep, { readonly do: 'make-shared' | 'read-members' }>,
  now: number,
): Promise<Pick<OfferChange, 'patch' | 'rows'>> => {
  switch (step.do) {
    case 'make-shared':
      return { patch: { image: await images.makeShared(offer.imageId), opened: true, phase: 'checking' } };
    case 'read-members': {
      const members = await images.listMembers(offer.imageId);
      const unasked = members.filter(({ projectId }) => !offer.tenants.includes(projectId));
      return {
        patch: { phase: 'placing' },
        rows: async (work) => {
          const { store, tx } = work;
          for (const { projectId, status } of unasked) {
            const share = await shareOf(work, offer, projectId, { status, statusAt: now });
            await store.shares.linkOfferShare(tx, {
              offerId: offer.id,
              shareId: share.id,
              role: 'hidden',
              revision: 0,
            });
            if (share.status !== status) await store.shares.touchShare(tx, share.id, now);
          }
        },
      };
    }
    default:
      return step satisfies never;
  }
};

const refusal = (
  offer: Offer,
  account: Account,
  step: OfferStep,
  { status, requestId }: { readonly status: number; readonly requestId: string | null },
): Problem => {
  if (status === 404) return { kind: 'image-not-found', imageId: offer.imageId, region: offer.region };
  if (status === 403) {
    const act = step.do === 'find-image' ? 'read-member' : 'share';
    return { kind: 'forbidden', act, role: roleFor(account, act), requestId };
  }
  return { kind: 'cloud-refused', status, requestId };
};

const accountOf = ({ store }: OfferStepDeps, offer: Offer) =>
  actingAccount(store, { ...offer, userId: offer.producer });
