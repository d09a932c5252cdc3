/** Whether the owners of accounts are still in Slack: by what Slack says of them, no older than an hour when an account is used. */
import type { Clock } from '../core/clock.ts';
import { hourMs } from '../core/durations.ts';
import type { SlackUserId } from '../core/ids.ts';
import type { Account } from '../model/account.ts';
import { OwnerAwayError } from '../sharing/cloud-failure.ts';

/** What users.info says of somebody. */
type Vetted = { readonly ok: true } | { readonly ok: false; readonly why: string };

export interface Presence<V extends Vetted> {
  /** Slack says that somebody is deactivated, or no longer is. */
  readonly heard: (userId: SlackUserId, isDeactivated: boolean) => Promise<void>;
  /** As the messenger's, and acts on what Slack says. */
  readonly vet: (userId: SlackUserId) => Promise<V>;
  /**
   * To be asked before each use of an account. If Slack does not answer, the account may be used: an error suspends nobody.
   * @throws OwnerAwayError its owner is deactivated
   */
  readonly admit: (account: Account) => Promise<void>;
}

/** How long Slack is not asked again after it did not answer. */
const pauseMs = 60_000;

export const createPresence = <V extends Vetted>({
  vet: ask,
  setDeactivated,
  clock,
}: {
  readonly vet: (userId: SlackUserId) => Promise<V>;
  readonly setDeactivated: (userId: SlackUserId, isDeactivated: boolean) => Promise<void>;
  readonly clock: Pick<Clock, 'now'>;
}): Presence<V> => {
  /** Until when nobody asks about a person again. */
  const asked = new Map<SlackUserId, number>();
  const away = new Set<SlackUserId>();
  const asking = new Map<SlackUserId, Promise<unknown>>();

  const heard: Presence<V>['heard'] = async (userId, isDeactivated) => {
    if (isDeactivated) away.add(userId);
    else away.delete(userId);
    asked.set(userId, clock.now() + hourMs);
    await setDeactivated(userId, isDeactivated);
  };

  const vet: Presence<V>['vet'] = async (userId) => {
    const vetted = await ask(userId);
    // only what Slack says of somebody it knows counts
    if (vetted.ok || vetted.why === 'deactivated') await heard(userId, !vetted.ok);
    else asked.set(userId, clock.now() + hourMs);
    return vetted;
  };

  const askOnce = (userId: SlackUserId) => {
    const going =
      asking.get(userId) ??
      vet(userId)
        .catch(() => asked.set(userId, clock.now() + pauseMs))
        .finally(() => asking.delete(userId));
    asking.set(userId, going);
    return going;
  };

  return {
    heard,
    vet,
    admit: async ({ userId, name, suspendedAt }) => {
      if (suspendedAt === null && (asked.get(userId) ?? 0) <= clock.now()) await askOnce(userId);
      if (suspendedAt !== null || away.has(userId)) throw new OwnerAwayError(name);
    },
  };
};
