/** One step of a claimed Share: its plan names the step, which is carried out and saved with everything that follows from it. */
import type { HeldShare, Share, ShareObserved } from '../../model/share.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import { auditShareWrites, noteObservedStatus, recordWrites } from '../audit.ts';
import { showShare } from '../cards/refresh.ts';
import { renewTerms } from '../intents/agree-terms.ts';
import { setReminders } from '../intents/set-timers.ts';
import { eventOf, notify, notifyAll } from '../notifications/notify.ts';
import { mayUse } from '../people/may-act.ts';
import { moveCards } from '../people/recipients.ts';
import { foldShare, takenOver } from '../rules/fold-share.ts';
import { planShare } from '../rules/plan-share.ts';
import { actorOf, carriedOut, isMember } from '../rules/share-state.ts';
import { deletedImage, describeImage } from '../sync/image-change.ts';
import type { PolicyWork } from '../transaction.ts';
import { carryOutShare } from './share-steps.ts';
import type { CarryingOutDeps } from './step-deps.ts';

export const stepShare = async (deps: CarryingOutDeps, claimed: Claimed<HeldShare>, signal: AbortSignal) => {
  const { store, policy } = deps;
  const { left, ...row } = claimed.row;
  const before = left === null ? {} : takenOver(row, left, deps.clock.now());
  const share: Share = { ...row, ...before };
  const step = planShare(share, deps.clock.now());
  const { writes, openImageService } = recordWrites(deps.openImageService);
  const doing = { ...deps, openImageService };
  const outcome = step.do === 'wait' ? null : await carryOutShare(doing, share, step, signal);
  const { observed: seen, dueAt } = outcome
    ? foldShare(share, step, outcome, deps.clock.now(), deps.random())
    : { observed: {}, dueAt: step.do === 'wait' ? step.until : null };
  const observed: Partial<ShareObserved> = { ...before, ...seen };
  const now = await store.database.now();
  await store.database.transaction(async (tx) => {
    const work = { store, tx, now, policy };
    await auditShareWrites(work, share, step, writes);
    const actor = actorOf({ ...share, ...observed });
    const when = { now, sawRevision: share.intentRevision, nextDueAt: dueAt, actor };
    if (!(await store.shares.finishShare(tx, claimed, observed, when))) return;
    // offered again after a withdrawal, or out of sight since: nobody would notice a changed message far up
    const joins = observed.joined?.as === 'added' && observed.joined.revision !== share.joined?.revision;
    const isBack = share.status === 'unavailable' && observed.status === 'pending';
    if (joins || isBack || (outcome?.kind === 'member' && outcome.fresh)) {
      await moveCards(work, share);
      await store.cards.repostCards(tx, 'share', share.id, share.asOf);
    }
    const after = { ...share, ...observed };
    await noteObservedStatus(work, share, after);
    if (after.status === 'pending' && share.status !== 'pending') {
      await setReminders(work, after);
      await renewTerms(work, after);
    }
    // an image that was offered in a list, withdrawn and offered again is in no current list
    if (after.status === 'pending' && share.status !== null && !isMember(share))
      await store.cards.postKept(tx, share.id, now);
    await showShare(work, { ...after, asOf: share.asOf });
    if (after.status !== share.status) await wakeProjectSyncs(work, after);
    if (outcome?.kind === 'absent' && outcome.imageGone && share.image) {
      const gone = deletedImage(share.image);
      return void (await describeImage(work, share, gone, share));
    }
    if (after.lastError?.kind === 'nobody-speaks' && share.lastError?.kind !== 'nobody-speaks') {
      await tellEndWaits(work, after);
      deps.log.warn(
        { share: share.id, image: share.imageId },
        'an agreed end waits: nobody speaks for the project',
      );
    }
    const event = eventOf(share, after);
    if (event)
      await notifyAll(work, {
        share: after,
        event,
        dedupeKey: `${event.kind}-${after.decided?.at ?? now}`,
      });
  });
  const { id, imageId, projectId } = share;
  deps.log.info(
    {
      share: id,
      image: imageId,
      project: projectId,
      step: step.do,
      outcome: outcome?.kind,
      status: observed.status,
    },
    'share step done',
  );
  for (const { act, at } of carriedOut(share, { ...share, ...observed }))
    deps.observer?.tookEffect(act, now - at);
  return outcome?.kind ?? 'waited';
};

/** The people of the producer's project learn that an agreed end waits, whether or not they may act for it now. */
const tellEndWaits = async (work: PolicyWork, share: Share) => {
  const { teamId, cloudId, ownerProjectId, member } = share;
  if (ownerProjectId === null) return;
  const linked = await work.store.accounts.accountsOfProject(work.tx, teamId, cloudId, ownerProjectId);
  for (const userId of new Set(linked.filter(mayUse).map((account) => account.userId)))
    await notify(work, userId, {
      share,
      event: { kind: 'end-waits' },
      dedupeKey: `end-waits-${member?.revision}`,
    });
};

/** Something happens to the Share, so its projects are polled more often for a while. */
const wakeProjectSyncs = async ({ store, tx, now, policy }: PolicyWork, share: Share) => {
  const at = now + policy.syncInterval.minMs;
  for (const projectId of [share.projectId, share.ownerProjectId])
    if (projectId !== null) await store.projectSyncs.wakeProjectSync(tx, { ...share, projectId }, at);
};
