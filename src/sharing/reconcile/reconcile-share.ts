/** One step of a claimed Share: its plan says which, it is carried out, and what came of it is saved with all that follows from it. */
import type { Share } from '../../model/share.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { noteObservedStatus, recordDeeds, writeShareDeeds } from '../audit.ts';
import { showShare } from '../cards/refresh.ts';
import { renewTerms } from '../intents/agree-terms.ts';
import { setReminders } from '../intents/set-timers.ts';
import { newsOf, tellAll } from '../notifications/notify.ts';
import { moveCards } from '../people/recipients.ts';
import { foldShare, planShare } from '../rules/plan-share.ts';
import { actorOf } from '../rules/share-state.ts';
import { deletedImage, describeImage } from '../sync/image-change.ts';
import { carryOutShare } from './share-steps.ts';
import type { CarryingOutDeps } from './step-deps.ts';

export const stepShare = async (deps: CarryingOutDeps, claimed: Claimed<Share>, signal: AbortSignal) => {
  const { ledger } = deps;
  const share = claimed.row;
  const step = planShare(share, deps.clock.now());
  const { deeds, openImageService } = recordDeeds(deps.openImageService);
  const doing = { ...deps, openImageService };
  const outcome = step.do === 'wait' ? null : await carryOutShare(doing, share, step, signal);
  const { seen, dueAt } = outcome
    ? foldShare(share, step, outcome, deps.clock.now(), deps.random())
    : { seen: {}, dueAt: step.do === 'wait' ? step.until : null };
  const now = await ledger.database.now();
  await ledger.database.transaction(async (tx) => {
    await writeShareDeeds(ledger, tx, share, step, deeds, now);
    const actor = actorOf({ ...share, ...seen });
    const when = { now, sawRevision: share.wishRevision, nextDueAt: dueAt, actor };
    if (!(await ledger.shares.finishShare(tx, claimed, seen, when))) return;
    // offered anew after a withdrawal: a changed message far up would not be noticed
    const joins = seen.joined?.as === 'added' && seen.joined.revision !== share.joined?.revision;
    if (joins || (outcome?.kind === 'member' && outcome.fresh)) {
      await moveCards(ledger, tx, share);
      await ledger.cards.repostCards(tx, 'share', share.id);
    }
    const after = { ...share, ...seen };
    await noteObservedStatus(ledger, tx, share, after, now);
    if (after.status === 'pending' && share.status !== 'pending') {
      await setReminders(ledger, deps.policy, tx, after, now);
      await renewTerms(ledger, tx, after, now);
    }
    // of what was offered in a list with others, withdrawn and offered anew there is no list any more
    if (after.status === 'pending' && share.status === 'absent')
      await ledger.cards.postKept(tx, share.id, now);
    await showShare(ledger, tx, after, now);
    if (after.status !== share.status) await wakeWatches(deps, tx, after, now);
    if (outcome?.kind === 'absent' && outcome.imageGone && share.image) {
      const gone = deletedImage(share.image);
      return void (await describeImage(ledger, deps.policy, tx, share, gone, now, share));
    }
    const news = newsOf(share, after);
    if (news)
      await tellAll(deps, tx, { share: after, news, once: `${news.kind}-${after.decided?.at ?? now}`, now });
  });
  const { id, imageId, projectId } = share;
  deps.log.info(
    {
      share: id,
      image: imageId,
      project: projectId,
      step: step.do,
      outcome: outcome?.kind,
      status: seen.status,
    },
    'share step',
  );
};

/** Something happens to the Share: what happens to it elsewhere is looked for more often for a while. */
const wakeWatches = async ({ ledger, policy }: CarryingOutDeps, tx: Tx, share: Share, now: number) => {
  const at = now + policy.lookEvery.leastMs;
  for (const projectId of [share.projectId, share.ownerProjectId])
    if (projectId !== null) await ledger.watches.wakeWatch(tx, { ...share, projectId }, at);
};
