/**
 * Brings one card up to date: looks the person up, opens the conversation and saves it, saves “posting since”, and only then
 * posts the message. Whenever a response is lost, it searches the conversation for the card before posting again.
 */
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Policy } from '../../core/policy.ts';
import type { Card, CardPatch, SlackMethod } from '../../model/card.ts';
import { SlackCallError } from '../../slack/api/call-error.ts';
import type { Messenger } from '../../slack/api/messenger.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import { type CardRenderers, renderCard } from '../cards/render.ts';
import type { Store } from '../repositories.ts';
import { type CardStep, methodOf, planCard, postSettlesMs } from '../rules/plan-card.ts';
import { afterCardFailure, maxFirst } from './after-failure.ts';
import { type CardSearch, searchStart } from './card-search.ts';
import { type KeyedHashes, subjectsOf } from './card-subject.ts';
import { orPlainly, sizeOf } from './plainly.ts';
import { concernsOthers, refuseOthers, tellRefused } from './refused.ts';
import { probeMs, type SlackHealth } from './slack-health.ts';
import type { SlackRateLimiter } from './slack-rate.ts';
import type { KnownPeople } from './slack-users.ts';
import { unreachable } from './unreachable.ts';
import { vetRecipient } from './vet-recipient.ts';

export interface CardStepDeps {
  readonly store: Store;
  readonly messenger: Messenger;
  readonly rateLimiter: SlackRateLimiter;
  readonly health: SlackHealth;
  readonly people: KnownPeople;
  readonly search: CardSearch;
  readonly renderers: CardRenderers;
  readonly keyedHashes: KeyedHashes;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly log: Log;
}

type RenderedCard = NonNullable<Awaited<ReturnType<typeof renderCard>>>;
type SlackStep = Exclude<CardStep, { readonly do: 'wait' }>;

/** Slack shows what it should. */
const shown: CardPatch = { attempts: 0, refusedWith: null, refusedSince: null };
const notSearched: CardPatch = { postingSince: null, searchFrom: null, searchedTo: null, asOf: null };

/** A claimed card, and how to save what becomes of it. */
const holdCard = ({ store, policy }: CardStepDeps, claimed: Claimed<Card>) => {
  let card = claimed.row;
  const finish = async (patch: CardPatch, nextDueAt: number | null, problem?: string) => {
    const now = await store.database.now();
    const when = { now, sawDirty: card.dirty, nextDueAt };
    const told = concernsOthers(claimed.row, { ...card, ...patch }, now);
    if (problem === undefined && !told)
      return void (await store.database.write((db) => store.cards.finishCard(db, claimed, patch, when)));
    // together with what it means for others: after a crash in between, nobody would hear of it
    await store.database.transaction(async (tx) => {
      if (!(await store.cards.finishCard(tx, claimed, patch, when))) return;
      if (problem !== undefined) await unreachable({ store, tx, now, policy }, card, problem);
      if (told) await tellRefused({ store, tx, now }, card);
    });
  };
  return {
    card: () => card,
    finish: (patch: CardPatch, nextDueAt: number | null) => finish(patch, nextDueAt),
    /** Drops the card. */
    giveUp: (problem: string, patch: CardPatch = {}) => finish({ ...patch, problem }, null, problem),
    /** False: the lease was lost. */
    keep: async (patch: CardPatch) => {
      card = { ...card, ...patch };
      const now = await store.database.now();
      return store.database.write((db) => store.cards.keepCard(db, claimed, patch, now));
    },
  };
};
type HeldCard = ReturnType<typeof holdCard>;

/** The recipient is deactivated in Slack: coming back makes their cards due. */
const isAway = async ({ accounts, database }: Store, { teamId, recipientId }: Card): Promise<boolean> =>
  (await accounts.accountsOfPerson(database.kysely, { teamId, userId: recipientId })).some(
    ({ suspendedAt }) => suspendedAt !== null,
  );

/**
 * Takes the claimed card as far as Slack's limits allow, then gives it back; a card not yet posted keeps its place before
 * the person's later ones. The lease must last longer than four of the messenger's calls.
 */
export const carryOutCard = async (deps: CardStepDeps, claimed: Claimed<Card>): Promise<void> => {
  const { store, clock, rateLimiter, people, search, health } = deps;
  const held = holdCard(deps, claimed);
  if (await isAway(store, claimed.row)) return held.finish({}, null);
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
    const asks = step.do === 'find' ? !search.answers(card) : !people.answers(method, card.recipientId);
    if (asks && !rateLimiter.room().get(method)) return held.finish({}, card.dueAt);
    if (asks) rateLimiter.called(method);
    // one card finds out for all whether the operator has changed something
    if (asks && health.isBlocked(method)) rateLimiter.rest(method, probeMs);
    try {
      const goesOn = await carryOutStep(deps, held, step, rendered);
      if (asks) health.answered();
      if (asks && health.worked(method)) rateLimiter.resume(method);
      if (!goesOn) return;
    } catch (error) {
      if (!(error instanceof SlackCallError)) throw error;
      const refused = { step, method, earlier: card.postingSince, size: sizeOf(rendered.message) };
      return afterRefusal(deps, held, refused, error);
    }
  }
};

