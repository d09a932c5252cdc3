/** The process: environment in, signals, exit codes. The only file of the bot that touches `process`. */
import { config as readDotenv } from 'dotenv';
import { createApp } from './app.ts';
import { CloudsFileError, loadClouds } from './cloud/clouds.ts';
import { ConfigError, readConfig } from './config.ts';
import { createLog } from './core/log.ts';
import { UnknownKeyError } from './store/credentials.ts';
import { DatabaseUrlError } from './store/database.ts';
import { FileRightsError } from './store/private-file.ts';
import { EncryptionKeysError } from './store/sealed.ts';
import { DatabaseInUseError } from './store/sqlite.ts';

/** sysexits.h EX_CONFIG: starting again changes nothing before the operator did something. */
const configExit = 78;
const drainMs = 10_000;

const configErrors = [
  ConfigError,
  CloudsFileError,
  DatabaseUrlError,
  DatabaseInUseError,
  FileRightsError,
  EncryptionKeysError,
  UnknownKeyError,
];

const startAll = async () => {
  readDotenv({ quiet: true });
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const clouds = await loadClouds({ OS_CLIENT_CONFIG_FILE: config.cloudsFile ?? undefined });
  const app = await createApp({ config, clouds, log });

  let stopping = false;
  const stop = (code: number) => {
    if (stopping) return;
    stopping = true;
    app.stop(drainMs).then(
      () => process.exit(code),
      (error) => {
        log.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop(0));
  process.on('SIGINT', () => stop(0));
  process.on('unhandledRejection', (error) => {
    log.error(
      { err: error },
      'a failure that nothing handled; stopping, so that a fresh start takes up the work',
    );
    stop(1);
  });
  const { port } = await app.start();
  log.info({ port, clouds: clouds.map(({ name }) => name) }, 'image share is up');
};

try {
  await startAll();
} catch (error) {
  const known = configErrors.some((kind) => error instanceof kind);
  process.stderr.write(`image-share: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(known ? configExit : 1);
}
