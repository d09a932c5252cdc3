/** Runs the bot from its start to its exit code. Takes what it needs from a process as arguments, so that tests can run it in their own. */
import type { EventEmitter } from 'node:events';
import { flushCompileCache } from 'node:module';
import { type App, createApp } from './app.ts';
import { entriesOf } from './cloud/cloud-config.ts';
import { createCloudsReader } from './cloud/clouds-reader.ts';
import { type Config, type Environment, misspelledVariables, readConfig } from './config.ts';
import { type Clock, systemClock } from './core/clock.ts';
import { createLog, type Log } from './core/log.ts';
import { proxyVariable } from './core/proxies.ts';
import { exitCodeOf, reasonOf } from './exit-code.ts';
import { envFileMode, exposedSettings } from './exposed-settings.ts';
import type { Metrics } from './metrics/metrics.ts';
import { createReload } from './reload.ts';
import { unsafePlaces } from './store/open.ts';

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
/** After the signal: longer than all that is waited for, and shorter than supervisors wait before they kill. */
const overdueMs = 13_000;

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

/** What ends a run: its exit code, and a signal that fires with it and ends every wait. */
interface End {
  readonly code: Promise<number>;
  readonly signal: AbortSignal;
}

const endOf = (signals: Signals, log: Log): End => {
  const ending = new AbortController();
  const code = Promise.race([firstSignal(signals), firstFailure(signals, log)]);
  void code.then(() => ending.abort());
  return { code, signal: ending.signal };
};

/** Runs until the end, which may come during the start. @throws what the start throws */
const runToEnd = async (starting: Promise<App>, end: End, onUp: (port: number) => void, log: Log) => {
  let app: App | undefined;
  try {
    app = await starting;
    const up = app.start().then(({ port }) => {
      onUp(port);
      return end.code;
    });
    const code = await Promise.race([end.code, up]);
    return (await stopped(app, log, drainMs)) ? code : 1;
  } catch (error) {
    if (app) await stopped(app, log, 0);
    if (end.signal.aborted) return end.code;
    throw error;
  }
};

/** What hangs when the bot is told to stop, such as a connection to a dead host, must not keep it. */
const orOverdue = async (run: Promise<number>, end: End, clock: Clock, log: Log): Promise<number> => {
  const over = new AbortController();
  const overdue = end.code.then(async () => {
    await clock.sleep(overdueMs, over.signal);
    log.error({}, 'something hangs and did not end in time; the next start continues its work');
    return 1;
  });
  return Promise.race([run, overdue]).finally(() => over.abort());
};

/** Without a port for them nothing of Prometheus is loaded. */
const metricsFor = async ({ metricsPort }: Config): Promise<Metrics | undefined> =>
  metricsPort === null ? undefined : (await import('./metrics/metrics.ts')).createMetrics();

const runUntilSignal = async (
  env: Environment,
  environment: () => Environment,
  stdout: Output,
  signals: Signals,
  clock: Clock,
): Promise<number> => {
  const config = readConfig(env);
  const log = createLog(config.logLevel, stdout);
  const end = endOf(signals, log);
  // until the first reading there is nothing to read again
  let onHangup = () => {};
  signals.on('SIGHUP', () => onHangup());
  for (const { name, meant } of misspelledVariables(env))
    log.warn(
      { name, meant },
      'a variable is set that the bot does not read; its name is nearly that of another',
    );
  const readClouds = createCloudsReader(config.cloudsFiles, config.offeredClouds, log);
  const clouds = await readClouds();
  for (const [fields, message] of exposedSettings({
    clouds: clouds.flatMap(entriesOf),
    slackApiUrl: config.slack.apiUrl,
    envFileMode: await envFileMode(),
  }))
    log.warn(fields, message);
  for (const message of await unsafePlaces(config.databaseUrl)) log.warn(message);
  const { signal } = end;
  const metrics = await metricsFor(config);
  const proxy = proxyVariable(env);
  const app = createApp({ proxyVariable: proxy, config, clouds, log, clock, signal, metrics });
  // a start that waits does not end by it
  const reread = async () => (await app).readClouds(await readClouds());
  onHangup = createReload({ environment, reread, log });
  const onUp = (port: number) => {
    log.info({ port, clouds: clouds.map(({ name }) => name) }, 'image share is up');
    // the next start has it even if this process is killed
    flushCompileCache();
  };
  return orOverdue(runToEnd(app, end, onUp, log), end, clock, log);
};

/**
 * Runs the bot until a signal stops it or its start fails. Relative paths start at the working directory.
 * @param env `.env` included; `.env.example` explains each name
 * @param environment the same as it is now, for a reload
 * @returns the exit code: 0 after SIGTERM or SIGINT, 75 if another process has the database, 78 if the operator has to fix
 * something first, else 1
 */
export const runBot = async (
  env: Environment,
  { stdout, stderr }: Streams,
  signals: Signals,
  clock: Clock = systemClock,
  environment: () => Environment = () => env,
): Promise<number> => {
  try {
    return await runUntilSignal(env, environment, stdout, signals, clock);
  } catch (error) {
    stderr.write(reasonOf(error));
    return exitCodeOf(error);
  }
};
