/** What happened to a Share, or to all Shares of an image, according to the audit trail; for people who have a card of it. */
import { isChannel, type Person, type ProjectId } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { AuditLine } from '../../model/audit-line.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import { projectLabel } from '../rules/share-state.ts';
import { inTransaction } from '../transaction.ts';
import { type ReadClickDeps, readClick } from './click.ts';
import { whyOfferCloses, whyShareCloses } from './closed-card.ts';

/** The operator's export has the rest. */
const maxLines = 40;

export interface Moment {
  readonly line: AuditLine;
  /** The project that it is about, by name if it has one here. */
  readonly project: string | null;
}

export interface Timeline {
  readonly of: Pick<Share | Offer, 'image' | 'imageId'>;
  /** Newest first. */
  readonly moments: readonly Moment[];
  /** There are older ones. */
  readonly more: boolean;
}

/**
 * The timeline for the clicked card: the producer's shows all projects, once the image is known to be theirs; a consumer's shows only their own.
 * @throws UserError `stale-card` if the card is not theirs; why they do not speak for the project that it is about
 */
export const readTimeline = (deps: ReadClickDeps, person: Person, value: string): Promise<Timeline> =>
  inTransaction(deps, async (work) => {
    const { store, tx } = work;
    const { card } = await readClick(deps, work, person, value);
    const share = card.kind === 'share' ? await store.shares.findShare(tx, card.subjectId) : null;
    const offer = card.kind === 'offer' ? await store.offers.findOffer(tx, card.subjectId) : null;
    const of = share ?? offer;
    if (of === null) throw new UserError({ kind: 'stale-card' });
    const offers = share ? await store.offers.offersOfShare(tx, share.id) : [];
    const why = share
      ? await whyShareCloses(store, tx, share, offers, person.userId)
      : offer && (await whyOfferCloses(store, tx, offer, person.userId));
    // anybody in a channel may read what is said there
    const reads = isChannel(card.recipientId) && why?.kind === 'no-account-for-project';
    if (why && !reads) throw new UserError(why);
    const { teamId, imageId: subject, cloudId, region } = of;
    const at = { cloudId, region };
    // anybody may try to share somebody else's image: their card must not show what others do with it
    const about = share
      ? { at, shareId: share.id }
      : { at: offer?.image?.owner === offer?.projectId ? at : null, offerId: of.id };
    const lines = await store.audit.readAudit(tx, { teamId, subject, limit: maxLines + 1, about });
    const shares = share ? [share] : await store.shares.sharesOfImage(tx, teamId, subject);
    const labels = new Map(shares.map((one) => [one.projectId, projectLabel(one)]));
    const moments = lines.slice(0, maxLines).map((line): Moment => {
      const { projectId } = line.detail;
      return { line, project: labels.get(projectId as ProjectId) ?? text(projectId) };
    });
    return { of, moments, more: lines.length > maxLines };
  });

const text = (value: unknown) => (typeof value === 'string' ? value : null);
