/** Whom producers asked to link an account, and the sentences that wait for it: sealed, for a week. */
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

/** As many people as a producer could ever ask in a day. */
const maxAsked = 100;

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
const askedSchema = z.array(z.object({ userId: id<SlackUserId>(), at: z.number() })).default([]);

/** What the key of a person's waiting sentences begins with. */
const waitingKind = 'link-requests';

export interface LinkRequests {
  /**
   * Keeps the sentence for each of the people, until they have linked an account on its cloud.
   * @param write to those whom the producer did not ask within a day. They count as asked once it has: who dies in between writes
   *   twice rather than never
   * @returns whom it wrote to
   */
  ask(
    people: readonly SlackUserId[],
    request: Omit<LinkRequest, 'at'>,
    write: (userId: SlackUserId) => Promise<void>,
  ): Promise<readonly SlackUserId[]>;
  /** How many people the producer asked within a day. */
  askedToday(producer: Pick<Person, 'teamId' | 'userId'>): Promise<number>;
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
  const waitingKey = ({ teamId, userId }: Who) => [waitingKind, teamId, userId].join(':');
  const askedKey = ({ teamId, userId }: Who) => ['asked-to-link', teamId, userId].join(':');
  const within = <T extends { readonly at: number }>(all: readonly T[], ms: number) =>
    all.filter(({ at }) => at > clock.now() - ms);
  const waiting = async (who: Who) => within(waitingSchema.parse(await get(waitingKey(who))), waitsMs);
  const asked = async (who: Who) => within(askedSchema.parse(await get(askedKey(who))), dayMs);

  // each reads a record and writes it again
  const inTurn = createTurns();

  return {
    ask: (people, request, write) =>
      inTurn(async () => {
        const { producer } = request;
        const at = clock.now();
        const before = await asked(producer);
        const anew = people.filter((userId) => !before.some((one) => one.userId === userId));
        for (const userId of people) {
          const who = { teamId: producer.teamId, userId };
          const others = (await waiting(who)).filter(
            (one) => one.producer.userId !== producer.userId || one.typed !== request.typed,
          );
          const ofProducer = others.filter((one) => one.producer.userId === producer.userId);
          const tooMany = new Set(ofProducer.slice(0, -(maxOfProducer - 1)));
          const all = [...others.filter((one) => !tooMany.has(one)), { ...request, at }];
          await put(waitingKey(who), all.slice(-maxWaiting), waitsMs);
        }
        for (const [place, userId] of anew.entries()) {
          await write(userId);
          const today = [...before, ...anew.slice(0, place + 1).map((one) => ({ userId: one, at }))];
          await put(askedKey(producer), today.slice(-maxAsked), dayMs);
        }
        return anew;
      }),
    askedToday: async (producer) => (await asked(producer)).length,
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
          else await put(key, left, key.startsWith(`${waitingKind}:`) ? waitsMs : dayMs);
        }
      }),
  };
};
