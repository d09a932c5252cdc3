/** Cards that are closed to their reader, who no longer speaks for the project that they tell of. */
import { isChannel, type SlackUserId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import type { Db } from '../../store/schema/tables.ts';
import { audienceOf } from '../people/audience.ts';
import { accountFor, maySpeak, mayUse, whyNotUsed } from '../people/may-act.ts';
import type { Store } from '../repositories.ts';

type Rows = Pick<Store, 'accounts' | 'offers'>;

/** Why the person does not speak for the project; null if they do. */
const whySilent = async (
  { accounts }: Rows,
  db: Db,
  project: Pick<Offer, 'teamId' | 'cloudId' | 'cloudName' | 'projectId'> & { readonly name: string },
  userId: SlackUserId,
): Promise<Problem | null> => {
  const own = await accounts.accountsOfPerson(db, { teamId: project.teamId, userId });
  const account: Account | undefined = accountFor(own, project);
  if (account === undefined)
    return { kind: 'no-account-for-project', project: project.name, cloud: project.cloudName };
  if (maySpeak(account)) return null;
  return mayUse(account)
    ? { kind: 'account-read-only', account: account.name, cloud: account.cloudName }
    : whyNotUsed(account);
};

/** Why the reader of a Share's card no longer sees what is in it; null if they do. */
export const whyShareCloses = async (
  rows: Rows,
  db: Db,
  share: Share,
  offers: readonly Offer[],
  reader: SlackUserId,
): Promise<Problem | null> => {
  const { hears } = await audienceOf(rows, db, share, offers);
  if (hears(reader)) return null;
  const name = share.projectName ?? share.projectId;
  return isChannel(reader)
    ? { kind: 'nobody-speaks', project: name, cloud: share.cloudName }
    : whySilent(rows, db, { ...share, name }, reader);
};

/** The same for the card of a withdrawal, which is its producer's alone. */
export const whyWithdrawalCloses = ({ producer: by }: Withdrawal, reader: SlackUserId): Problem | null =>
  by === reader ? null : { kind: 'taken-over', by };

/** The same for the producer's card. Until members are added, it tells of nothing but their own request. */
export const whyOfferCloses = async (
  rows: Rows,
  db: Db,
  offer: Offer,
  reader: SlackUserId,
): Promise<Problem | null> => {
  if (offer.producer !== reader) return { kind: 'taken-over', by: offer.producer };
  return offer.phase === 'placed'
    ? whySilent(rows, db, { ...offer, name: offer.projectName }, offer.producer)
    : null;
};
