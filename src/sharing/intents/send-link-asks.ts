/** Has the bot ask people to link an account: written to, and counted, in one transaction. */
import type { CloudId, Person, ProjectId, SlackUserId } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import { newRowId } from '../../core/row-id.ts';
import { newCard } from '../cards/refresh.ts';
import { tooManyStrangers } from '../people/strangers.ts';
import { inTransaction } from '../transaction.ts';
import type { IntentDeps } from './intent.ts';
import { type KeptReplies, replyKeptMs, replyKey } from './keep-reply.ts';

interface LinkAsked {
  readonly cloudId: CloudId;
  /** The producer's. */
  readonly projectId: ProjectId;
  readonly people: readonly SlackUserId[];
}

/**
 * Sends them the message; but to nobody for whom the producer did so within a day, nor to whoever blocked the producer, who does not
 * learn of that.
 * @returns the people who count as asked now
 * @throws UserError `too-many-people`
 */
export const sendLinkAsks = async (
  deps: IntentDeps & { readonly replies: KeptReplies },
  producer: Person,
  { people, ...where }: LinkAsked,
  message: object,
): Promise<readonly SlackUserId[]> => {
  const subjects = new Map<SlackUserId, string>();
  for (const userId of new Set(people)) {
    const id = newRowId();
    // nothing but the database is awaited in the transaction; what nobody is sent goes after an hour
    await deps.replies.put(replyKey(id), message, replyKeptMs);
    subjects.set(userId, id);
  }
  const asked = await inTransaction(deps, async (work) => {
    const { store, tx, now } = work;
    await store.accounts.lockAccountsOf(tx, producer);
    const tooMany = await tooManyStrangers(work, producer, { ...where, tenants: [], people });
    if (tooMany !== null) throw new UserError(tooMany);
    const against = await store.producerBlocks.blocksAgainst(tx, producer.teamId, producer.userId, where);
    const asked: SlackUserId[] = [];
    for (const [userId, subjectId] of subjects) {
      if (!(await store.linkAsks.putLinkAsk(tx, producer, userId, now))) continue;
      asked.push(userId);
      if (!against.some((block) => !block.forProject && block.userId === userId))
        await store.cards.ensureCard(tx, newCard('reply', subjectId, { ...producer, userId }, now));
    }
    return asked;
  });
  deps.nudge();
  return asked;
};
