/** What happened to a Share, or to all of an image's, as the audit trail has it; for who holds a card of it. */
import type { Person, ProjectId } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { AuditLine } from '../../model/audit-line.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import { projectLabel } from '../rules/share-state.ts';
import { inTransaction } from '../transaction.ts';
import { type ReadClickDeps, readClick } from './click.ts';

/** More is for the operator's export. */
const maxLines = 40;

export interface Moment {
  readonly line: AuditLine;
  /** The project it is about, by name where it has one here. */
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
 * The timeline of what the clicked card is about: the producer's shows all projects, once the image is found to be theirs; a consumer's their own.
 * @throws UserError `stale-card` when it is no card of theirs
 */
export const readTimeline = (deps: ReadClickDeps, person: Person, value: string): Promise<Timeline> =>
  inTransaction(deps, async (work) => {
    const { store, tx } = work;
    const { card } = await readClick(deps, work, person, value);
    const share = card.kind === 'share' ? await store.shares.findShare(tx, card.subjectId) : null;
    const offer = card.kind === 'offer' ? await store.offers.findOffer(tx, card.subjectId) : null;
    const of = share ?? offer;
    if (of === null) throw new UserError({ kind: 'stale-card' });
    const { teamId, imageId: subject, cloudId, region } = of;
    const at = { cloudId, region };
    // anybody may try to share an image of somebody else: the card of that is no window on what others do with it
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
