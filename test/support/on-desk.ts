/** A desk before each test of a file, and what its tests ask of it. */
import { afterEach, beforeEach } from 'vitest';
import type { Problem } from '../../src/core/problems/problem.ts';
import type { Account } from '../../src/model/account.ts';
import { type Desk, linkBoth, openDesk } from './card-desk.ts';
import { alice, bob } from './store-rows.ts';

export let desk: Desk;
/** Alice's account of the project that owns the image. */
export let producer: Account;
/** Bob's, of the project that is a member in `share`. */
export let consumer: Account;

/** @param prepare what each test begins with, in place of an account for alice and for bob */
export const onDesk = (prepare?: () => Promise<unknown>): void => {
  beforeEach(async () => {
    desk = await openDesk();
    if (prepare) await prepare();
    else ({ producer, consumer } = await linkBoth(desk, { alice, bob }));
  });
  afterEach(() => desk.close());
};

/** Why what was asked is refused, or null. */
export const problemOf = (asked: Promise<unknown>): Promise<Problem | null> =>
  asked.then(
    () => null,
    (error) => error.problem,
  );

export const problemKindOf = async (asked: Promise<unknown>): Promise<string | null> =>
  (await problemOf(asked))?.kind ?? null;
