/** A real cloud behind the bot, as the first linked account sees it; changed only if that was allowed. */
import type { CloudConfig } from '../../src/cloud/cloud-config.ts';
import { createHttp } from '../../src/cloud/http.ts';
import { createSessions } from '../../src/cloud/session.ts';
import { systemClock } from '../../src/core/clock.ts';
import { createLog } from '../../src/core/log.ts';
import type { Account } from '../../src/model/account.ts';
import type { CloudBackend } from '../cloud-backend.ts';
import { linkAccount } from '../linking.ts';
import { people } from '../people.ts';
import { actingProject, changeImage } from './change-image.ts';
import type { Linked } from './linked.ts';
import { readImages, type SeenImage } from './read-images.ts';
import { createTap } from './tap.ts';

export interface RealCloudBackend extends CloudBackend {
  /** Starts to poll, once the bot has opened its record. */
  begin(): void;
  close(): Promise<void>;
}

interface Options {
  readonly cloud: CloudConfig;
  readonly linked: Linked;
  /** The credential in the operator's clouds.yaml, by the labels of the link form. */
  readonly credential: Readonly<Record<string, string>> | null;
  readonly mayWrite: boolean;
}

/** After the bot has done something there, and when nothing happens at all. */
const pollAfterMs = 1_000;
const syncIntervalMs = 30_000;
const pollDeadlineMs = 20_000;

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
  let polling: Promise<void> | undefined;
  let next: NodeJS.Timeout | undefined;

  const sessionOf = (account: Account) =>
    sessions.open(cloud, account.id, () => linked.credentialOf(account), account.projectId);
  const projectName = (id: string) => accounts.find(({ projectId }) => projectId === id)?.projectName ?? id;

  const poll = async () => {
    try {
      const before = accounts;
      accounts = await linked.accounts();
      for (const gone of before.filter(({ id }) => !accounts.some((one) => one.id === id)))
        sessions.forget(gone.id);
      const [first] = accounts;
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(pollDeadlineMs)]);
      images = first ? await readImages(sessionOf(first), projectName, signal) : [];
      lastError = null;
    } catch (error) {
      lastError = wordsOf(error);
    }
  };
  const pollNow = (): Promise<void> => {
    clearTimeout(next);
    next = undefined;
    polling ??= poll().finally(() => {
      polling = undefined;
      if (closing.signal.aborted) return;
      pollIn(syncIntervalMs);
      changed();
    });
    return polling;
  };
  let dueAt = 0;
  /** If two polls are scheduled, only the sooner one happens. */
  const pollIn = (ms: number) => {
    const at = Date.now() + ms;
    if (next && dueAt <= at) return;
    clearTimeout(next);
    dueAt = at;
    next = setTimeout(() => {
      next = undefined;
      // The read may have missed what happened meanwhile.
      if (polling) pollIn(pollAfterMs);
      else void pollNow();
    }, ms);
  };
  const tap = createTap(cloud, () => {
    changed();
    pollIn(pollAfterMs);
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
      const project = actingProject(act, image);
      const account = (await linked.accounts()).find(({ projectId }) => projectId === project);
      if (!account)
        return {
          error: `Only project ${projectName(project)} may do that, and nobody has linked an account of it.`,
        };
      try {
        await changeImage(sessionOf(account), act, image);
        return {};
      } catch (error) {
        return { error: wordsOf(error) };
      } finally {
        pollIn(0);
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
    begin: () => void pollNow(),
    close: async () => {
      closing.abort();
      clearTimeout(next);
      await polling;
      await http.close();
    },
  };
};
