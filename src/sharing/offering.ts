/** The wish to share: one image to one or more tenants, written in one transaction before anything is asked of a cloud. */
import { randomUUID } from 'node:crypto';
import type { ImageId, Person, ProjectId, SlackUserId } from '../core/ids.ts';
import type { Account, Offer } from '../store/rows.ts';
import { gatherMs, newCard } from './card.ts';
import type { WishDeps } from './wishes.ts';

export interface OfferWish {
  /** The producer's own, of the project that should own the image. */
  readonly account: Account;
  readonly region: string;
  readonly imageId: ImageId;
  /** Checked: at least one, no two alike, not the account's own project. */
  readonly tenants: readonly ProjectId[];
  readonly people: readonly SlackUserId[];
  readonly note: string | null;
}

/** Writes the Offer and the producer's card. From here on the loop carries it out, whatever happens to the process. */
export const offerImage = async (
  { ledger, clock, nudge }: WishDeps,
  person: Person,
  { account, region, imageId, tenants, people, note }: OfferWish,
): Promise<Offer> => {
  const now = clock.now();
  const offer: Offer = {
    id: randomUUID(),
    teamId: person.teamId,
    enterpriseId: person.enterpriseId,
    producer: person.userId,
    accountId: account.id,
    accountName: account.name,
    cloud: account.cloud,
    region,
    imageId,
    projectId: account.projectId,
    projectName: account.projectName,
    tenants,
    people,
    note,
    stage: 'finding',
    opened: false,
    image: null,
    problem: null,
    attempts: 0,
    trouble: null,
    dueAt: now,
    createdAt: now,
  };
  await ledger.database.transaction(async (tx) => {
    await ledger.offers.insertOffer(tx, offer);
    await ledger.cards.ensureCard(tx, newCard('offer', offer.id, person, now + gatherMs));
    await ledger.audit.appendAudit(tx, {
      at: now,
      teamId: person.teamId,
      userId: person.userId,
      act: 'offer',
      subject: imageId,
      detail: { offerId: offer.id, cloud: offer.cloud, region, tenants, accountId: account.id },
      requestId: null,
    });
  });
  nudge();
  return offer;
};
