/**
 * Linking: a credential is tried against Keystone before it is kept, and what the account is comes from the token, never
 * from the person. The sealed credential is written first, then the row that counts; unlinking goes the other way.
 */
import { randomUUID } from 'node:crypto';
import type { Cloud } from '../cloud/clouds.ts';
import { AccountRefusedError, CloudHttpError, CloudNetworkError, CloudSchemaError } from '../cloud/errors.ts';
import type { Pasted } from '../cloud/pasted.ts';
import type { Credential, Token } from '../cloud/token.ts';
import type { Clock } from '../core/clock.ts';
import type { Person } from '../core/ids.ts';
import { type Problem, UserError } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';
import { writeAudit } from '../sharing/audit.ts';
import { showHomes, showShare } from '../sharing/cards/refresh.ts';
import type { Store } from '../sharing/repositories.ts';
import type { Tx } from '../store/schema/tables.ts';
import type { Credentials } from '../store/secrets/credentials.ts';
import { sharesWith } from './account-health.ts';
import { freeName, isTaken, ownName } from './account-name.ts';
import { toStored } from './credential.ts';

export interface LinkDeps {
  readonly store: Store;
  readonly clouds: readonly Cloud[];
  /** The credential in a pasted clouds.yaml, for one of the operator's clouds. */
  readonly readPasted: (text: string) => Pasted | Problem;
  readonly signIn: (cloud: Cloud, credential: Credential, signal: AbortSignal) => Promise<Token>;
  /** The regions in which the token's catalog has an image service, the default one first. */
  readonly regionsOf: (token: Token, cloud: Cloud) => readonly string[];
  readonly credentials: Credentials;
  /** The token of the sign-in that linked the account serves its first requests. */
  readonly keepToken: (accountId: string, token: Token) => void;
  /** Drops the account's token. */
  readonly forgetSession: (accountId: string) => void;
  readonly clock: Clock;
  readonly nudge: () => void;
}

export interface LinkRequest {
  readonly cloud: string;
  readonly credential: Credential;
  /** What the person calls it; where they did not say, the project's name, or the user's where projects have none. */
  readonly name: string | null;
  readonly region: string | null;
}

/** Slack closes a modal's door after 3 s. */
const signInDeadlineMs = 2_000;

/**
 * Tries the credential and keeps it; an account of the same project on the same cloud is replaced by it.
 * @throws UserError with nothing kept: `no-such-cloud`, `credentials-refused`, `cloud-silent`, `no-image-service`, `no-such-region`, `name-taken`
 */
export const linkAccount = async (
  deps: LinkDeps,
  person: Person,
  { cloud: cloudName, credential, name, region }: LinkRequest,
): Promise<Account> => {
  const { store, clouds, credentials, clock } = deps;
  const cloud = clouds.find((one) => one.name === cloudName);
  if (cloud === undefined)
    throw new UserError({ kind: 'no-such-cloud', name: cloudName, have: clouds.map((one) => one.name) });
  const token = await trySignIn(deps, cloud, credential);
  const regions = deps.regionsOf(token, cloud);
  const [first] = regions;
  if (first === undefined) throw new UserError({ kind: 'no-image-service', cloud: cloud.name });
  const chosen = region === null ? first : regions.find((one) => one.toLowerCase() === region.toLowerCase());
  if (chosen === undefined)
    throw new UserError({ kind: 'no-such-region', region: region ?? '', have: regions });

  const id = randomUUID();
  await credentials.put(id, person, toStored(credential));
  try {
    const { account, replaced } = await store.database.transaction((tx) =>
      keepAccount(deps, tx, person, {
        id,
        name,
        cloud,
        region: chosen,
        token,
        method: credential.method,
        now: clock.now(),
      }),
    );
    await Promise.all(replaced.map((old) => dropCredential(deps, old)));
    deps.keepToken(id, token);
    deps.nudge();
    return account;
  } catch (error) {
    await credentials.remove(id, person);
    throw error;
  }
};

/**
 * Removes the account; what waits for it goes on waiting until its project is linked again.
 * False when the person has no such account (any more).
 */
export const unlinkAccount = async (
  deps: LinkDeps,
  person: Person,
  accountId: string,
): Promise<Account | null> => {
  const { store, clock } = deps;
  const gone = await store.database.transaction(async (tx) => {
    const account = await ownAccount(deps, tx, person, accountId);
    if (account === null) return null;
    await store.accounts.deleteAccount(tx, accountId);
    await store.cards.dueCards(tx, 'account', accountId, clock.now());
    await wake(deps, tx, account, clock.now());
    await audit(deps, tx, person, 'unlink-account', account);
    return account;
  });
  if (gone !== null) await dropCredential(deps, gone);
  deps.nudge();
  return gone;
};

/** Makes it the account that acts where none is named. Null when the person has no such account. */
export const chooseDefault = (deps: LinkDeps, person: Person, accountId: string): Promise<Account | null> =>
  deps.store.database.transaction(async (tx) => {
    const account = await ownAccount(deps, tx, person, accountId);
    if (account === null) return null;
    await deps.store.accounts.setDefault(tx, person, accountId);
    await showHomes(deps.store, tx, [person.userId], deps.clock.now());
    return account;
  });