/** Saves what a failed call means for the card, and lets wait what has to. */
const afterRefusal = async (
  deps: CardStepDeps,
  held: HeldCard,
  {
    step,
    method,
    earlier,
    size,
  }: {
    readonly step: SlackStep;
    readonly method: SlackMethod;
    readonly earlier: number | null;
    readonly size: ReturnType<typeof sizeOf>;
  },
  error: SlackCallError,
): Promise<void> => {
  const { log, clock, rateLimiter, people, health } = deps;
  const card = held.card();
  const { verdict, code, needed } = error;
  const refusal = { card: card.id, method: error.method, code, verdict, attempts: card.attempts + 1 };
  if (verdict === 'bug') log.error({ ...refusal, kind: card.kind, size }, 'slack call was wrong');
  else log.warn(refusal, 'slack call failed');
  const alone = await failsAlone(deps, card, error);
  const { patch, dueAt, waits, gaveUp } = afterCardFailure(card, step, error, clock.now(), alone);
  if (verdict === 'person' || verdict === 'place') people.forget(card.recipientId);
  if (waits?.what === 'method') rateLimiter.rest(method, waits.forMs);
  if (waits?.what === 'too-many') rateLimiter.tooMany(method, card, waits.forMs);
  if (waits?.what === 'conversation') rateLimiter.holdBack(card, waits.forMs);
  const undone = changes(step) && !error.unsure ? { postingSince: earlier } : {};
  if (gaveUp === undefined) await held.finish({ ...undone, ...patch }, dueAt);
  else await held.giveUp(gaveUp, { ...undone, ...patch });
  if (verdict === 'operator')
    await refuseOthers(deps, method, code, health.blocked(method, { code, needed }));
};

/** Whether it is this card that Slack does not take, rather than Slack that is away. If nothing else shows, Slack is asked. */
const failsAlone = async (
  { health, messenger }: CardStepDeps,
  card: Card,
  { bySlack }: SlackCallError,
): Promise<boolean> => {
  if (bySlack) {
    health.answered();
    return true;
  }
  const alone = health.unanswered(card.id);
  if (!alone && card.attempts + 2 >= maxFirst && (await messenger.answers())) health.answered();
  return alone;
};

/** Makes one call to Slack. False: there is nothing more to do, or the lease was lost. */
const carryOutStep = async (
  deps: CardStepDeps,
  { card, keep, finish, giveUp }: HeldCard,
  step: SlackStep,
  rendered: RenderedCard,
): Promise<boolean> => {
  const { messenger, people, search, clock, log } = deps;
  const { id, recipientId, post, postingSince: earlier, asOf } = card();
  switch (step.do) {
    case 'vet':
    case 'vet-channel':
      return vetRecipient(deps, { card, keep, giveUp }, step.do === 'vet' ? people.vet : people.vetChannel);
    case 'open-conversation':
      return keep({ channel: await people.openConversation(recipientId) });
    case 'find': {
      const subjects = asOf === null ? [] : await subjectsOf(deps.store, deps.keyedHashes, card());
      const found = await search.find(card(), step.channel, { cardId: id, post, subjects });
      if (found === null) return keep(notSearched);
      if ('to' in found) return keep({ searchedTo: found.to });
      return keep({ ...notSearched, ts: found.ts, postedAt: clock.now() });
    }
    case 'post': {
      const from = searchStart(messenger.slackTime());
      const subjects = await subjectsOf(deps.store, deps.keyedHashes, card());
      if (!(await keep({ postingSince: clock.now(), searchFrom: from, searchedTo: null }))) return false;
      const { said: ts, shownHash } = await orPlainly(log, card(), rendered, (message) =>
        messenger.post(step.channel, message, { cardId: id, post, subjects }),
      );
      deps.rateLimiter.posted(card());
      const posted = { ...shown, ...notSearched, ts, shownHash, postedAt: clock.now() };
      // the message that it replaces is deleted next
      if (card().formerTs !== null) return keep(posted);
      await finish(posted, null);
      return false;
    }
    case 'update': {
      if (!(await keep(changing(clock.now())))) return false;
      const { shownHash } = await orPlainly(log, card(), rendered, (message) =>
        messenger.update(step.channel, step.ts, message),
      );
      await finish(...afterChange(earlier, shownHash, clock.now()));
      return false;
    }
    case 'delete':
      await messenger.remove(step.channel, step.ts);
      return keep({ formerTs: null });
    case 'publish':
      if (!(await keep(changing(clock.now())))) return false;
      await messenger.publishHome(recipientId, rendered.message.blocks ?? []);
      await finish(...afterChange(earlier, rendered.hash, clock.now()));
      return false;
    default:
      return step satisfies never;
  }
};

const changes = (step: CardStep) => step.do === 'update' || step.do === 'publish';

/** Recorded before a message is changed: until Slack responds, either version may be shown, even if it changes back meanwhile. */
const changing = (now: number): CardPatch => ({ shownHash: null, postingSince: now });

/**
 * What a change that Slack confirmed leaves behind, and when to continue. If an update that began at `earlier` lost its response,
 * it may still overwrite this one, and nobody knows what is shown: the card is then drawn once more. Pure.
 */
export const afterChange = (
  earlier: number | null,
  hash: string | null,
  now: number,
): [CardPatch, number | null] =>
  earlier !== null && now < earlier + postSettlesMs
    ? [{ ...shown, shownHash: null, postingSince: earlier }, earlier + postSettlesMs]
    : [{ ...shown, shownHash: hash, postingSince: null }, null];
