/** What the producer's card shows: an Offer and each of its tenants, with who was asked and who could not be. */
import type { SlackUserId } from '../../core/ids.ts';
import { blocked, type Card } from '../../model/card.ts';
import type { OnCloud } from '../../model/known-cloud.ts';
import type { Offer, OfferShare } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { Db } from '../../store/schema/tables.ts';
import { audienceOf } from '../people/audience.ts';
import type { Store } from '../repositories.ts';
import { toldRefusal } from '../rules/refused-card.ts';
import { cloudGone } from '../rules/share-state.ts';

/** One tenant of an Offer: its state, who was asked, and who could not be. */
export interface TenantLine {
  readonly share: Share;
  readonly role: OfferShare['role'];
  /** The project was a member before this Offer, so nothing was added. */
  readonly already?: boolean;
  /** Who has a card, or soon will. */
  readonly asked: readonly SlackUserId[];
  /** Who gets none, or nothing more on the one they have. */
  readonly skipped: readonly {
    readonly userId: SlackUserId;
    readonly why: string;
    readonly hasCard?: boolean;
  }[];
  /** To whom Slack delivers nothing at the moment, and its code. */
  readonly refused?: readonly { readonly userId: SlackUserId; readonly code: string }[];
  /** Somebody has linked the project, whether or not they could be asked. */
  readonly linked?: boolean;
  /** People have linked the project, and none of them may act for it any more. */
  readonly fallen?: boolean;
}

export interface OfferCardModel {
  readonly offer: Offer;
  /** The tenants in the order in which they were typed, then those that were members already. */
  readonly lines: readonly TenantLine[];
}

type Work = OnCloud & Pick<Share, 'dueAt' | 'lastError'>;

/** Work on a cloud that the operator removed waits for that alone, whatever it waited for before. */
export const heldBack = <T extends Work>(row: T): T =>
  row.cloudGone && row.dueAt !== null ? { ...row, lastError: cloudGone(row) } : row;

/** The card model of an Offer, or null if there is no such Offer. */
export const offerCardModel = async (
  rows: Pick<Store, 'offers' | 'shares' | 'cards' | 'accounts'>,
  db: Db,
  offerId: string,
  now: number,
): Promise<OfferCardModel | null> => {
  const found = await rows.offers.findOffer(db, offerId);
  if (found === null) return null;
  const offer = heldBack(found);
  const lines: TenantLine[] = [];
  for (const { share: line, role, revision } of await rows.shares.sharesOfOffer(db, offerId)) {
    const share = heldBack(line);
    const cards = await rows.cards.cardsOf(db, 'share', share.id);
    const { asked, skipped, refused } = whoIsAsked(cards, now);
    const { fallen, hears, owners, left } = await audienceOf(
      rows,
      db,
      share,
      await rows.offers.offersOfShare(db, share.id),
    );
    lines.push({
      share,
      role,
      already: share.joined?.as === 'already' && share.joined.revision === revision,
      fallen,
      refused,
      skipped: [...skipped, ...gone(cards, left)],
      asked: asked.filter(hears),
      linked: asked.length > 0 || owners.size > 0,
    });
  }
  const typed = new Map(offer.tenants.map((projectId, place) => [projectId, place]));
  const place = ({ share }: TenantLine) => typed.get(share.projectId) ?? typed.size;
  return { offer, lines: lines.sort((one, other) => place(one) - place(other)) };
};

/** Who left without the bot having tried to write to them. */
const gone = (cards: readonly Card[], left: ReadonlySet<SlackUserId>): TenantLine['skipped'] =>
  [...left].flatMap((userId) => {
    const card = cards.find(({ recipientId }) => recipientId === userId);
    return card?.problem ? [] : [{ userId, why: 'deactivated', hasCard: card?.ts != null }];
  });

/** What became of each card of a Share. */
const whoIsAsked = (
  cards: readonly Card[],
  now: number,
): Required<Pick<TenantLine, 'asked' | 'skipped' | 'refused'>> => ({
  asked: cards
    .filter(
      (card) =>
        card.problem === blocked ||
        (card.problem === null && (card.ts !== null || toldRefusal(card, now) === null)),
    )
    .map((card) => card.recipientId),
  skipped: cards.flatMap((card) =>
    card.problem === null || card.problem === blocked
      ? []
      : [{ userId: card.recipientId, why: card.problem, hasCard: card.ts !== null }],
  ),
  refused: cards.flatMap((card) => {
    const code = card.problem === null ? toldRefusal(card, now) : null;
    return code === null ? [] : [{ userId: card.recipientId, code }];
  }),
});
