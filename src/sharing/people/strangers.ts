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
 * Why the producer may not ask so many strangers, or null. Counts those of the last day's offers that are strangers still.
 * @param also how many more the producer has had the bot write to today
 */
export const tooManyStrangers = async (
  work: Work<'accounts' | 'offers'>,
  producer: Person,
  asked: Asked,
  also = 0,
): Promise<Extract<Problem, { kind: 'too-many-people' }> | null> => {
  if (asked.people.length === 0) return null;
  const count = await strangersIn(work, producer, asked);
  if (count > maxAtOnce) return { kind: 'too-many-people', count, max: maxAtOnce, per: 'command' };
  if (count === 0) return null;
  let today = count + also;
  for (const offer of await work.store.offers.offersToPeople(work.tx, producer, work.now - dayMs))
    today += await strangersIn(work, producer, offer);
  return today > maxADay ? { kind: 'too-many-people', count: today, max: maxADay, per: 'day' } : null;
};
