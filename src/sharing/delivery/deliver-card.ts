/**
 * Brings one card up to date: looks the person up, opens the conversation and saves it, saves “posting since”, and only then
 * posts the message. Whenever a response is lost, it searches the conversation for the card before posting again.
 */
import { backoffMs } from '../../core/back-off.ts';
import type { Clock } from '../../core/clock.ts';
import { isChannel } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { Policy } from '../../core/policy.ts';
import type { Card } from '../../model/card.ts';
import { SlackCallError } from '../../slack/api/call-error.ts';
import type { Messenger } from '../../slack/api/messenger.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import { type CardRenderers, renderCard } from '../cards/render.ts';
import type { Store } from '../repositories.ts';
import { type CardStep, methodOf, planCard, postSettlesMs } from '../rules/plan-card.ts';
import type { SlackRateLimiter } from './slack-rate.ts';
import type { KnownPeople } from './slack-users.ts';
import { unreachable } from './unreachable.ts';

export interface CardStepDeps {
  readonly store: Store;
  readonly messenger: Messenger;
  readonly rateLimiter: SlackRateLimiter;
  readonly people: KnownPeople;
  readonly renderers: CardRenderers;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly log: Log;
}

type RenderedCard = NonNullable<Awaited<ReturnType<typeof renderCard>>>;
type Patch = Partial<
  Pick<Card, 'name' | 'channel' | 'ts' | 'shownHash' | 'postingSince' | 'problem' | 'attempts'>
>;

const retry = { firstMs: 1_000, maxMs: 5 * 60_000 };

/** Slack's errors about the bot's own token: the operator has to fix them, and the card waits. */
const tokenErrors = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
]);

/** Slack's errors about one message; anything else that leaves an outcome unknown is a failure of Slack as a whole. */
const messageErrors = new Set(['internal_error', 'fatal_error']);
/** How often a message that Slack cannot handle is tried before others may pass it. */
const maxFirst = 3;

/** A claimed card, and how to save what becomes of it. */
const holdCard = (deps: CardStepDeps, claimed: Claimed<Card>) => {
  const { store, policy } = deps;
  let card = claimed.row;
  return {
    card: () => card,
    finish: async (patch: Patch, nextDueAt: number | null) => {
      const now = await store.database.now();
      const when = { now, sawDirty: card.dirty, nextDueAt };
      await store.database.write((db) => store.cards.finishCard(db, claimed, patch, when));
    },
    /** Drops the card, together with what that means for others: after a crash in between, nobody would hear of it. */
    giveUp: async (patch: Patch & { readonly problem: string }, step: CardStep) => {
      const now = await store.database.now();
      const when = { now, sawDirty: card.dirty, nextDueAt: null };
      await store.database.transaction(async (tx) => {
        if (await store.cards.finishCard(tx, claimed, patch, when))
          await unreachable({ store, tx, now, policy }, card, step, patch.problem);
      });
    },
    /** False: the lease was lost. */
    keep: async (patch: Patch) => {
      card = { ...card, ...patch };
      const now = await store.database.now();
      return store.database.write((db) => store.cards.keepCard(db, claimed, patch, now));
    },
  };
};
type HeldCard = ReturnType<typeof holdCard>;

/**
 * Takes the claimed card as far as Slack's limits allow, then gives it back; a card not yet posted keeps its place before
 * the person's later ones. The lease must last longer than four of the messenger's calls.
 */
export const carryOutCard = async (deps: CardStepDeps, claimed: Claimed<Card>): Promise<void> => {
  const { store, clock, rateLimiter, people } = deps;
  const held = holdCard(deps, claimed);
  for (;;) {
    const card = held.card();
    const rendered = await renderCard(store, deps.renderers, store.database.kysely, card, clock.now());
    const step = planCard(card, rendered?.hash ?? null, clock.now());
    if (step.do === 'wait' || rendered === null) {
      const until = step.do === 'wait' ? step.until : null;
      if (until !== null) rateLimiter.holdBack(card, until - clock.now());
      return held.finish({}, until === null ? null : card.dueAt);
    }
    const method = methodOf[step.do];
    const asks = !people.answers(method, card.recipientId);
    if (asks && !rateLimiter.room().get(method)) return held.finish({}, card.dueAt);
    if (asks) rateLimiter.called(method);
    try {
      if (!(await carryOutStep(deps, held, step, rendered))) return;
    } catch (error) {
      if (!(error instanceof SlackCallError)) throw error;
      deps.log.warn(
        { card: card.id, method: error.method, code: error.code, kind: error.kind },
        'slack call failed',
      );
      const { patch, dueAt, waits } = afterCardFailure(held.card(), step, error, clock.now());
      if (error.kind === 'gone') people.forget(card.recipientId);
      if (waits?.what === 'method') rateLimiter.rest(method, waits.forMs);
      if (waits?.what === 'conversation') rateLimiter.holdBack(held.card(), waits.forMs);
      const undone =
        changes(step) && error.kind !== 'unknown-outcome' ? { postingSince: card.postingSince } : {};
      const { problem } = patch;
      return problem
        ? held.giveUp({ ...undone, ...patch, problem }, step)
        : held.finish({ ...undone, ...patch }, dueAt);
    }
  }
};

