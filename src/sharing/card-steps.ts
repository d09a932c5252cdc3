/**
 * Brings one card up to date: the person is looked up, the conversation opened and saved, “posting since” saved, and only
 * then the message posted. Whenever an answer is lost, the conversation is searched for the card before anything is posted again.
 */
import { backoffMs } from '../core/backoff.ts';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { SlackCallError } from '../slack/call-error.ts';
import type { Messenger } from '../slack/messenger.ts';
import type { Claimed } from '../store/leases.ts';
import type { Card } from '../store/rows.ts';
import type { Ledger } from './ledger.ts';
import { type Drawers, drawCard } from './picture.ts';
import { type CardStep, planCard, postSettlesMs } from './plan-card.ts';

export interface CardStepDeps {
  readonly ledger: Ledger;
  readonly messenger: Messenger;
  readonly drawers: Drawers;
  readonly clock: Clock;
  readonly log: Log;
}

type Patch = Partial<
  Pick<Card, 'name' | 'channel' | 'ts' | 'shownHash' | 'postingSince' | 'problem' | 'attempts'>
>;

const retry = { firstMs: 1_000, mostMs: 5 * 60_000 };

/** Slack's answers that concern the bot's own token: the operator's to mend, and the card waits for it. */
const tokenTroubles = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
]);

/**
 * Takes the claimed card as far as it goes and gives it back. The claim must hold longer than four of the messenger's calls.
 * @returns whether something was posted, which Slack counts per conversation
 */
export const carryOutCard = async (deps: CardStepDeps, claimed: Claimed<Card>): Promise<boolean> => {
  const { ledger, clock } = deps;
  const { kysely } = ledger.database;
  let card = claimed.row;
  const finish = async (patch: Patch, nextDueAt: number | null) => {
    const now = await ledger.database.now();
    await ledger.cards.finishCard(kysely, claimed, patch, { now, sawDirty: card.dirty, nextDueAt });
  };
  const keep = async (patch: Patch) => {
    card = { ...card, ...patch };
    return ledger.cards.keepCard(kysely, claimed, patch, await ledger.database.now());
  };
  for (;;) {
    const drawn = await drawCard(ledger, deps.drawers, kysely, card);
    const step = planCard(card, drawn?.hash ?? null, clock.now());
    if (step.do === 'wait' || drawn === null) {
      await finish({}, step.do === 'wait' ? step.until : null);
      return false;
    }
    try {
      switch (step.do) {
        case 'vet': {
          const person = await deps.messenger.vet(card.userId);
          if (!person.ok) {
            await finish({ problem: person.why }, null);
            await tellProducers(deps, card);
            return false;
          }
          if (!(await keep({ name: person.name }))) return false;
          break;
        }
        case 'open-conversation':
          if (!(await keep({ channel: await deps.messenger.openConversation(card.userId) }))) return false;
          break;
        case 'find': {
          const ts = await deps.messenger.find(step.channel, card.id, step.sinceMs);
          if (!(await keep({ ts, postingSince: null }))) return false;
          break;
        }
        case 'post': {
          if (!(await keep({ postingSince: clock.now() }))) return false;
          const ts = await deps.messenger.post(step.channel, drawn.message, card.id);
          await finish({ ts, shownHash: drawn.hash, postingSince: null, attempts: 0 }, null);
          return true;
        }
        case 'update':
          await deps.messenger.update(step.channel, step.ts, drawn.message);
          await finish({ shownHash: drawn.hash, attempts: 0 }, null);
          return false;
        case 'publish':
          await deps.messenger.publishHome(card.userId, drawn.message.blocks ?? []);
          await finish({ shownHash: drawn.hash, attempts: 0 }, null);
          return false;
        default:
          return step satisfies never;
      }
    } catch (error) {
      if (!(error instanceof SlackCallError)) throw error;
      deps.log.warn(
        { card: card.id, method: error.method, code: error.code, kind: error.kind },
        'slack call failed',
      );
      const { patch, dueAt } = afterFailure(card, step, error, clock.now());
      await finish(patch, dueAt);
      if (patch.problem) await tellProducers(deps, card);
      return false;
    }
  }
};

/** What a failed call leaves behind, and when to go on. Pure. */
export const afterFailure = (
  card: Card,
  step: CardStep,
  { kind, code, retryAfterMs }: Pick<SlackCallError, 'kind' | 'code' | 'retryAfterMs'>,
  now: number,
): { readonly patch: Patch; readonly dueAt: number | null } => {
  const attempts = card.attempts + 1;
  const later = now + backoffMs(attempts, retry);
  // nothing was posted, so there is nothing to look for
  const unposted = step.do === 'post' ? { postingSince: null } : {};
  if (kind === 'ratelimited') return { patch: unposted, dueAt: now + (retryAfterMs ?? 1_000) };
  if (kind === 'unknown-outcome') {
    return {
      patch: { attempts },
      dueAt: step.do === 'post' ? (card.postingSince ?? now) + postSettlesMs : later,
    };
  }
  if (tokenTroubles.has(code)) return { patch: { ...unposted, attempts }, dueAt: later };
  if (step.do === 'update' && kind === 'gone')
    return { patch: { ts: null, shownHash: null, attempts }, dueAt: later };
  if (kind === 'gone' && card.channel !== null && attempts < 3)
    return { patch: { ...unposted, channel: null, attempts }, dueAt: later };
  return { patch: { ...unposted, problem: code }, dueAt: null };
};

/** A person who gets no card is named on the producers' cards. */
const tellProducers = async ({ ledger }: CardStepDeps, card: Card) => {
  if (card.kind !== 'share') return;
  await ledger.database.transaction(async (tx) => {
    const now = await ledger.database.now();
    for (const offer of await ledger.offers.offersOfShare(tx, card.subjectId))
      await ledger.cards.dueCards(tx, 'offer', offer.id, now);
  });
};
