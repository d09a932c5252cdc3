/** One step of a claimed Share: its plan says which, it is carried out, and what came of it is saved with all that follows from it. */
import type { Share } from '../../model/share.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { auditShareWrites, noteObservedStatus, recordWrites } from '../audit.ts';
import { showShare } from '../cards/refresh.ts';
import { renewTerms } from '../intents/agree-terms.ts';
import { setReminders } from '../intents/set-timers.ts';
import { eventOf, notifyAll } from '../notifications/notify.ts';
import { moveCards } from '../people/recipients.ts';
import { foldShare, planShare } from '../rules/plan-share.ts';
import { actorOf } from '../rules/share-state.ts';
import { deletedImage, describeImage } from '../sync/image-change.ts';
import { carryOutShare } from './share-steps.ts';
import type { CarryingOutDeps } from './step-deps.ts';

export const stepShare = async (deps: CarryingOutDeps, claimed: Claimed<Share>, signal: AbortSignal) => {
  const { store } = deps;
  const share = claimed.row;
  const step = planShare(share, deps.clock.now());
  const { writes, openImageService } = recordWrites(deps.openImageService);
  const doing = { ...deps, openImageService };
  const outcome = step.do === 'wait' ? null : await carryOutShare(doing, share, step, signal);
  const { observed, dueAt } = outcome
    ? foldShare(share, step, outcome, deps.clock.now(), deps.random())
    : { observed: {}, dueAt: step.do === 'wait' ? step.until : null };
  const now = await store.database.now();
  await store.database.transaction(async (tx) => {
    await auditShareWrites(store, tx, share, step, writes, now);
    const actor = actorOf({ ...share, ...observed });
    const when = { now, sawRevision: share.intentRevision, nextDueAt: dueAt, actor };
    if (!(await store.shares.finishShare(tx, claimed, observed, when))) return;
    // offered again after a withdrawal: a changed message far up would not be noticed
    const joins = observed.joined?.as === 'added' && observed.joined.revision !== share.joined?.revision;
    if (joins || (outcome?.kind === 'member' && outcome.fresh)) {
      await moveCards(store, tx, share);
      await store.cards.repostCards(tx, 'share', share.id);
    }
    const after = { ...share, ...observed };
    await noteObservedStatus(store, tx, share, after, now);
    if (after.status === 'pending' && share.status !== 'pending') {
      await setReminders(store, deps.policy, tx, after, now);
      await renewTerms(store, tx, after, now);
    }
    // of what was offered in a list with others, withdrawn and offered again there is no list any more
    if (after.status === 'pending' && share.status === 'absent')
      await store.cards.postKept(tx, share.id, now);
    await showShare(store, tx, after, now);
    if (after.status !== share.status) await wakeProjectSyncs(deps, tx, after, now);
    if (outcome?.kind === 'absent' && outcome.imageGone && share.image) {
      const gone = deletedImage(share.image);
      return void (await describeImage(store, deps.policy, tx, share, gone, now, share));
    }
    const event = eventOf(share, after);
    if (event)
      await notifyAll(deps, tx, {
        share: after,
        event,
        dedupeKey: `${event.kind}-${after.decided?.at ?? now}`,
        now,
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
    'share step',
  );
};

/** Something happens to the Share: what happens to it elsewhere is looked for more often for a while. */
const wakeProjectSyncs = async ({ store, policy }: CarryingOutDeps, tx: Tx, share: Share, now: number) => {
  const at = now + policy.syncInterval.minMs;
  for (const projectId of [share.projectId, share.ownerProjectId])
    if (projectId !== null) await store.projectSyncs.wakeProjectSync(tx, { ...share, projectId }, at);
};
