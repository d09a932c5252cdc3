/** Carries out one step of an Offer: finds the image, makes it `shared`, and turns each tenant into a Share. */
import { randomUUID } from 'node:crypto';
import type { ProjectId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { ImageFacts } from '../../model/image.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share, ShareObserved } from '../../model/share.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { writeAudit } from '../audit.ts';
import { isForbidden, nullIfNotFound } from '../cloud-failure.ts';
import type { ImageService } from '../image-service.ts';
import { agree } from '../intents/agree-terms.ts';
import { writeIntents } from '../intents/intent.ts';
import { setMemberIntent } from '../intents/make-offer.ts';
import { actingAccount } from '../people/acting-account.ts';
import type { Store } from '../repositories.ts';
import { judgeRegions, type OfferStep, otherRegions } from '../rules/plan-offer.ts';
import { blockedMs } from '../rules/plan-share.ts';
import { roleFor } from '../rules/rackspace-rules.ts';
import { searchRegions } from '../rules/region-search.ts';
import { newShare } from '../rules/share-state.ts';
import { termsWith } from '../rules/terms.ts';
import type { Work } from '../transaction.ts';
import { retryOrEnd } from './retry.ts';
import type { StepDeps } from './share-steps.ts';

/** What an Offer's step changes, rows of Shares included, and when the Offer is next due. */
export interface OfferChange {
  readonly patch: Partial<
    Pick<Offer, 'phase' | 'region' | 'image' | 'problem' | 'opened' | 'attempts' | 'lastError'>
  >;
  readonly dueAt: number | null;
  /** Written in the transaction that saves `patch`. */
  readonly rows?: (tx: Tx) => Promise<void>;
}

type Rows = 'accounts' | 'offers' | 'shares' | 'audit' | 'timers';

export interface OfferStepDeps extends StepDeps {
  readonly store: Pick<Store, 'database' | Rows>;
}

/** The outcome of `step`. Throws only faults of the bot itself. */
export const carryOutOffer = async (
  deps: OfferStepDeps,
  offer: Offer,
  step: Exclude<OfferStep, { readonly do: 'nothing' }>,
  signal: AbortSignal,
): Promise<OfferChange> => {
  const now = deps.clock.now();
  if (step.do === 'place')
    return {
      patch: { phase: 'placed' },
      dueAt: null,
      rows: (tx) => place({ store: deps.store, tx, now }, offer),
    };
  if (step.do === 'stop') return ended({ kind: 'withdrawn-first' });
  const account = await accountOf(deps, offer);
  if ('kind' in account) return { patch: { lastError: account }, dueAt: now + blockedMs };
  try {
    const images = deps.openImageService(account, offer.region, signal);
    const change =
      step.do === 'find-image'
        ? await findImage(deps, images, offer, account, signal)
        : await effect(deps, images, offer, step, now);
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
    rows: (tx) =>
      writeAudit(
        { store: deps.store, tx, now: deps.clock.now() },
        {
          act: 'find-region',
          by: null,
          onBehalfOf: offer.producer,
          on: { ...offer, region: patch.region },
          detail: { offerId: offer.id },
        },
      ),
  };
};

const effect = async (
  deps: OfferStepDeps,
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
        rows: async (tx) => {
          const { store } = deps;
          for (const { projectId, status } of unasked) {
            const share = await shareOf({ store, tx, now }, offer, projectId, { status, statusAt: now });
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

const place = async (work: Work<Rows>, offer: Offer) => {
  // a withdrawal may have come since the Offer was claimed
  const stopped = new Set((await work.store.offers.findOffer(work.tx, offer.id))?.stopped);
  for (const tenant of offer.tenants) {
    const share = await shareOf(work, offer, tenant, {});
    if (!stopped.has(tenant)) await agree(work, share, termsWith(share, offer));
    const revision = stopped.has(tenant)
      ? await writeIntents(work, share, {
          member: { value: 'absent', by: offer.producer, accountId: offer.accountId, at: work.now },
        })
      : await setMemberIntent(work, offer, share);
    await work.store.shares.linkOfferShare(work.tx, {
      offerId: offer.id,
      shareId: share.id,
      role: 'asked',
      revision,
    });
  }
};

/** What a producer's act records about its image. */
type Act = Pick<
  Offer,
  'teamId' | 'enterpriseId' | 'cloudId' | 'region' | 'imageId' | 'image' | 'projectId' | 'projectName'
>;

/** The Share of this act's image with `projectId`, created or updated with what the act read of the image. */
export const shareOf = async (
  { store, tx, now }: Work<'accounts' | 'shares'>,
  act: Act,
  projectId: ProjectId,
  seen: Partial<ShareObserved>,
): Promise<Share> => {
  const { teamId, enterpriseId, cloudId, region, imageId } = act;
  const [known] = await store.accounts.accountsOfProject(tx, teamId, cloudId, projectId);
  const facts = {
    image: act.image,
    ownerProjectId: act.projectId,
    ownerProjectName: act.projectName,
    projectName: known?.projectName ?? null,
  };
  const key = { teamId, enterpriseId, cloudId, region, imageId, projectId };
  const share = await store.shares.ensureShare(tx, newShare(randomUUID(), key, { ...facts, ...seen }, now));
  await store.shares.describeShare(tx, share.id, facts);
  return share;
};

const accountOf = ({ store }: OfferStepDeps, offer: Offer) =>
  actingAccount(store, { ...offer, userId: offer.producer });
