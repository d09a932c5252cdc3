/** Waits on a stage as long as anything on it moves. */
import { systemClock } from '../src/core/clock.ts';
import type { Slack } from './slack/slack.ts';
import { createWatchdog } from './watchdog.ts';

/** Without any movement on the stage, the playground gives up after this time. */
export const giveUpAfterMs = 60_000;
const sayAfterMs = 10_000;
const checkEveryMs = 50;

/** Tells people that the playground is slow. */
export type Say = (line: string) => void;

/**
 * Waits until `look` finds something. Says so if that takes long.
 * @param what names what is awaited, for the messages
 * @throws Error if nothing that people see or do has changed for {@link giveUpAfterMs}
 */
export const untilStalled = <T>(
  slack: Pick<Slack, 'on'>,
  look: () => T | undefined | false,
  { what, say }: { readonly what: string; readonly say: Say },
): Promise<T> =>
  new Promise((resolve, reject) => {
    const watchdog = createWatchdog({ clock: systemClock, sayAfterMs, giveUpAfterMs, checkEveryMs });
    const end = () => {
      stopListening();
      clearInterval(checking);
    };
    const check = () => {
      const found = look();
      if (found === undefined || found === false) return;
      end();
      resolve(found);
    };
    const stopListening = slack.on(({ type }) => {
      // A bot that sends one request over and over again makes no progress.
      if (type !== 'request') watchdog.moved();
      check();
    });
    const checking = setInterval(() => {
      check();
      const verdict = watchdog.check();
      if (verdict === 'slow') say(`Still waiting for ${what}. This machine is busy.`);
      if (verdict !== 'give up') return;
      end();
      reject(new Error(`Nothing has moved for ${giveUpAfterMs / 1000} s while waiting for ${what}.`));
    }, checkEveryMs);
    check();
  });
