/** Sends Bolt's and the WebClient's messages to our log. Drops their debug lines, which contain bodies and tokens. */
import { LogLevel, type webApi } from '@slack/bolt';
import type { Log } from '../../core/log.ts';

/** Name, message and stack: the rest of an error (headers, requests, responses) does not belong in a log. */
const words = (part: unknown): string => {
  if (part instanceof Error) return `${part.name}: ${part.message}`;
  return typeof part === 'string' ? part : `(${typeof part})`;
};

export const boltLog = (log: Log): webApi.Logger => {
  const at =
    (level: 'info' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level]({ from: 'bolt' }, parts.map(words).join(' '));
  return {
    debug: () => {},
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    getLevel: () => LogLevel.INFO,
    setLevel: () => {},
    setName: () => {},
  };
};
