/**
 * Brings one card up to date: the person is looked up, the conversation opened and saved, “posting since” saved, and only
 * then the message posted. Whenever an answer is lost, the conversation is searched for the card before anything is posted again.
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

type Patch = Partial<
  Pick<Card, 'name' | 'channel' | 'ts' | 'shownHash' | 'postingSince' | 'problem' | 'attempts'>
>;

const retry = { firstMs: 1_000, maxMs: 5 * 60_000 };

/** Slack's answers that concern the bot's own token: the operator's to mend, and the card waits for it. */
const tokenErrors = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
]);

/** Errors of Slack about one message; whatever else leaves an outcome unknown is a failure of Slack as a whole. */
const messageErrors = new Set(['internal_error', 'fatal_error']);
/** How often a message that Slack has an error with is tried before it lets others pass. */
const maxFirst = 3;

/**
 * Takes the claimed card as far as Slack's limits let it go, and gives it back; what is not posted yet keeps its place before
 * the person's later ones. The claim must hold longer than four of the messenger's calls.
 */
export const carryOutCard = async (deps: CardStepDeps, claimed: Claimed<Card>): Promise<void> => {
  const { store, clock, rateLimiter, people } = deps;
  const { kysely, write } = store.database;
  let card = claimed.row;
  const finish = async (patch: Patch, nextDueAt: number | null) => {
    const now = await store.database.now();
    const when = { now, sawDirty: card.dirty, nextDueAt };
    await write((db) => store.cards.finishCard(db, claimed, patch, when));
  };
  /** There is to be no such card: with what that means for others, or after a crash in between nobody would hear of it. */
  const giveUp = async (patch: Patch & { readonly problem: string }, step: CardStep) => {
    const now = await store.database.now();
    const when = { now, sawDirty: card.dirty, nextDueAt: null };
    await store.database.transaction(async (tx) => {
      if (await store.cards.finishCard(tx, claimed, patch, when))
        await unreachable({ store, tx, now, policy: deps.policy }, card, step, patch.problem);
    });
  };
  const keep = async (patch: Patch) => {
    card = { ...card, ...patch };
    const now = await store.database.now();
    return write((db) => store.cards.keepCard(db, claimed, patch, now));
  };
  for (;;) {
    const rendered = await renderCard(store, deps.renderers, kysely, card, clock.now());
    const step = planCard(card, rendered?.hash ?? null, clock.now());
    if (step.do === 'wait' || rendered === null) {
      const until = step.do === 'wait' ? step.until : null;
      if (until !== null) rateLimiter.holdBack(card, until - clock.now());
      return finish({}, until === null ? null : card.dueAt);
    }
    const method = methodOf[step.do];
    const asks = !people.answers(method, card.recipientId);
    if (asks && !rateLimiter.room().get(method)) return finish({}, card.dueAt);
    if (asks) rateLimiter.called(method);
    const earlier = card.postingSince;
    try {
      switch (step.do) {
        case 'vet': {
          const person = await people.vet(card.recipientId);
          if (!person.ok) return giveUp({ problem: person.why }, step);
          await keepTimeZone(deps, card, person.timeZone);
          if (!(await keep({ name: person.name }))) return;
          break;
        }
        case 'open-conversation':
          if (!(await keep({ channel: await people.openConversation(card.recipientId) }))) return;
          break;
        case 'find': {
          const ts = await deps.messenger.find(step.channel, card.id);
          if (!(await keep({ ts, postingSince: null }))) return;
          break;
        }
        case 'post': {
          if (!(await keep({ postingSince: clock.now() }))) return;
          const ts = await deps.messenger.post(step.channel, rendered.message, card.id);
          rateLimiter.posted(card);
          return finish({ ts, shownHash: rendered.hash, postingSince: null, attempts: 0 }, null);
        }
        case 'update':
          if (!(await keep(changing(clock.now())))) return;
          await deps.messenger.update(step.channel, step.ts, rendered.message);
          return finish(...afterChange(earlier, rendered.hash, clock.now()));
        case 'publish':
          if (!(await keep(changing(clock.now())))) return;
          await deps.messenger.publishHome(card.recipientId, rendered.message.blocks ?? []);
          return finish(...afterChange(earlier, rendered.hash, clock.now()));
        default:
          return step satisfies never;
      }
    } catch (error) {
      if (!(error instanceof SlackCallError)) throw error;
      deps.log.warn(
        { card: card.id, method: error.method, code: error.code, kind: error.kind },
        'slack call failed',
      );
      const { patch, dueAt, waits } = afterCardFailure(card, step, error, clock.now());
      if (error.kind === 'gone') people.forget(card.recipientId);
      if (waits?.what === 'method') rateLimiter.rest(method, waits.forMs);
      if (waits?.what === 'conversation') rateLimiter.holdBack(card, waits.forMs);
      const undone = changes(step) && error.kind !== 'unknown-outcome' ? { postingSince: earlier } : {};
      const { problem } = patch;
      return problem
        ? giveUp({ ...undone, ...patch, problem }, step)
        : finish({ ...undone, ...patch }, dueAt);
    }
  }
};

const changes = (step: CardStep) => step.do === 'update' || step.do === 'publish';

/** On record before a message is changed: until Slack has answered either may be shown, also if it changes back meanwhile. */
const changing = (now: number): Patch => ({ shownHash: null, postingSince: now });

/**
 * What a change that Slack confirmed leaves behind, and when to go on. While one that began at `earlier`, and whose answer was
 * lost, may still be carried out over it, nobody knows what is shown: it is drawn once more then. Pure.
 */
export const afterChange = (earlier: number | null, hash: string, now: number): [Patch, number | null] =>
  earlier !== null && now < earlier + postSettlesMs
    ? [{ shownHash: null, postingSince: earlier, attempts: 0 }, earlier + postSettlesMs]
    : [{ shownHash: hash, postingSince: null, attempts: 0 }, null];

/** What a failed call leaves behind, when to go on, and what else waits until then. Pure. */
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
  /** In its place, with the person's later messages behind it; what was posted before can be brought up to date at any time. */
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

/** Whoever is told something is told it by their own clock. */
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
