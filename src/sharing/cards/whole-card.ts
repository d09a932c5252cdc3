/** What a card is drawn from, for people who ask to see all of it. */
import type { Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import { inTransaction } from '../transaction.ts';
import { type ReadClickDeps, readClick } from './click.ts';
import { whyOfferCloses, whyWithdrawalCloses } from './closed-card.ts';
import { offerCardModel } from './offer-card.ts';
import { withdrawalCardModel } from './render.ts';

/** Those whose lists may be longer than a message. */
const models = { offer: offerCardModel, withdrawal: withdrawalCardModel } as const;

type Model<Kind extends keyof typeof models> = NonNullable<Awaited<ReturnType<(typeof models)[Kind]>>>;

export interface WholeCard<Kind extends keyof typeof models> {
  readonly model: Model<Kind>;
  /** The value of a button that acts on the card as it is now. */
  readonly value: (subject?: string) => string;
}

/** @throws UserError `stale-card` if the card is not theirs, or of another kind */
export const readWholeCard = <Kind extends keyof typeof models>(
  kind: Kind,
  deps: ReadClickDeps,
  person: Person,
  value: string,
): Promise<WholeCard<Kind>> =>
  inTransaction(deps, async (work) => {
    const { store, tx, now } = work;
    const click = await readClick(deps, work, person, value);
    const model = click.card.kind === kind ? await models[kind](store, tx, click.card.subjectId, now) : null;
    if (model === null) throw new UserError({ kind: 'stale-card' });
    const why =
      'offer' in model
        ? await whyOfferCloses(store, tx, model.offer, person.userId)
        : whyWithdrawalCloses(model.withdrawal, person.userId);
    if (why !== null) throw new UserError(why);
    return {
      model: model as Model<Kind>,
      value: (subject) => [click.value, ...(subject === undefined ? [] : [subject])].join('.'),
    };
  });
