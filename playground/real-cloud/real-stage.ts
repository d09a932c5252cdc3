/** The stage, with one of the operator's own clouds instead of the playground's. */
import { type CloudConfig, entriesOf } from '../../src/cloud/cloud-config.ts';
import { findCloudsFile, loadClouds } from '../../src/cloud/clouds.ts';
import { CloudsFileError, type FilePlaces } from '../../src/cloud/clouds-file/find-files.ts';
import { seenFrom } from '../../src/cloud/same-cloud.ts';
import { checkCloud, type Stage, start } from '../start.ts';
import type { StateFolder } from '../state-folder.ts';
import type { Say } from '../waiting.ts';
import { readLinked } from './linked.ts';
import { credentialIn } from './own-credential.ts';
import { type RealCloudBackend, realCloudBackend } from './real-backend.ts';

/** One of the operator's clouds, with the credential that clouds.yaml has for it. */
export interface RealCloud {
  readonly config: CloudConfig;
  readonly credential: Readonly<Record<string, string>> | null;
}

/**
 * Searches where the bot does.
 * @throws CloudsFileError also if the file has no cloud of that name: the message lists those that it has
 */
export const findCloud = async (name: string, env: FilePlaces): Promise<RealCloud> => {
  const clouds = await loadClouds(env);
  const found = clouds.find((cloud) => entriesOf(cloud).some((entry) => entry.name === name));
  const { path, text } = await findCloudsFile(env);
  if (!found)
    throw new CloudsFileError(
      `${path} has no cloud ${name}. It has: ${clouds.map((cloud) => cloud.name).join(', ')}.`,
    );
  return { config: seenFrom(found, name), credential: credentialIn(text, name) };
};

/**
 * Starts Slack and the bot in front of that cloud. The caller closes the stage, and the folder with it.
 * @throws whatever kept one of them from starting; everything already started is closed then
 */
export const startRealStage = async (
  folder: StateFolder,
  { config, credential }: RealCloud,
  { mayWrite, say = () => {} }: { readonly mayWrite: boolean; readonly say?: Say },
): Promise<Stage> => {
  await using started = new AsyncDisposableStack();
  started.defer(folder.close);
  checkCloud(folder, config.name, false);
  let cloudBackend: RealCloudBackend | undefined;
  const stage = await start(started, folder, {
    cloudName: config.name,
    own: null,
    say,
    cloudBackendOf: (record) => {
      cloudBackend = realCloudBackend({
        cloud: config,
        linked: readLinked(record, config),
        credential,
        mayWrite,
      });
      started.defer(cloudBackend.close);
      return cloudBackend;
    },
  });
  cloudBackend?.begin();
  return stage;
};
