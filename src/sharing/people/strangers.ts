/** How many people without an account of the project a producer may ask: a bot that writes to anybody is a megaphone. */
import { dayMs } from '../../core/durations.ts';
import type { CloudId, Person, ProjectId, SlackUserId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { Work } from '../transaction.ts';

const maxAtOnce = 10;
const maxADay = 30;

interface Asked {
  readonly cloudId: CloudId;
  readonly tenants: readonly ProjectId[];
  readonly people: readonly SlackUserId[];
}

/** Those of the people who have linked none of the projects that they are asked for. */
const strangersIn = async (
  { store, tx }: Work<'accounts'>,
  { teamId }: Pick<Person, 'teamId'>,
  { cloudId, tenants, people }: Asked,
): Promise<number> => {
  let count = 0;
  for (const userId of new Set(people)) {
    const own = await store.accounts.accountsOfPerson(tx, { teamId, userId });
    if (!own.some((one) => one.cloudId === cloudId && tenants.includes(one.projectId))) count += 1;
  }
  return count;
};

/**
 * Why the producer may not ask so many strangers, or null. Counts those of the last day's offers that are strangers still, and whom
 * the bot was to ask to link an account. Exact only in a transaction that holds the lock on the producer's accounts.
 */
export const tooManyStrangers = async (
  work: Work<'accounts' | 'offers' | 'linkAsks'>,
  producer: Person,
  asked: Asked,
): Promise<Extract<Problem, { kind: 'too-many-people' }> | null> => {
  const count = await strangersIn(work, producer, asked);
  if (count > maxAtOnce) return { kind: 'too-many-people', count, max: maxAtOnce, per: 'command' };
  if (count === 0) return null;
  const { store, tx, now } = work;
  let today = count + (await store.linkAsks.linkAsksOfDay(tx, producer, now)).length;
  for (const offer of await store.offers.offersToPeople(tx, producer, now - dayMs))
    today += await strangersIn(work, producer, offer);
  return today > maxADay ? { kind: 'too-many-people', count: today, max: maxADay, per: 'day' } : null;
};
