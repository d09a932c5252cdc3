/** The stage with one of the operator's own clouds in the place of the playground's. */
import type { CloudConfig } from '../../src/cloud/cloud-config.ts';
import { CloudsFileError, findCloudsFile, loadClouds } from '../../src/cloud/clouds.ts';
import { checkCloud, type Stage, start } from '../start.ts';
import type { StateFolder } from '../state-folder.ts';
import type { Say } from '../waiting.ts';
import { readLinked } from './linked.ts';
import { credentialIn } from './own-credential.ts';
import { type RealCloudBackend, realCloudBackend } from './real-backend.ts';

/** One of the operator's clouds, and what clouds.yaml has to sign in to it with. */
export interface RealCloud {
  readonly config: CloudConfig;
  readonly credential: Readonly<Record<string, string>> | null;
}

/**
 * Looks where the bot does.
 * @throws CloudsFileError also when the file has no cloud of that name: it lists those that there are
 */
export const findCloud = async (
  name: string,
  env: { readonly OS_CLIENT_CONFIG_FILE?: string | undefined },
): Promise<RealCloud> => {
  const clouds = await loadClouds(env);
  const config = clouds.find((cloud) => cloud.name === name || cloud.alsoNamed?.includes(name));
  const { path, text } = await findCloudsFile(env);
  if (!config)
    throw new CloudsFileError(
      `${path} has no cloud ${name}. It has: ${clouds.map((cloud) => cloud.name).join(', ')}.`,
    );
  return { config, credential: credentialIn(text, name) };
};

/**
 * Starts Slack and the bot in front of that cloud. Whoever starts a stage closes it, and the folder with it.
 * @throws whatever kept one of them from starting; what had started is closed then
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
