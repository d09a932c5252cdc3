/** Sends Bolt's and the WebClient's messages to our log. Drops their debug lines, which contain bodies and tokens. */
import { LogLevel, type webApi } from '@slack/bolt';
import type { Log } from '../../core/log.ts';

/** Name, message and stack: the rest of an error (headers, requests, responses) does not belong in a log. */
const words = (part: unknown): string => {
  if (part instanceof Error) return `${part.name}: ${part.message}`;
  return typeof part === 'string' ? part : `(${typeof part})`;
};

/** @param errorLevel `debug` where our own log tells of every error */
export const boltLog = (log: Log, errorLevel: 'error' | 'debug' = 'error'): webApi.Logger => {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level]({ from: 'bolt' }, parts.map(words).join(' '));
  return {
    debug: () => {},
    info: at('info'),
    warn: at('warn'),
    error: at(errorLevel),
    getLevel: () => LogLevel.INFO,
    setLevel: () => {},
    setName: () => {},
  };
};
