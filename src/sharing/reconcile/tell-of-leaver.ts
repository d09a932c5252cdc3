/** Somebody left a project whose images they share or take back: its other people are told once, with a button to take over. */
import type { SlackUserId } from '../../core/ids.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { Timer } from '../../model/timer.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { notify } from '../notifications/notify.ts';
import { maySpeak } from '../people/may-act.ts';
import { leaverOf } from '../rules/plan-timers.ts';
import type { PolicyWork } from '../transaction.ts';

/** Notifies those who speak for the project, unless the person is back, or nothing of it is theirs any more. */
export const tellOfLeaver = async (
  work: PolicyWork,
  { teamId, subjectId, createdAt }: Timer,
): Promise<void> => {
  const { store, tx } = work;
  const { userId: by, cloudId, projectId } = leaverOf(subjectId);
  const project = { teamId, cloudId, projectId };
  const theirs = ({ producer }: { readonly producer: SlackUserId }) => producer === by;
  const offers = (await store.leftOffers.offersWithoutProducer(tx, project)).filter(theirs);
  const removals = (await store.leftOffers.withdrawalsWithoutProducer(tx, project)).filter(theirs);
  const share = await shareOf(work, offers, removals);
  if (share === null) return;
  const images = new Set(offers.map(({ region, imageId }) => `${region}/${imageId}`)).size;
  const event = { kind: 'no-producer', by, images, removals: removals.length } as const;
  const linked = await store.accounts.accountsOfProject(tx, teamId, cloudId, projectId);
  for (const { userId } of linked.filter(maySpeak))
    await notify(work, userId, { share, event, dedupeKey: `leaver-${createdAt}` });
};

/** One that any of it is about; null: there is none yet, and the Home alone has it. */
const shareOf = async (
  { store: { shares }, tx }: PolicyWork,
  offers: readonly Offer[],
  removals: readonly Withdrawal[],
): Promise<Share | null> => {
  for (const { id } of offers) for (const { share } of await shares.sharesOfOffer(tx, id)) return share;
  for (const { teamId, imageId, cloudId, region } of removals)
    for (const share of await shares.sharesOfImage(tx, teamId, imageId))
      if (share.cloudId === cloudId && share.region === region) return share;
  return null;
};
