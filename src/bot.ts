/** Runs the bot from its start to its exit code. Takes what it needs from a process as arguments, so that tests can run it in their own. */
import type { EventEmitter } from 'node:events';
import { type App, createApp } from './app.ts';
import { entriesOf } from './cloud/cloud-config.ts';
import { createCloudsReader } from './cloud/clouds-reader.ts';
import { type Environment, misspelledVariables, readConfig } from './config.ts';
import { type Clock, systemClock } from './core/clock.ts';
import { proxyVariable } from './core/env-mistakes.ts';
import { createLog, type Log } from './core/log.ts';
import { exitCodeOf, reasonOf } from './exit-code.ts';
import { envFileMode, exposedSettings } from './exposed-settings.ts';

interface Output {
  write(text: string): unknown;
}

/** `stdout` gets the log; `stderr` gets the reason if the bot cannot start. */
interface Streams {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** The source of SIGTERM, SIGINT, SIGHUP and unhandledRejection. */
type Signals = Pick<EventEmitter, 'on'>;

const drainMs = 10_000;

/** Resolves to the exit code, 1, once something fails that nobody foresaw. */
const firstFailure = (signals: Signals, log: Log): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>();
  for (const kind of ['uncaughtException', 'unhandledRejection'])
    signals.on(kind, (error) => {
      log.error({ err: error }, 'unhandled failure; stopping, so that a restart can resume the work');
      resolve(1);
    });
  return promise;
};

/** Resolves to the exit code, 0, once the bot is told to stop. */
const firstSignal = (signals: Signals): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>();
  for (const name of ['SIGTERM', 'SIGINT']) signals.on(name, () => resolve(0));
  return promise;
};

/** Whether it stopped cleanly. */
const stopped = (app: App, log: Log, deadlineMs: number): Promise<boolean> =>
  app.stop(deadlineMs).then(
    () => true,
    (error) => {
      log.error({ err: error }, 'failed to stop cleanly');
      return false;
    },
  );

/** SIGHUP: the operator changed clouds.yaml. What cannot be read changes nothing. */
const rereadOnHangup = (signals: Signals, reread: () => Promise<void>, log: Log): void => {
  let last = Promise.resolve();
  signals.on('SIGHUP', () => {
    last = last.then(reread).then(
      () => log.info({}, 'clouds.yaml was read again'),
      (err) => log.error({ err }, 'clouds.yaml could not be read again; the clouds stay as they were'),
    );
  });
};

const runUntilSignal = async (
  env: Environment,
  stdout: Output,
  signals: Signals,
  clock: Clock,
): Promise<number> => {
  const config = readConfig(env);
  const log = createLog(config.logLevel, stdout);
  for (const { name, meant } of misspelledVariables(env))
    log.warn(
      { name, meant },
      'a variable is set that the bot does not read; its name is nearly that of another',
    );
  const failure = firstFailure(signals, log);
  const readClouds = createCloudsReader(config.cloudsFiles, config.offeredClouds, log);
  const clouds = await readClouds();
  for (const [fields, message] of exposedSettings({
    clouds: clouds.flatMap(entriesOf),
    slackApiUrl: config.slack.apiUrl,
    envFileMode: await envFileMode(),
  }))
    log.warn(fields, message);
  const app = await createApp({ proxyVariable: proxyVariable(env), config, clouds, log, clock });
  rereadOnHangup(signals, async () => app.readClouds(await readClouds()), log);
  const signal = Promise.race([firstSignal(signals), failure]);
  const up = app.start().then(({ port }) => {
    log.info({ port, clouds: clouds.map(({ name }) => name) }, 'image share is up');
    return signal;
  });
  try {
    // a signal during the start also ends the bot
    const code = await Promise.race([signal, up]);
    return (await stopped(app, log, drainMs)) ? code : 1;
  } catch (error) {
    await stopped(app, log, 0);
    throw error;
  }
};

/**
 * Runs the bot until a signal stops it or its start fails. Relative paths start at the working directory.
 * @param env `.env` included; `.env.example` explains each name
 * @returns the exit code: 0 after SIGTERM or SIGINT, 75 if another process has the database, 78 if the operator has to fix
 * something first, else 1
 */
export const runBot = async (
  env: Environment,
  { stdout, stderr }: Streams,
  signals: Signals,
  clock: Clock = systemClock,
): Promise<number> => {
  try {
    return await runUntilSignal(env, stdout, signals, clock);
  } catch (error) {
    stderr.write(reasonOf(error));
    return exitCodeOf(error);
  }
};
