/** The sentences that wait until somebody has linked an account: sealed, for a week. */
import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import { dayMs } from '../core/durations.ts';
import type { CloudId, Person, ProjectId, SlackUserId, TeamId } from '../core/ids.ts';
import { createTurns } from '../core/in-turn.ts';
import type { Account } from '../model/account.ts';
import type { SealedRecords } from '../store/secrets/credentials.ts';

/** How long a sentence waits. */
export const waitsMs = 7 * dayMs;

/** Sentences that wait for one person; the oldest gives way: of one producer first, so that nobody pushes out others' by themselves. */
const maxWaiting = 20;
const maxOfProducer = 5;

const id = <Id extends string>() => z.string().transform((value) => value as Id);

const requestSchema = z.object({
  producer: z.object({
    teamId: id<TeamId>(),
    enterpriseId: z.string().nullable(),
    userId: id<SlackUserId>(),
  }),
  cloudId: id<CloudId>(),
  cloudName: z.string(),
  /** The image's own project, which needs no share. */
  projectId: id<ProjectId>(),
  /** What follows the command, in Slack's wire format. */
  typed: z.string(),
  at: z.number(),
});

export type LinkRequest = z.output<typeof requestSchema>;

const waitingSchema = z.array(requestSchema).default([]);

export interface LinkRequests {
  /** Keeps the sentence for each of the people, until they have linked an account on its cloud. */
  keep(people: readonly SlackUserId[], request: Omit<LinkRequest, 'at'>): Promise<void>;
  /**
   * The sentences for which one of the person's accounts is what they waited for: each waits no longer once `tell` has told of it,
   * twice rather than never.
   * @throws what `tell` throws; that sentence and those after it go on waiting
   */
  take(
    person: Pick<Person, 'teamId' | 'userId'>,
    accounts: readonly Pick<Account, 'cloudId' | 'projectId'>[],
    tell: (request: LinkRequest) => Promise<void>,
  ): Promise<void>;
  /**
   * Takes the person out of these records, also of others' words that are kept elsewhere: of a list goes what names them, and any other
   * record that does goes whole.
   */
  forget(person: Pick<Person, 'userId'>, recordKeys: readonly string[]): Promise<void>;
}

export const createLinkRequests = (
  { put, get, remove }: SealedRecords,
  clock: Pick<Clock, 'now'>,
): LinkRequests => {
  type Who = Pick<Person, 'teamId' | 'userId'>;
  const waitingKey = ({ teamId, userId }: Who) => ['link-requests', teamId, userId].join(':');
  const waiting = async (who: Who) =>
    waitingSchema.parse(await get(waitingKey(who))).filter(({ at }) => at > clock.now() - waitsMs);

  // each reads a record and writes it again
  const inTurn = createTurns();

  return {
    keep: (people, request) =>
      inTurn(async () => {
        const { producer } = request;
        for (const userId of people) {
          const who = { teamId: producer.teamId, userId };
          const others = (await waiting(who)).filter(
            (one) => one.producer.userId !== producer.userId || one.typed !== request.typed,
          );
          const ofProducer = others.filter((one) => one.producer.userId === producer.userId);
          const tooMany = new Set(ofProducer.slice(0, -(maxOfProducer - 1)));
          const all = [...others.filter((one) => !tooMany.has(one)), { ...request, at: clock.now() }];
          await put(waitingKey(who), all.slice(-maxWaiting), waitsMs);
        }
      }),
    take: (person, accounts, tell) =>
      inTurn(async () => {
        const left = await waiting(person);
        const fits = ({ cloudId, projectId }: LinkRequest) =>
          accounts.some((one) => one.cloudId === cloudId && one.projectId !== projectId);
        for (const one of left.filter(fits)) {
          // told twice rather than never
          await tell(one);
          left.splice(left.indexOf(one), 1);
          await put(waitingKey(person), left, waitsMs);
        }
      }),
    forget: ({ userId }, recordKeys) =>
      inTurn(async () => {
        const named = (one: unknown) => JSON.stringify(one).match(/\w+/g)?.includes(userId);
        for (const key of recordKeys) {
          // what opens no more, nobody reads
          const kept = await get(key).catch((error: unknown) => {
            if (error instanceof Error && error.name === 'SealedRecordError') return undefined;
            throw error;
          });
          if (kept === undefined || !named(kept)) continue;
          const left = Array.isArray(kept) ? kept.filter((one) => !named(one)) : [];
          if (left.length === 0) await remove(key);
          else await put(key, left, waitsMs);
        }
      }),
  };
};
