/** A real cloud behind the bot, seen as the first linked account sees it; written to only where that was allowed. */
import type { CloudConfig } from '../../src/cloud/cloud-config.ts';
import { createHttp } from '../../src/cloud/http.ts';
import { createSessions } from '../../src/cloud/session.ts';
import { systemClock } from '../../src/core/clock.ts';
import { createLog } from '../../src/core/log.ts';
import type { Account } from '../../src/model/account.ts';
import type { CloudBackend } from '../cloud-backend.ts';
import { linkAccount } from '../linking.ts';
import { people } from '../people.ts';
import { doAt, sideOf } from './doing.ts';
import type { Linked } from './linked.ts';
import { lookAt, type SeenImage } from './looking.ts';
import { createTap } from './tap.ts';

export interface RealCloudBackend extends CloudBackend {
  /** Begins to look, once the bot has its record open. */
  begin(): void;
  close(): Promise<void>;
}

interface Options {
  readonly cloud: CloudConfig;
  readonly linked: Linked;
  /** What the operator's clouds.yaml has to sign in with, by the labels of the link form. */
  readonly credential: Readonly<Record<string, string>> | null;
  readonly mayWrite: boolean;
}

/** After the bot did something there; and when nothing happens at all. */
const lookAfterMs = 1_000;
const syncIntervalMs = 30_000;
const lookDeadlineMs = 20_000;

const nameOf = (userId: string) => Object.entries(people).find(([, id]) => id === userId)?.[0] ?? userId;
const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

export const realCloudBackend = ({ cloud, linked, credential, mayWrite }: Options): RealCloudBackend => {
  const log = createLog('silent');
  const http = createHttp({ log, clock: systemClock });
  const sessions = createSessions({ http, clock: systemClock, log });
  const closing = new AbortController();
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };

  let accounts: readonly Account[] = [];
  let images: readonly SeenImage[] = [];
  let lastError: string | null = null;
  let looking: Promise<void> | undefined;
  let next: NodeJS.Timeout | undefined;

  const sessionOf = (account: Account) =>
    sessions.open(cloud, account.id, () => linked.credentialOf(account), account.projectId);
  const projectName = (id: string) => accounts.find(({ projectId }) => projectId === id)?.projectName ?? id;

  const look = async () => {
    try {
      const before = accounts;
      accounts = await linked.accounts();
      for (const gone of before.filter(({ id }) => !accounts.some((one) => one.id === id)))
        sessions.forget(gone.id);
      const [first] = accounts;
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(lookDeadlineMs)]);
      images = first ? await lookAt(sessionOf(first), projectName, signal) : [];
      lastError = null;
    } catch (error) {
      lastError = wordsOf(error);
    }
  };
  const lookNow = (): Promise<void> => {
    clearTimeout(next);
    next = undefined;
    looking ??= look().finally(() => {
      looking = undefined;
      if (closing.signal.aborted) return;
      lookIn(syncIntervalMs);
      changed();
    });
    return looking;
  };
  let dueAt = 0;
  /** The sooner of two looks is made. */
  const lookIn = (ms: number) => {
    const at = Date.now() + ms;
    if (next && dueAt <= at) return;
    clearTimeout(next);
    dueAt = at;
    next = setTimeout(() => {
      next = undefined;
      // What happened during a read may have been missed by it.
      if (looking) lookIn(lookAfterMs);
      else void lookNow();
    }, ms);
  };
  const tap = createTap(cloud, () => {
    changed();
    lookIn(lookAfterMs);
  });

  return {
    clouds: [cloud],
    openHttp: tap.openHttp,
    requests: tap.requests,
    faults: mayWrite ? tap.faults : null,
    snapshot: () => {
      const [first] = accounts;
      return {
        name: cloud.name,
        authUrl: cloud.authUrl,
        isOwn: false,
        mayWrite,
        seenAs: first ? `${nameOf(first.userId)}’s account ${first.name}` : null,
        lastError,
        projects: [...new Map(accounts.map(({ projectId, projectName: name }) => [projectId, name]))].map(
          ([id, name]) => ({ id, name }),
        ),
        images: images.map(({ ownerId: _, ...image }) => image),
        credential: null,
      };
    },
    suggestions: (me) =>
      accounts.some(({ userId }) => userId === me)
        ? ['/list-images --custom', '/list-images --member-status pending', '/share-image']
        : ['/image-account link'],
    change: async (act) => {
      const image = images.find(({ id, region }) => id === act.image && region === act.region);
      if (!image) return { error: 'The cloud has no such image any more.' };
      const side = sideOf(act, image);
      const account = (await linked.accounts()).find(({ projectId }) => projectId === side);
      if (!account)
        return {
          error: `Only project ${projectName(side)} may do that, and nobody has linked an account of it.`,
        };
      try {
        await doAt(sessionOf(account), act, image);
        return {};
      } catch (error) {
        return { error: wordsOf(error) };
      } finally {
        lookIn(0);
      }
    },
    setUp: async (slack, say) => {
      if (!credential) return null;
      try {
        await linkAccount(slack, people.alice, credential, say);
        return `alice is linked with the credential that clouds.yaml has for ${cloud.name}.`;
      } catch (error) {
        return `The credential that clouds.yaml has for ${cloud.name} was not taken: ${wordsOf(error)}`;
      }
    },
    on: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    begin: () => void lookNow(),
    close: async () => {
      closing.abort();
      clearTimeout(next);
      await looking;
      await http.close();
    },
  };
};
