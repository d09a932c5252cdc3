/**
 * SIGHUP: the operator changed files. clouds.yaml and the certificates that it names are read again and hold from then on; nothing in
 * flight is cut. Whatever else has changed needs a restart, and the log says so.
 */
import { type Environment, settingsIn } from './config.ts';
import type { Log } from './core/log.ts';

interface Options {
  /** The environment as it is now, `.env` read again. */
  readonly environment: () => Environment;
  readonly reread: () => Promise<void>;
  readonly log: Log;
}

/** What to do at each SIGHUP, one after the other. What cannot be read changes nothing. Never throws. */
export const createReload = ({ environment, reread, log }: Options): (() => void) => {
  const before = settingsIn(environment());
  const sayWhatElse = () => {
    const settings = [...settingsIn(environment())].flatMap(([name, value]) =>
      before.get(name) === value ? [] : [name],
    );
    if (settings.length > 0)
      log.warn({ settings }, 'settings have changed since the start; they take effect after a restart');
  };
  const reload = async () => {
    try {
      sayWhatElse();
      await reread();
      log.info({}, 'clouds.yaml was read again');
    } catch (err) {
      log.error({ err }, 'clouds.yaml could not be read again; the clouds stay as they were');
    }
  };
  let last = Promise.resolve();
  return () => {
    last = last.then(reload);
  };
};
