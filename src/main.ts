/** The process: environment in, signals, exit codes. No other file of the bot touches `process`, save operator.ts. */
import { config as readDotenv } from 'dotenv';
import { createApp } from './app.ts';
import { loadClouds } from './cloud/clouds.ts';
import { readConfig } from './config.ts';
import { createLog, flushLog } from './core/log.ts';
import { exitCodeOf, reasonOf } from './exit-code.ts';

const drainMs = 10_000;

const startAll = async () => {
  readDotenv({ quiet: true });
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  process.once('exit', flushLog);
  const clouds = await loadClouds({ OS_CLIENT_CONFIG_FILE: config.cloudsFile ?? undefined });
  for (const { name, alsoNamed } of clouds)
    if (alsoNamed)
      log.info({ cloud: name, alsoNamed }, 'entries of one auth URL are one cloud, known by the first');
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
  process.stderr.write(reasonOf(error));
  process.exit(exitCodeOf(error));
}
