/** One poll of a project's images, at a cloud that does in each region what a test says, and nothing else. */
import type { ImageId } from '../../src/core/ids.ts';
import type { Account } from '../../src/model/account.ts';
import type { Listed } from '../../src/model/image.ts';
import type { ProjectSync } from '../../src/model/project-sync.ts';
import type { ImageService } from '../../src/sharing/image-service.ts';
import type { Store } from '../../src/sharing/repositories.ts';
import { type ProjectSyncDeps, syncProject } from '../../src/sharing/sync/project.ts';
import { answered } from './cloud-answers.ts';
import { createDrivenClock } from './driven-clock.ts';
import { onLab } from './on-lab.ts';
import { project, teamId } from './store-rows.ts';

export const pollAt = 100_000;

export const projectSync: ProjectSync = {
  id: 'sync',
  teamId,
  enterpriseId: null,
  cloudId: onLab.cloudId,
  projectId: project('p'),
  intervalMs: 1_000,
  spent: 0,
  spentSince: 0,
  asked: 0,
  read: 0,
  askedSpent: 0,
  askedSince: 0,
  readAt: null,
  held: false,
  asOf: null,
  attempts: 2,
  dueAt: pollAt,
  createdAt: 0,
};

export async function* nothing(): AsyncGenerator<readonly Listed[]> {}

/** By region what the cloud does. Each request of a list or of members counts, as it would be sent. */
export type Regions = Readonly<Record<string, Partial<ImageService>>>;

/** Carries it out and saves it. `asked`: what was asked of the cloud; `refused`: the accounts that were marked, with what they may not do. */
export const pollOnce = async (store: Store, regions: Regions, row: ProjectSync, random = 0.5) => {
  const refused: (readonly [string, string | undefined])[] = [];
  const asked: string[] = [];
  const serviceIn = (region: string, sent: () => void) => {
    const quiet: Partial<ImageService> = {
      regions: async () => Object.keys(regions),
      seesEverything: async () => false,
      listOffered: () => nothing(),
      showImages: async () => [],
      showImage: () => Promise.reject(answered(404)),
      listMembers: async () => [{ projectId: project('c1'), status: 'pending' }],
    };
    const service = { ...quiet, ...regions[region] } as Record<string, (...of: unknown[]) => unknown>;
    return Object.fromEntries(
      Object.entries(service).map(([name, act]) => [
        name,
        (...of: unknown[]) => {
          if (name !== 'regions' && name !== 'seesEverything') sent();
          asked.push([name, region, ...of.map((one) => String(one as ImageId))].join(' '));
          return act(...of);
        },
      ]),
    ) as unknown as ImageService;
  };
  const deps: ProjectSyncDeps = {
    store,
    clock: createDrivenClock(pollAt),
    policy: {
      remindAfterMs: [],
      quietHours: null,
      syncInterval: { minMs: 1_000, maxMs: 1_000_000 },
      syncRequestsPerMinute: 60,
    },
    random: () => random,
    openImageService: (_, region, __, { onSend = () => {} } = {}) => serviceIn(region, onSend),
    markRefused: async ({ id }: Account, act) => void refused.push([id, act]),
  };
  const change = await syncProject(deps, row, AbortSignal.timeout(1_000));
  await store.database.transaction(async (tx) => change.rows?.(tx));
  return { change, refused, asked };
};
