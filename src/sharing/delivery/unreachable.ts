/** Slack will not post a card: a person who gets none is named to the producers, and a channel gives way to its project's people. */
import { isChannel } from '../../core/ids.ts';
import type { Policy } from '../../core/policy.ts';
import type { Card } from '../../model/card.ts';
import type { ProjectChannel } from '../../model/preference.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { showShare } from '../cards/refresh.ts';
import { notify } from '../notifications/notify.ts';
import { moveCards, recipientsOfProject } from '../people/recipients.ts';
import type { Store } from '../repositories.ts';
import type { CardStep } from '../rules/plan-card.ts';

interface Deps {
  readonly store: Store;
  readonly policy: Policy;
}

/** What the end of a card means for others; `why` is its problem, for the transaction that puts it on record. */
export const unreachable = async (
  deps: Deps,
  tx: Tx,
  card: Card,
  step: CardStep,
  why: string,
  now: number,
): Promise<void> => {
  if (!isChannel(card.recipientId)) return refusePerson(deps, tx, card, step, why, now);
  // a message that cannot be changed any more says nothing of new ones
  if (step.do !== 'update') return leaveChannel(deps, tx, card, why, now);
};

/** A person who gets no card is named on the producers' cards: of this Share or, as there is no such person any more, of all. */
const refusePerson = async (
  { store }: Deps,
  tx: Tx,
  card: Card,
  step: CardStep,
  why: string,
  now: number,
) => {
  const gone = step.do === 'vet' || why === 'user_disabled';
  const shares = gone ? await store.cards.refusePerson(tx, card, why) : [];
  if (card.kind === 'share') shares.push(card.subjectId);
  for (const shareId of new Set(shares))
    for (const offer of await store.offers.offersOfShare(tx, shareId))
      await store.cards.dueCards(tx, 'offer', offer.id, now);
};

/** What was to be said in the channel is said to the people one by one, and who chose it is told why. */
const leaveChannel = async (deps: Deps, tx: Tx, card: Card, why: string, now: number) => {
  const { store, policy } = deps;
  const { teamId, recipientId: channel } = card;
  const untold =
    card.kind === 'digest' ? await store.notifications.notificationsOfDigest(tx, card.subjectId) : [];
  const about = card.kind === 'digest' ? untold.map(({ subjectId }) => subjectId) : [card.subjectId];
  const [first] = about;
  const chosen = await store.preferences.projectsOfChannel(tx, { teamId, channel });
  for (const project of chosen) {
    await store.preferences.clearProjectChannel(tx, project);
    const share = first === undefined ? null : await store.shares.findShare(tx, first);
    const event = { kind: 'channel-lost', channel, project: await nameOf(store, tx, project), why } as const;
    if (share)
      await notify({ store, policy }, tx, project.setBy, {
        share,
        event,
        dedupeKey: `${channel}-${project.projectId}-${now}`,
        now,
      });
    for (const { id, status } of await store.shares.sharesOfProject(
      tx,
      teamId,
      project.cloudId,
      project.projectId,
    ))
      if (status === 'pending') about.push(id);
  }
  for (const id of new Set(about)) {
    const share = await store.shares.findShare(tx, id);
    if (share === null) continue;
    if (share.status === 'pending') await moveCards(store, tx, share);
    await showShare(store, tx, share, now);
    const { asked } = await recipientsOfProject(store, tx, share);
    for (const { event, dedupeKey } of untold.filter(({ subjectId }) => subjectId === id))
      for (const userId of asked)
        await notify({ store, policy }, tx, userId, { share, event, dedupeKey, now });
  }
};

const nameOf = async ({ accounts }: Store, tx: Tx, { teamId, cloudId, projectId }: ProjectChannel) =>
  (await accounts.accountsOfProject(tx, teamId, cloudId, projectId))[0]?.projectName ?? projectId;
