/** Signing in to link an account, and not to guess somebody's password: who is refused too often has to wait. */
import type { Cloud } from '../cloud/clouds.ts';
import { AccountRefusedError } from '../cloud/errors.ts';
import type { GivenCredential, NamedApplicationCredential, Token } from '../cloud/token.ts';
import type { Clock } from '../core/clock.ts';
import type { Person } from '../core/ids.ts';
import { type Problem, UserError } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';
import type { SignInRefusals } from '../model/sign-in-refusals.ts';
import { writeAudit } from '../sharing/audit.ts';
import type { Store } from '../sharing/repositories.ts';
import { inTransaction, type Work } from '../sharing/transaction.ts';
import { type Count, countedBack, countOfName, countOfPerson } from './refusal-limits.ts';
import { tryCredential } from './try-credential.ts';

export interface GuardDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly signIn: (cloud: Cloud, credential: GivenCredential, signal: AbortSignal) => Promise<Token>;
  /** Of the parts together, under each encryption key, the current one's first. */
  readonly keyedHashes: (parts: readonly string[]) => readonly [string, ...string[]];
}

/** Keystone may take names in any case, so they are the same here. */
const plain = (name: string) => name.normalize('NFKC').trim().toLowerCase();

const userIn = (user: NamedApplicationCredential['user']): readonly string[] =>
  'id' in user ? [user.id] : [plain(user.domain), plain(user.name)];

/** The user name or credential id that is tried. */
const nameIn = (cloud: Cloud, credential: GivenCredential): readonly string[] => {
  const { method } = credential;
  switch (method) {
    case 'application_credential':
      return 'id' in credential
        ? [cloud.id, method, credential.id]
        : [cloud.id, method, ...userIn(credential.user), plain(credential.name)];
    case 'password':
      return [cloud.id, method, plain(credential.userDomain), plain(credential.username)];
    case 'rackspace_apikey':
      return [cloud.id, method, plain(credential.username)];
    default:
      return method satisfies never;
  }
};

const ownerHashes = (
  { keyedHashes }: GuardDeps,
  by: Pick<Person, 'teamId' | 'userId'>,
  cloud: Cloud,
  credential: GivenCredential,
) => keyedHashes(['owner', by.teamId, by.userId, ...nameIn(cloud, credential)]);

/** The person has linked it: nobody's guesses at it hold them up from now on. In the transaction that links. */
export const keepOwner = (
  deps: GuardDeps,
  { store, tx, now: linkedAt }: Work,
  { teamId, userId, id: accountId }: Pick<Account, 'id' | 'teamId' | 'userId'>,
  cloud: Cloud,
  credential: GivenCredential,
): Promise<void> => {
  const [id] = ownerHashes(deps, { teamId, userId }, cloud, credential);
  return store.signIns.keepOwner(tx, { id, accountId, linkedAt });
};

type Held = Extract<Problem, { kind: 'sign-in-held' }>;

/**
 * Counts the sign-in as refused before it is tried, so that none of many at once slips through.
 * @returns what was counted
 * @throws UserError `sign-in-held`, with nothing counted
 */
const countAhead = (deps: GuardDeps, person: Person, cloud: Cloud, credential: GivenCredential) =>
  inTransaction(deps, async ({ store: { signIns }, tx, now }): Promise<readonly SignInRefusals[]> => {
    const { keyedHashes } = deps;
    const [personId] = keyedHashes(['person', person.teamId, person.userId]);
    const [nameId] = keyedHashes(['name', ...nameIn(cloud, credential)]);
    const owns = await signIns.isOwner(tx, ownerHashes(deps, person, cloud, credential));
    const limits: readonly (readonly [string, Count, Held['why']])[] = [
      [personId, countOfPerson, 'person'],
      ...(owns ? [] : [[nameId, countOfName, 'name'] as const]),
    ];
    let held: Held = { kind: 'sign-in-held', why: 'person', waitMs: 0 };
    const counted: SignInRefusals[] = [];
    for (const [id, count, why] of limits) {
      const so = await signIns.findRefusals(tx, id, now);
      const waitMs = (so?.heldUntil ?? now) - now;
      if (waitMs > held.waitMs) held = { ...held, why, waitMs };
      counted.push(count(id, so, now));
    }
    if (held.waitMs > 0) throw new UserError(held);
    for (const row of counted) await signIns.keepRefusals(tx, row);
    return counted;
  });

const countBack = (deps: GuardDeps, counted: readonly SignInRefusals[]) =>
  inTransaction(deps, async ({ store: { signIns }, tx, now }) => {
    for (const { id } of counted) {
      const so = await signIns.findRefusals(tx, id, now);
      if (so !== null) await signIns.keepRefusals(tx, countedBack(so));
    }
  });

/**
 * Only the cloud's clear no counts: no outage, no time limit. A sign-in that works clears no earlier refusals, or a guesser
 * would sign in with an account of their own in between.
 * @throws UserError `sign-in-held`, and those of {@link tryCredential}
 */
export const signInGuarded = async (
  deps: GuardDeps,
  person: Person,
  cloud: Cloud,
  credential: GivenCredential,
): Promise<Token> => {
  const counted = await countAhead(deps, person, cloud, credential);
  let refused: AccountRefusedError | null = null;
  try {
    return await tryCredential(deps, cloud, credential);
  } catch (error) {
    if (error instanceof UserError && error.cause instanceof AccountRefusedError) refused = error.cause;
    throw error;
  } finally {
    await (refused === null
      ? countBack(deps, counted)
      : auditRefusal(deps, person, cloud, credential, refused));
  }
};

const auditRefusal = (
  deps: GuardDeps,
  by: Person,
  { id: cloudId }: Cloud,
  { method }: GivenCredential,
  { status, requestId }: AccountRefusedError,
) =>
  inTransaction(deps, (work) =>
    writeAudit(work, {
      act: 'sign-in-refused',
      by,
      on: { teamId: by.teamId, cloudId, subject: cloudId },
      detail: { method, outcome: 'refused', status },
      requestId,
    }),
  );
