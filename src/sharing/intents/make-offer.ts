/** The wish to share: one image to one or more tenants, written in one transaction before anything is asked of a cloud. */
import { randomUUID } from 'node:crypto';
import type { ImageId, Person, ProjectId, SlackUserId } from '../../core/ids.ts';
import { UserError } from '../../core/problems.ts';
import type { Account } from '../../model/account.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { writeAudit } from '../audit.ts';
import { readClick } from '../cards/click.ts';
import { gatherMs, newCard, showShare } from '../cards/refresh.ts';
import { ownerAccount } from '../people/acting-account.ts';
import type { Ledger } from '../repositories.ts';
import { asksTheSame, isUnderWay } from '../rules/same-offer.ts';
import { isMember, openMemberWish } from '../rules/share-state.ts';
import { type ClickDeps, type WishDeps, wishOf } from './intent.ts';
import { setTidyNote } from './set-timers.ts';

export interface OfferWish {
  /** The producer's own, of the project that should own the image. */
  readonly account: Account;
  readonly region: string;
  /** Whether that one was named; else it is looked for in the account's others as well. */
  readonly regionNamed: boolean;
  readonly imageId: ImageId;
  /** Checked: at least one, no two alike, not the account's own project. */
  readonly tenants: readonly ProjectId[];
  readonly people: readonly SlackUserId[];
  readonly note: string | null;
  /** Accept at once for the tenants that the producer has an account of. */
  readonly accept: boolean;
  /** When the offer ends if nobody answers, and when the share ends; never unless given. */
  readonly answerBy?: number | null;
  readonly endsAt?: number | null;
}

export interface Offered {
  readonly offer: Offer;
  /** The person had made the very same offer, and it is under way: nothing was added to it. */
  readonly already: boolean;
}

/**
 * Writes the Offer and the producer's card, unless the same one is under way. From here on the loop carries it out, whatever
 * happens to the process.
 */
export const offerImage = async (deps: WishDeps, person: Person, wish: OfferWish): Promise<Offered> => {
  const offered = await deps.ledger.database.transaction((tx) => offerIn(deps, tx, person, wish));
  deps.nudge();
  return offered;
};

/** The same, with whatever else the transaction writes. */
export const offerIn = async (
  { ledger, clock }: Pick<WishDeps, 'ledger' | 'clock'>,
  tx: Tx,
  person: Person,
  wish: OfferWish,
): Promise<Offered> => {
  const { account, region, regionNamed, imageId, tenants, people, note, accept } = wish;
  const { answerBy = null, endsAt = null } = wish;
  const now = clock.now();
  const offer: Offer = {
    id: randomUUID(),
    teamId: person.teamId,
    enterpriseId: person.enterpriseId,
    producer: person.userId,
    accountId: account.id,
    accountName: account.name,
    cloudId: account.cloudId,
    cloudName: account.cloudName,
    cloudGone: account.cloudGone,
    region,
    homeRegion: regionNamed ? null : region,
    imageId,
    projectId: account.projectId,
    projectName: account.projectName,
    tenants,
    people,
    note,
    accept,
    answerBy,
    endsAt,
    stage: 'finding',
    opened: false,
    image: null,
    problem: null,
    attempts: 0,
    trouble: null,
    dueAt: now,
    createdAt: now,
  };
  await ledger.accounts.takeTurns(tx, account.id);
  const made = await ledger.offers.offersOfImage(tx, offer);
  for (const earlier of made.filter((one) => asksTheSame(one, offer))) {
    const lines = await ledger.shares.sharesOfOffer(tx, earlier.id);
    const asked = lines.flatMap(({ role, share }) => (role === 'asked' ? [share] : []));
    if (isUnderWay(earlier, asked, now)) return { offer: earlier, already: true };
  }
  await ledger.offers.insertOffer(tx, offer);
  await setTidyNote(ledger, tx, person, now);
  await ledger.cards.ensureCard(tx, newCard('offer', offer.id, person, now + gatherMs));
  const detail = { offerId: offer.id, tenants, accountId: account.id };
  await writeAudit(ledger, tx, now, { act: 'offer', by: person, on: offer, people, detail });
  return { offer, already: false };
};

/** Whether the tenant could not be added, for good or so far; such a one is tried again, the others are left alone. */
export const canTryAgain = (share: Share): boolean => {
  if (share.member?.wish !== 'present' || isMember(share)) return false;
  return openMemberWish(share) === null ? share.memberProblem !== null : share.trouble !== null;
};

/**
 * Tries again what failed on the clicked card: its tenants, or the offer as a whole. Those that were added are not repeated.
 * How long people have for their answer counts from when they are asked; an end of the share that has passed stands.
 * @throws UserError `older-picture`, `no-account-for-project`, `term-over`
 */
export const retryOffer = async (deps: ClickDeps, person: Person, value: string): Promise<void> => {
  const { ledger, clock, nudge } = deps;
  const current = await ledger.database.transaction(async (tx) => {
    const click = await readClick(deps, tx, person, value);
    const offer =
      click.card.kind === 'offer' ? await ledger.offers.findOffer(tx, click.card.subjectId) : null;
    if (offer === null) throw new UserError({ kind: 'older-picture' });
    const now = clock.now();
    const lines = (await ledger.shares.sharesOfOffer(tx, offer.id)).filter(({ share }) => canTryAgain(share));
    await ledger.cards.dueCards(tx, 'offer', offer.id, now);
    // with nothing left to try, the same click came twice
    if (!click.current) return offer.stage !== 'failed' && lines.length === 0;
    const tried = offer.stage === 'failed' ? [offer] : lines.map(({ share }) => share);
    if (tried.some(({ endsAt }) => endsAt !== null && endsAt <= now))
      throw new UserError({ kind: 'term-over' });
    const account = await ownerAccount(ledger, tx, person, offer);
    if (offer.stage === 'failed') await ledger.offers.restartOffer(tx, offer.id, now);
    for (const { share } of lines) {
      await wishMember(ledger, tx, { ...offer, producer: person.userId, accountId: account.id }, share, now);
      await showShare(ledger, tx, share, now);
    }
    const tenants = lines.map(({ share }) => share.projectId);
    const detail = { offerId: offer.id, accountId: account.id, tenants };
    await writeAudit(ledger, tx, now, { act: 'retry-offer', by: person, on: offer, detail });
    return true;
  });
  nudge();
  if (!current) throw new UserError({ kind: 'older-picture' });
};

/**
 * Wishes the Share's project to be a member and, where the producer accepts at once and has an account of that project too,
 * its answer with that account.
 * @returns the revision that the wishes have
 */
export const wishMember = async (
  { shares, accounts }: Pick<Ledger, 'shares' | 'accounts'>,
  tx: Tx,
  { teamId, producer, accountId, accept }: Pick<Offer, 'teamId' | 'producer' | 'accountId' | 'accept'>,
  share: Share,
  now: number,
): Promise<number> => {
  const linked = accept ? await accounts.accountsOfPerson(tx, { teamId, userId: producer }) : [];
  const fitting = linked.filter(
    ({ cloudId, projectId }) => cloudId === share.cloudId && projectId === share.projectId,
  );
  const consumer = fitting.find(({ health }) => health === 'good') ?? fitting[0];
  const wish = { by: producer, at: now };
  const wishes = {
    member: { wish: 'present' as const, accountId, ...wish },
    ...(consumer && { answer: { wish: 'accepted' as const, accountId: consumer.id, ...wish } }),
  };
  return wishOf({ shares }, tx, share, wishes, now);
};
