/** Slack will write no more to a person or a channel: the producers learn which person gets none, and a channel gives way to its project's people. */
import { isChannel } from '../../core/ids.ts';
import type { Card } from '../../model/card.ts';
import type { ProjectChannel } from '../../model/preference.ts';
import type { Share } from '../../model/share.ts';
import { showShare } from '../cards/refresh.ts';
import { notify } from '../notifications/notify.ts';
import { moveCards, recipientsOfProject } from '../people/recipients.ts';
import type { PolicyWork, Work } from '../transaction.ts';

/** What the end of a card means for others, written in the transaction that records it; `why` is the card's problem. */
export const unreachable = async (work: PolicyWork, card: Card, why: string): Promise<void> => {
  return isChannel(card.recipientId) ? leaveWith(work, card, why) : refusePerson(work, card, why);
};

/** Names a person who gets no card on the producers' cards, of every Share: nothing can be written to them. */
const refusePerson = async ({ store, tx, now }: Work, card: Card, why: string) => {
  const shares = await store.cards.refusePerson(tx, card, why);
  if (card.kind === 'share') shares.push(card.subjectId);
  for (const shareId of new Set(shares))
    for (const offer of await store.offers.offersOfShare(tx, shareId))
      await store.cards.dueCards(tx, 'offer', offer.id, now);
};

/** The people get what the card said in the channel, and what else waits for them there. */
const leaveWith = async (work: PolicyWork, card: Card, why: string) => {
  const { store, tx } = work;
  const untold =
    card.kind === 'digest' ? await store.notifications.notificationsOfDigest(tx, card.subjectId) : [];
  const about = card.kind === 'digest' ? untold.map(({ subjectId }) => subjectId) : [card.subjectId];
  for (const share of await leaveChannel(work, { ...card, channel: card.recipientId }, why, about)) {
    const { asked } = await recipientsOfProject(work, share);
    for (const { event, dedupeKey } of untold.filter(({ subjectId }) => subjectId === share.id))
      for (const userId of asked) await notify(work, userId, { share, event, dedupeKey });
  }
};

/**
 * A channel gets no more offers: its project's people are asked one by one, and the person who chose it is told why.
 * @param about Shares that were meant for it, besides those that wait for an answer
 * @returns the Shares concerned
 */
export const leaveChannel = async (
  work: PolicyWork,
  { teamId, channel }: Pick<ProjectChannel, 'teamId' | 'channel'>,
  why: string,
  about: readonly string[] = [],
): Promise<readonly Share[]> => {
  const { store, tx, now } = work;
  const concerned = new Set(about);
  const [first] = about;
  for (const project of await store.preferences.projectsOfChannel(tx, { teamId, channel })) {
    await store.preferences.clearProjectChannel(tx, project);
    const shares = await store.shares.sharesOfProject(tx, teamId, project.cloudId, project.projectId);
    for (const { id, status } of shares) if (status === 'pending') concerned.add(id);
    const share = (first === undefined ? null : await store.shares.findShare(tx, first)) ?? shares[0];
    const event = { kind: 'channel-lost', channel, project: await nameOf(work, project), why } as const;
    if (share)
      await notify(work, project.setBy, {
        share,
        event,
        dedupeKey: `${channel}-${project.projectId}-${now}`,
      });
  }
  const left: Share[] = [];
  for (const id of concerned) {
    const share = await store.shares.findShare(tx, id);
    if (share === null) continue;
    if (share.status === 'pending') await moveCards(work, share);
    await showShare(work, share);
    left.push(share);
  }
  return left;
};

const nameOf = async ({ store, tx }: Work, { teamId, cloudId, projectId }: ProjectChannel) =>
  (await store.accounts.accountsOfProject(tx, teamId, cloudId, projectId))[0]?.projectName ?? projectId;