/** @throws UserError `name-taken` */
export const renameAccount = (
  deps: LinkDeps,
  person: Person,
  accountId: string,
  name: string,
): Promise<Account | null> =>
  deps.store.database.transaction(async (tx) => {
    const account = await ownAccount(deps, tx, person, accountId);
    if (account !== null) {
      const own = await deps.store.accounts.accountsOfPerson(tx, person);
      if (
        isTaken(
          name,
          own.filter(({ id }) => id !== accountId),
        )
      )
        throw new UserError({ kind: 'name-taken', name });
      await deps.store.accounts.renameAccount(tx, accountId, name);
    }
    await showHomes(deps.store, tx, [person.userId], deps.clock.now());
    return account;
  });

const trySignIn = async (
  { signIn, clock }: LinkDeps,
  cloud: Cloud,
  credential: Credential,
): Promise<Token> => {
  try {
    return await signIn(cloud, credential, clock.timeout(signInDeadlineMs));
  } catch (error) {
    if (error instanceof AccountRefusedError) {
      throw new UserError({
        kind: 'credentials-refused',
        what: error.what === 'token' ? 'secret' : error.what,
      });
    }
    if (error instanceof CloudNetworkError || (error instanceof CloudHttpError && error.retryable)) {
      throw new UserError({ kind: 'cloud-silent', cloud: cloud.name });
    }
    if (error instanceof CloudHttpError || error instanceof CloudSchemaError) {
      throw new UserError({
        kind: 'cloud-refused',
        status: error instanceof CloudHttpError ? error.status : 200,
        requestId: error.requestId,
      });
    }
    throw error;
  }
};

interface Kept {
  readonly id: string;
  readonly name: string | null;
  readonly cloud: Cloud;
  readonly region: string;
  readonly token: Token;
  readonly method: Account['method'];
  readonly now: number;
}

const keepAccount = async (
  deps: LinkDeps,
  tx: Tx,
  person: Person,
  { id, name, cloud, region, token, method, now }: Kept,
) => {
  const { accounts } = deps.store;
  const own = await accounts.accountsOfPerson(tx, person);
  const replaced = own.filter((one) => one.cloudId === cloud.id && one.projectId === token.project.id);
  for (const old of replaced) {
    await accounts.deleteAccount(tx, old.id);
    await deps.store.cards.dueCards(tx, 'account', old.id, now);
  }
  const others = own.filter((one) => !replaced.includes(one));
  const account: Account = {
    id,
    teamId: person.teamId,
    enterpriseId: person.enterpriseId,
    userId: person.userId,
    name: name ?? replaced[0]?.name ?? freeName(ownName(token, method), cloud.name, others),
    cloudId: cloud.id,
    cloudName: cloud.name,
    cloudGone: false,
    projectId: token.project.id,
    projectName: token.project.name,
    method,
    region,
    health: 'good',
    isDefault: false,
    createdAt: now,
  };
  if (isTaken(account.name, others) || !(await accounts.insertAccount(tx, account)))
    throw new UserError({ kind: 'name-taken', name: account.name });
  if (replaced.some((one) => one.isDefault)) await accounts.setDefault(tx, person, id);
  await wake(deps, tx, account, now);
  await audit(deps, tx, person, 'link-account', account);
  return {
    account: { ...account, isDefault: replaced.some((one) => one.isDefault) || others.length === 0 },
    replaced,
  };
};

/** What waited for an account of this project goes on, and the cards of its Shares are drawn for who may answer now. */
const wake = async ({ store }: LinkDeps, tx: Tx, account: Account, now: number) => {
  const { teamId, userId, cloudId, projectId, projectName } = account;
  for (const share of await sharesWith(store, tx, account)) {
    if (share.projectId === projectId) await store.shares.describeShare(tx, share.id, { projectName });
    await store.shares.touchShare(tx, share.id, now);
    await showShare(store, tx, share, now);
  }
  await showHomes(store, tx, [userId], now);
  await store.offers.wakeOffers(tx, { teamId, producer: userId, cloudId, projectId }, now);
  await store.withdrawals.wakeWithdrawals(tx, account, now);
  await store.projectSyncs.wakeProjectSync(tx, account, now);
};

const ownAccount = async ({ store }: LinkDeps, tx: Tx, { teamId, userId }: Person, accountId: string) => {
  const account = await store.accounts.findAccount(tx, accountId);
  return account?.teamId === teamId && account.userId === userId ? account : null;
};

const dropCredential = async ({ credentials, forgetSession }: LinkDeps, account: Account) => {
  forgetSession(account.id);
  await credentials.remove(account.id, account);
};

/** Without the account's name, which may be a person's. */
const audit = (
  { store, clock }: LinkDeps,
  tx: Tx,
  by: Person,
  act: 'link-account' | 'unlink-account',
  { id, teamId, cloudId, projectId, method }: Account,
) =>
  writeAudit(store, tx, clock.now(), {
    act,
    by,
    on: { teamId, cloudId, subject: id },
    detail: { projectId, accountId: id, method },
  });
