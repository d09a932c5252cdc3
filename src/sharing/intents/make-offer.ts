/** The intent to share one image with one or more tenants, written in one transaction before the bot calls a cloud. */
import type { ImageId, Person, ProjectId, SlackUserId } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import { newRowId } from '../../core/row-id.ts';
import type { Account } from '../../model/account.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import { writeAudit } from '../audit.ts';
import { openCard } from '../cards/click.ts';
import { newCard, redrawDelayMs, showShare } from '../cards/refresh.ts';
import { ownerAccount } from '../people/acting-account.ts';
import { accountFor } from '../people/may-act.ts';
import { tooManyStrangers } from '../people/strangers.ts';
import { asksTheSame, isUnderWay } from '../rules/same-offer.ts';
import { isMember, openMemberIntent } from '../rules/share-state.ts';
import { inTransaction, type Work } from '../transaction.ts';
import { type ClickDeps, type IntentDeps, writeIntents } from './intent.ts';
import { setCleanupNote } from './set-timers.ts';

export interface OfferIntent {
  /** The producer's own account of the project that should own the image. */
  readonly account: Account;
  readonly region: string;
  /** Whether the region was named; if not, the account's other regions are searched too. */
  readonly regionNamed: boolean;
  readonly imageId: ImageId;
  /** Already checked: at least one, no duplicates, not the account's own project. */
  readonly tenants: readonly ProjectId[];
  /** Those of the tenants that the person was asked about. */
  readonly confirmed?: readonly ProjectId[];
  readonly people: readonly SlackUserId[];
  readonly note: string | null;
  /** Accept at once for the tenants that the producer has an account of. */
  readonly accept: boolean;
  /** When the offer ends if nobody answers, and when the share ends; null for never. */
  readonly answerBy?: number | null;
  readonly endsAt?: number | null;
}

export interface Offered {
  readonly offer: Offer;
  /** The person had already made the very same offer, and it is under way: nothing was added. */
  readonly already: boolean;
}

/**
 * Writes the Offer and the producer's card, unless the same offer is under way. From here on the loop carries it out, whatever
 * happens to the process.
 */
export const offerImage = async (deps: IntentDeps, person: Person, intent: OfferIntent): Promise<Offered> => {
  const offered = await inTransaction(deps, (work) => offerIn(work, person, intent));
  deps.nudge();
  return offered;
};

/**
 * The same, in the caller's own transaction.
 * @throws UserError `too-many-people`
 */
export const offerIn = async (work: Work, person: Person, intent: OfferIntent): Promise<Offered> => {
  const { store, tx, now } = work;
  const { account, region, regionNamed, imageId, tenants, people, note, accept } = intent;
  const { confirmed = [], answerBy = null, endsAt = null } = intent;
  const offer: Offer = {
    id: newRowId(),
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
    stopped: [],
    asOf: null,
    people,
    note,
    accept,
    answerBy,
    endsAt,
    phase: 'finding',
    opened: false,
    image: null,
    problem: null,
    attempts: 0,
    lastError: null,
    dueAt: now,
    createdAt: now,
  };
  await store.accounts.lockAccountsOf(tx, account);
  const made = await store.offers.offersOfImage(tx, offer);
  for (const earlier of made.filter((one) => asksTheSame(one, offer))) {
    const lines = await store.shares.sharesOfOffer(tx, earlier.id);
    const asked = lines.flatMap(({ role, share }) => (role === 'asked' ? [share] : []));
    if (isUnderWay(earlier, asked, now)) return { offer: earlier, already: true };
  }
  const tooMany = await tooManyStrangers(work, person, offer);
  if (tooMany !== null) throw new UserError(tooMany);
  await store.offers.insertOffer(tx, offer);
  work.due?.push({ table: 'offers', id: offer.id, cloudId: offer.cloudId, region, actor: account.id });
  await setCleanupNote(work, person);
  await store.cards.ensureCard(tx, newCard('offer', offer.id, person, now + redrawDelayMs));
  const detail = {
    offerId: offer.id,
    tenants,
    ...(confirmed.length > 0 && { confirmed }),
    accountId: account.id,
  };
  await writeAudit(work, { act: 'offer', by: person, on: offer, people, detail });
  return { offer, already: false };
};

/** Why the person may not ask so many people, or null; {@link offerImage} refuses it too. Whoever asks nobody waits for no transaction. */
export const whyTooMany = async (
  deps: IntentDeps,
  person: Person,
  asked: Pick<Offer, 'cloudId' | 'tenants' | 'people'>,
): ReturnType<typeof tooManyStrangers> =>
  asked.people.length === 0 ? null : inTransaction(deps, (work) => tooManyStrangers(work, person, asked));

/** Whether the tenant could not be added, for good or so far; only these are tried again. */
export const canTryAgain = (share: Share): boolean => {
  if (share.member?.value !== 'present' || isMember(share)) return false;
  return openMemberIntent(share) === null ? share.memberProblem !== null : share.lastError !== null;
};

/**
 * Tries again what failed on the clicked card: its tenants, or the offer as a whole. Tenants that were added are left alone.
 * People's time to answer counts from when they are asked; an end of the share that has passed is refused.
 * @throws UserError `stale-card`, `no-account-for-project`, `term-over`
 */
export const retryOffer = async (deps: ClickDeps, person: Person, value: string): Promise<void> => {
  const { nudge } = deps;
  const done = await openCard('offer', deps, { person, value }, async (work, offer, { current }) => {
    const { store, tx, now } = work;
    const lines = (await store.shares.sharesOfOffer(tx, offer.id)).filter(({ share }) => canTryAgain(share));
    await store.cards.dueCards(tx, 'offer', offer.id, now);
    // nothing is left to retry: the same click came twice
    if (!current) return offer.phase !== 'failed' && lines.length === 0;
    const tried = offer.phase === 'failed' ? [offer] : lines.map(({ share }) => share);
    if (tried.some(({ endsAt }) => endsAt !== null && endsAt <= now))
      throw new UserError({ kind: 'term-over' });
    const account = await ownerAccount(work, person, offer);
    if (offer.phase === 'failed') await store.offers.restartOffer(tx, offer.id, now);
    for (const { share } of lines) {
      await setMemberIntent(work, { ...offer, producer: person.userId, accountId: account.id }, share);
      await showShare(work, share);
    }
    const tenants = lines.map(({ share }) => share.projectId);
    const detail = { offerId: offer.id, accountId: account.id, tenants };
    await writeAudit(work, { act: 'retry-offer', by: person, on: offer, detail });
    return true;
  });
  nudge();
  if (!done) throw new UserError({ kind: 'stale-card' });
};

/**
 * Writes the intent that the Share's project be a member and, if the producer accepts at once and has an account of that project too,
 * the answer with that account.
 * @returns the revision of the intents
 */
export const setMemberIntent = async (
  work: Work<'shares' | 'accounts'>,
  { teamId, producer, accountId, accept }: Pick<Offer, 'teamId' | 'producer' | 'accountId' | 'accept'>,
  share: Share,
): Promise<number> => {
  const { store, tx, now } = work;
  const linked = accept ? await store.accounts.accountsOfPerson(tx, { teamId, userId: producer }) : [];
  const consumer = accountFor(linked, share);
  const intent = { by: producer, at: now };
  const intents = {
    member: { value: 'present' as const, accountId, ...intent },
    ...(consumer && { answer: { value: 'accepted' as const, accountId: consumer.id, ...intent } }),
  };
  return writeIntents(work, share, intents);
};
