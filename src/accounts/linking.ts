/**
 * Linking tries a credential against Keystone before storing it. What the account is comes from the token, never from the
 * person. The account and its sealed credential are written together, and removed together.
 */
import { randomUUID } from 'node:crypto';
import type { CloudChoice } from '../cloud/cloud-choices.ts';
import type { Cloud } from '../cloud/clouds.ts';
import type { Pasted } from '../cloud/pasted-credential.ts';
import type { Credential, GivenCredential, Token } from '../cloud/token.ts';
import { dayMs } from '../core/durations.ts';
import type { Person } from '../core/ids.ts';
import { type Problem, UserError } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';
import { writeAudit } from '../sharing/audit.ts';
import { requestAct } from '../sharing/people/request-act.ts';
import type { Work } from '../sharing/transaction.ts';
import type { Credentials } from '../store/secrets/credentials.ts';
import { freeName, isTaken, ownName } from './account-name.ts';
import { removeAccount, wakeAccount } from './account-rows.ts';
import { toStored } from './credential.ts';
import { type ExpiryDeps, learnExpiry } from './expiry.ts';
import { type GuardDeps, keepOwner, signInGuarded } from './guarded-sign-in.ts';
import { noteLeaving } from './leaving.ts';
import { notedFirst } from './noted-first.ts';
import { idOfReplaced } from './replaced-credential.ts';

export interface LinkDeps extends GuardDeps, ExpiryDeps {
  /** What people choose from, as clouds.yaml was last read. */
  readonly choices: () => readonly CloudChoice[];
  /** What a pasted file or output says, for one of the operator's clouds; `chosen`: the id of the choice in the form. */
  readonly readPasted: (text: string, chosen: string | null) => Pasted | Problem;
  /** The regions in which the token's catalog has an image service, the default one first. */
  readonly regionsOf: (token: Token, cloud: Cloud) => readonly string[];
  /** The interfaces for which it has one in that region; in any if null. */
  readonly interfacesOf: (token: Token, cloud: Cloud, region: string | null) => readonly string[];
  readonly credentials: Credentials;
  /** Whether the token permits more than to look things up. */
  readonly grantsSpeech: (token: Token) => boolean;
  /** Lets the token of the linking sign-in serve the account's first requests. */
  readonly keepToken: (accountId: string, token: Token) => void;
  /** Drops the account's token. */
  readonly forgetSession: (accountId: string) => void;
  /** Notes, outside the database, that the account's credential is deleted next; a database that is put back then does without it. */
  readonly noteForgotten: (account: Pick<Account, 'id' | 'teamId' | 'userId'>) => Promise<void>;
  /** Asks for the bytes of deleted credentials to go from the database's files. */
  readonly scrub: () => void;
  readonly nudge: () => void;
}

export interface LinkRequest {
  /** The id of a choice. */
  readonly cloud: string;
  readonly credential: GivenCredential;
  /** The person's own name for it; null: the project's name, or the user's if projects have none. */
  readonly name: string | null;
  readonly region: string | null;
}

export interface Linked {
  readonly account: Account;
  /** The application credential that was replaced, which the cloud still accepts; null if there is none, or it is the same. */
  readonly replacedCredentialId: string | null;
}

/** By its id: whoever revokes it needs that. @throws UserError `cloud-refused`: no Keystone keeps it to itself */
const keptOf = (given: GivenCredential, { applicationCredentialId: id }: Token): Credential => {
  if (!('name' in given)) return given;
  if (id === null) throw new UserError({ kind: 'cloud-refused', status: 201, requestId: null });
  return { method: given.method, id, secret: given.secret };
};

/**
 * Tries the credential and stores it, replacing an account of the same project on the same cloud.
 * @throws UserError with nothing kept: `no-such-cloud`, `credentials-refused`, `sign-in-held`, `cloud-silent`, `no-image-service`, `other-interface`, `no-such-region`, `name-taken`, `too-many-accounts`
 */
