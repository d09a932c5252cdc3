/** Slack is asked before an account is used, at most once an hour; whoever is away, or was suspended, signs in to nothing. */
import { beforeEach, expect, it } from 'vitest';
import { createPresence } from '../../../src/accounts/presence.ts';
import { hourMs } from '../../../src/core/durations.ts';
import type { SlackUserId } from '../../../src/core/ids.ts';
import { OwnerAwayError } from '../../../src/sharing/cloud-failure.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';
import { account } from '../../support/store-rows.ts';

type Vetted = { readonly ok: true } | { readonly ok: false; readonly why: string };

let says: () => Promise<Vetted>;
let asked: number;
let clock: ReturnType<typeof createDrivenClock>;
let presence: ReturnType<typeof createPresence<never>>;
beforeEach(() => {
  asked = 0;
  says = async () => ({ ok: true });
  clock = createDrivenClock();
  const vet = () => {
    asked += 1;
    return says() as Promise<never>;
  };
  presence = createPresence({ vet, setDeactivated: async () => {}, clock });
});
const own = account({ userId: 'UBOB' as SlackUserId });

it('somebody whom Slack knows is asked about once an hour', async () => {
  for (let n = 0; n < 3; n += 1) await presence.admit(own);
  expect(asked).toBe(1);
  clock.moveTo(clock.now() + hourMs);
  await presence.admit(own);
  expect(asked).toBe(2);
});

it('somebody who is deactivated is not admitted, though their row does not say so yet', async () => {
  says = async () => ({ ok: false, why: 'deactivated' });
  await expect(presence.admit(own)).rejects.toBeInstanceOf(OwnerAwayError);
  await presence.heard(own.userId, false);
  await presence.admit(own);
  expect(asked).toBe(1);
});

it('an error of Slack’s suspends nobody', async () => {
  says = async () => {
    throw new Error('away');
  };
  await expect(presence.admit(own)).resolves.toBeUndefined();
  says = async () => ({ ok: false, why: 'user_not_found' });
  clock.moveTo(clock.now() + hourMs);
  await expect(presence.admit(own)).resolves.toBeUndefined();
});

it('whom Slack does not know, it is asked about once an hour too', async () => {
  says = async () => ({ ok: false, why: 'unknown' });
  for (let n = 0; n < 3; n += 1) await presence.admit(own);
  expect(asked).toBe(1);
});

it('a question that Slack does not answer is asked again after a minute', async () => {
  says = () => Promise.reject(new Error('away'));
  for (let n = 0; n < 3; n += 1) await presence.admit(own);
  expect(asked).toBe(1);
  says = async () => ({ ok: false, why: 'deactivated' });
  clock.moveTo(clock.now() + 60_000);
  await expect(presence.admit(own)).rejects.toBeInstanceOf(OwnerAwayError);
});

it('a suspended account is not admitted, and nobody is asked', async () => {
  await expect(presence.admit({ ...own, suspendedAt: 1 })).rejects.toBeInstanceOf(OwnerAwayError);
  expect(asked).toBe(0);
});
