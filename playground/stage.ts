/** The stage on which everything is the playground's own: its Slack, its cloud, and the real bot between them, configured as an operator would. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadClouds } from '../src/cloud/clouds.ts';
import { type Cloud, startCloud } from './cloud/cloud-server.ts';
import { type Demo, seedDemo } from './cloud/demo.ts';
import { ownCloudBackend, ownCloudName } from './own-backend.ts';
import { checkCloud, type Stage, start } from './start.ts';
import { type StateFolder, temporaryFolder } from './state-folder.ts';
import type { Say } from './waiting.ts';

export interface OwnStage extends Stage {
  readonly cloud: Cloud;
  readonly demo: Demo;
}

/**
 * Starts all three and waits until the bot's sockets are open. The caller closes the stage, and the folder with it.
 * @throws whatever kept one of them from starting; everything already started is closed then
 */
export const startStage = async (
  folder: StateFolder = temporaryFolder(),
  say: Say = () => {},
): Promise<OwnStage> => {
  await using started = new AsyncDisposableStack();
  started.defer(folder.close);
  checkCloud(folder, ownCloudName, true);
  const own = folder.kept?.own;
  const cloud = await startCloud(own ? { kept: own.cloud } : {});
  started.defer(cloud.close);
  const demo = own?.demo ?? seedDemo(cloud);
  const cloudsFile = join(folder.path, 'clouds.yaml');
  await writeFile(cloudsFile, cloud.cloudsYaml, { mode: 0o600 });
  const clouds = await loadClouds({ OS_CLIENT_CONFIG_FILE: cloudsFile });
  const stage = await start(started, folder, {
    cloudName: ownCloudName,
    own: { cloud: cloud.state.kept, demo },
    cloudBackendOf: () => ownCloudBackend(cloud, demo, clouds),
    say,
  });
  return Object.assign(stage, { cloud, demo });
};