export const linkAccount = async (
  deps: LinkDeps,
  person: Person,
  { cloud: chosenId, credential, name, region }: LinkRequest,
): Promise<Linked> => {
  const { credentials } = deps;
  const choices = deps.choices();
  const choice = choices.find(({ id }) => id === chosenId);
  if (choice === undefined)
    throw new UserError({ kind: 'no-such-cloud', name: chosenId, have: choices.map(({ label }) => label) });
  const { cloud, entry } = choice;
  const token = await signInGuarded(deps, person, cloud, credential);
  const regions = deps.regionsOf(token, cloud);
  const chosen =
    region === null ? regions[0] : regions.find((one) => one.toLowerCase() === region.toLowerCase());
  if (chosen === undefined) {
    const have = deps.interfacesOf(token, cloud, region);
    if (have.length > 0) throw new UserError({ kind: 'other-interface', cloud: cloud.name, region, have });
    if (regions.length === 0) throw new UserError({ kind: 'no-image-service', cloud: cloud.name });
    throw new UserError({ kind: 'no-such-region', region: region ?? '', have: regions });
  }

  const kept = keptOf(credential, token);
  const replacedCredentialId = await idOfReplaced(deps, person, cloud, token, kept);
  const id = randomUUID();
  const keepCredential = await credentials.seal(id, person, toStored(kept));
  const { method } = kept;
  const isSame = (one: Account) => one.cloudId === cloud.id && one.projectId === token.project.id;
  const { account, replaced } = await notedFirst(deps, person, isSame, async (work, same) => {
    await keepCredential(work.tx);
    for (const one of new Set([credential, kept])) await keepOwner(deps, work, { ...person, id }, cloud, one);
    const linked = { id, name, cloud, entry, region: chosen, token, method };
    return { account: await keepAccount(deps, work, person, linked, same), replaced: same };
  });
  for (const old of replaced) deps.forgetSession(old.id);
  if (replaced.length > 0) deps.scrub();
  deps.keepToken(id, token);
  deps.nudge();
  return { account: (await learnExpiry(deps, id)) ?? account, replacedCredentialId };
};

/**
 * Removes the account. Work that needs it waits until somebody links its project again.
 * False if the person has no such account.
 */
export const unlinkAccount = async (
  deps: LinkDeps,
  person: Person,
  accountId: string,
): Promise<Account | null> => {
  const isIt = ({ id }: Account) => id === accountId;
  const gone = await notedFirst(deps, person, isIt, async (work, [account]) => {
    if (account === undefined) return null;
    await removeAccount(deps, work, account);
    await wakeAccount(work, account);
    await noteLeaving(work, account);
    await audit(work, person, 'unlink-account', account);
    return account;
  });
  if (gone !== null) {
    deps.forgetSession(accountId);
    deps.scrub();
  }
  deps.nudge();
  return gone;
};

/** Each is polled. */
const maxAccounts = 20;

interface Kept {
  readonly id: string;
  readonly name: string | null;
  readonly cloud: Cloud;
  readonly entry: string;
  readonly region: string;
  readonly token: Token;
  readonly method: Account['method'];
}

const keepAccount = async (
  deps: LinkDeps,
  work: Work,
  person: Person,
  { id, name, cloud, entry, region, token, method }: Kept,
  replaced: readonly Account[],
): Promise<Account> => {
  const { store, tx, now } = work;
  const { accounts } = store;
  for (const old of replaced) await removeAccount(deps, work, old);
  const others = await accounts.accountsOfPerson(tx, person);
  if (others.length >= maxAccounts) throw new UserError({ kind: 'too-many-accounts', max: maxAccounts });
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
    entry,
    health: 'good',
    speaks: deps.grantsSpeech(token),
    suspendedAt: null,
    expiresAt: null,
    expiryReadAt: null,
    asOf: null,
    refusedActs: [],
    isDefault: false,
    createdAt: now,
  };
  if (isTaken(account.name, others) || !(await accounts.insertAccount(tx, account)))
    throw new UserError({ kind: 'name-taken', name: account.name });
  if (replaced.some((one) => one.isDefault)) await accounts.setDefault(tx, person, id);
  await requestAct(work, person, account, id, { kind: 'prove' }, now + dayMs);
  await wakeAccount(work, account);
  await audit(work, person, 'link-account', account);
  return { ...account, isDefault: replaced.some((one) => one.isDefault) || others.length === 0 };
};

/** The account, if it is the person's. */
export const ownAccount = async ({ store, tx }: Work, person: Person, accountId: string) => {
  const account = await store.accounts.findAccount(tx, accountId);
  const isOwn = account?.teamId === person.teamId && account.userId === person.userId;
  return isOwn ? account : null;
};

/** Leaves out the account's name, which may contain a person's. */
const audit = (
  work: Work,
  by: Person,
  act: 'link-account' | 'unlink-account',
  { id, teamId, cloudId, projectId, method }: Account,
) =>
  writeAudit(work, {
    act,
    by,
    on: { teamId, cloudId, subject: id },
    detail: { projectId, accountId: id, method },
  });
