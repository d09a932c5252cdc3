/** One step of a claimed PendingAct: a sign-in proves that its author may act, and only then it is carried out. */
import { dayMs } from '../../core/durations.ts';
import type { PendingAct } from '../../model/pending-act.ts';
import type { Claimed, ClaimOptions } from '../../store/claims/leases.ts';
import { newCard } from '../cards/refresh.ts';
import { carryOutAct } from '../intents/carry-out-act.ts';
import { tellAsker } from '../intents/hand-over.ts';
import type { PolicyWork } from '../transaction.ts';
import { type Worker, worker } from './loop.ts';
import { type Proof, proofOf, prove, whyNotSpeaking } from './prove.ts';
import type { CarryingOutDeps } from './step-deps.ts';

const maxAtATime = 32;
/** A cloud that does not answer must not hold up what people wait for at another. */
const maxDaily = 8;

/** The next day's proof, spread so that not all fall due together. */
const nextDay = (now: number, random: () => number) => now + Math.round(dayMs * (1 - 0.1 * random()));

/** What its rows say once the sign-in is over: the account may be gone, or speak no longer. */
const concluded = async ({ store, tx }: PolicyWork, act: PendingAct, proof: Proof): Promise<Proof> => {
  if (proof.kind !== 'proven') return proof;
  const account = proofOf(act, await store.accounts.accountsOfPerson(tx, act));
  if ('kind' in account) return account;
  const problem = whyNotSpeaking(account);
  return problem === null ? proof : { kind: 'refused', problem };
};

/** What the step changes, and when the act is next due. */
const changeOf = (act: PendingAct, proof: Proof, now: number, random: () => number) => {
  if (proof.kind === 'waits') {
    const attempts = act.attempts + 1;
    return { patch: { attempts, lastError: proof.problem }, nextDueAt: proof.dueAt };
  }
  const settled = { attempts: 0, lastError: null };
  // an account that only reads may get a role again; one that is refused is not used until it is linked again
  if (act.kind === 'prove') return { patch: settled, nextDueAt: nextDay(now, random) };
  return proof.kind === 'proven'
    ? { patch: { ...settled, phase: 'done' as const }, nextDueAt: null }
    : { patch: { ...settled, phase: 'refused' as const, problem: proof.problem }, nextDueAt: null };
};

export const stepPendingAct = async (
  { store, policy, clock, log, random, ...deps }: CarryingOutDeps,
  claimed: Claimed<PendingAct>,
  signal: AbortSignal,
) => {
  const act = claimed.row;
  const proof = await prove({ ...deps, store, clock }, act, clock.now(), signal);
  if (act.kind === 'prove' && proof.kind === 'proven') await deps.learnExpiry(act.subjectId);
  const now = await store.database.now();
  let outcome: Proof['kind'] = proof.kind;
  await store.database.transaction(async (tx) => {
    const work = { store, tx, now, policy };
    const ends = await concluded(work, act, proof);
    outcome = ends.kind;
    const { patch, nextDueAt } = changeOf(act, ends, now, random);
    if (!(await store.pendingActs.finishPendingAct(tx, claimed, patch, { now, nextDueAt }))) return;
    if (act.kind === 'prove') return;
    const problem = ends.kind === 'proven' ? await carryOutAct(work, act) : null;
    if (problem) await store.pendingActs.refusePendingAct(tx, act.id, problem);
    // what is done at once is seen where it was done
    if (problem || ends.kind === 'refused' || (ends.kind === 'waits' && ends.problem))
      await store.cards.ensureCard(tx, newCard('act', act.id, act, now));
    await store.cards.dueCards(tx, 'act', act.id, now);
    if (ends.kind !== 'waits') await tellAsker(work, act);
  });
  log.info({ act: act.id, kind: act.kind, subject: act.subjectId, outcome }, 'pending act step done');
};

/** Claims what people wait for before the daily proofs, and few of these at a time. */
export const pendingActs = (deps: CarryingOutDeps): Worker => {
  const { store } = deps;
  let daily = 0;
  const claim = async (
    db: Parameters<typeof store.pendingActs.claimPendingActs>[0],
    options: ClaimOptions,
  ) => {
    const asked = await store.pendingActs.claimPendingActs(db, { ...options, daily: false });
    const limit = Math.min(options.limit - asked.length, maxDaily - daily);
    if (limit <= 0) return asked;
    const proofs = await store.pendingActs.claimPendingActs(db, { ...options, limit, daily: true });
    daily += proofs.length;
    return [...asked, ...proofs];
  };
  return worker('pendingActs', maxAtATime, store.database.kysely, claim, (claimed, signal) =>
    stepPendingAct(deps, claimed, signal).finally(() => {
      if (claimed.row.kind === 'prove') daily -= 1;
    }),
  );
};
