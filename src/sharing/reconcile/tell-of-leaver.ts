/** Somebody left a project whose images they share: its other people are told once, with a button to take over. */
import type { Timer } from '../../model/timer.ts';
import { notify } from '../notifications/notify.ts';
import { maySpeak } from '../people/may-act.ts';
import { leaverOf } from '../rules/plan-timers.ts';
import type { PolicyWork } from '../transaction.ts';

/** Notifies those who speak for the project, unless the person is back or shares nothing of it any more. */
export const tellOfLeaver = async (
  work: PolicyWork,
  { teamId, subjectId, createdAt }: Timer,
): Promise<void> => {
  const { store, tx } = work;
  const { userId: by, cloudId, projectId } = leaverOf(subjectId);
  const left = (await store.leftOffers.offersWithoutProducer(tx, { teamId, cloudId, projectId })).filter(
    ({ producer }) => producer === by,
  );
  const images = new Set(left.map(({ region, imageId }) => `${region}/${imageId}`)).size;
  for (const offer of left) {
    const [line] = await store.shares.sharesOfOffer(tx, offer.id);
    if (line === undefined) continue;
    const event = { kind: 'no-producer', by, images } as const;
    const linked = await store.accounts.accountsOfProject(tx, teamId, cloudId, projectId);
    for (const { userId } of linked.filter(maySpeak))
      await notify(work, userId, { share: line.share, event, dedupeKey: `leaver-${createdAt}` });
    return;
  }
};