/** Makes one call to Slack. False: there is nothing more to do, or the lease was lost. */
const carryOutStep = async (
  deps: CardStepDeps,
  { card, keep, finish, giveUp }: HeldCard,
  step: Exclude<CardStep, { readonly do: 'wait' }>,
  { message, hash }: RenderedCard,
): Promise<boolean> => {
  const { messenger, people, clock } = deps;
  const { id, recipientId, postingSince: earlier } = card();
  switch (step.do) {
    case 'vet': {
      const person = await people.vet(recipientId);
      if (!person.ok) {
        await giveUp({ problem: person.why }, step);
        return false;
      }
      await keepTimeZone(deps, card(), person.timeZone);
      return keep({ name: person.name });
    }
    case 'open-conversation':
      return keep({ channel: await people.openConversation(recipientId) });
    case 'find':
      return keep({ ts: await messenger.find(step.channel, id), postingSince: null });
    case 'post': {
      if (!(await keep({ postingSince: clock.now() }))) return false;
      const ts = await messenger.post(step.channel, message, id);
      deps.rateLimiter.posted(card());
      await finish({ ts, shownHash: hash, postingSince: null, attempts: 0 }, null);
      return false;
    }
    case 'update':
      if (!(await keep(changing(clock.now())))) return false;
      await messenger.update(step.channel, step.ts, message);
      await finish(...afterChange(earlier, hash, clock.now()));
      return false;
    case 'publish':
      if (!(await keep(changing(clock.now())))) return false;
      await messenger.publishHome(recipientId, message.blocks ?? []);
      await finish(...afterChange(earlier, hash, clock.now()));
      return false;
    default:
      return step satisfies never;
  }
};

const changes = (step: CardStep) => step.do === 'update' || step.do === 'publish';

/** Recorded before a message is changed: until Slack responds, either version may be shown, even if it changes back meanwhile. */
const changing = (now: number): Patch => ({ shownHash: null, postingSince: now });

/**
 * What a change that Slack confirmed leaves behind, and when to continue. If an update that began at `earlier` lost its response,
 * it may still overwrite this one, and nobody knows what is shown: the card is then drawn once more. Pure.
 */
export const afterChange = (earlier: number | null, hash: string, now: number): [Patch, number | null] =>
  earlier !== null && now < earlier + postSettlesMs
    ? [{ shownHash: null, postingSince: earlier, attempts: 0 }, earlier + postSettlesMs]
    : [{ shownHash: hash, postingSince: null, attempts: 0 }, null];

/** What a failed call leaves behind, when to continue, and what else waits until then. Pure. */
export const afterCardFailure = (
  card: Card,
  step: CardStep,
  { kind, code, retryAfterMs }: Pick<SlackCallError, 'kind' | 'code' | 'retryAfterMs'>,
  now: number,
): {
  readonly patch: Patch;
  readonly dueAt: number | null;
  readonly waits?: { readonly what: 'method' | 'conversation'; readonly forMs: number };
} => {
  const attempts = card.attempts + 1;
  // nothing was posted, so there is nothing to look for
  const unposted = step.do === 'post' ? { postingSince: null } : {};
  /** The card keeps its place, ahead of the person's later messages; a posted one can be brought up to date at any time. */
  const later = (patch: Patch, forMs: number = backoffMs(attempts, retry, Math.random())) =>
    card.ts !== null || card.kind === 'home' || (messageErrors.has(code) && attempts >= maxFirst)
      ? { patch: { ...patch, attempts }, dueAt: now + forMs }
      : { patch: { ...patch, attempts }, dueAt: card.dueAt, waits: { what: 'conversation', forMs } as const };
  if (kind === 'ratelimited') {
    const forMs = retryAfterMs || 1_000;
    return { patch: unposted, dueAt: card.dueAt, waits: { what: 'method', forMs } };
  }
  if (kind === 'unknown-outcome')
    return step.do === 'post' ? later({}, (card.postingSince ?? now) + postSettlesMs - now) : later({});
  if (tokenErrors.has(code)) return later(unposted);
  if (step.do === 'update' && kind === 'gone')
    return {
      patch: { ts: null, shownHash: null, postingSince: null, attempts },
      dueAt: now + backoffMs(attempts, retry, Math.random()),
    };
  if (kind === 'gone' && card.channel !== null && attempts < 3 && !isChannel(card.recipientId))
    return later({ ...unposted, channel: null });
  return { patch: { ...unposted, problem: code }, dueAt: null };
};

/** Everyone reads times by their own clock. */
const keepTimeZone = async ({ store }: CardStepDeps, card: Card, timeZone: string | null) => {
  const { kysely, write } = store.database;
  const known = await store.preferences.preferencesOf(kysely, {
    teamId: card.teamId,
    userId: card.recipientId,
  });
  if (timeZone !== null && timeZone !== known.timeZone)
    await write((db) =>
      store.preferences.setPreferences(db, { teamId: card.teamId, userId: card.recipientId }, { timeZone }),
    );
};
