/** The faults that can be switched on from the page, and their current state. */
import type { Stage } from '../start.ts';
import type { FaultName } from './page-wire.ts';

export type Switches = ReturnType<typeof createSwitches>;

const retryAfterS = 2;

/** @param changed called whenever a switch or the bot's state changes */
export const createSwitches = ({ slack, cloudBackend, restartBot }: Stage, changed: () => void) => {
  const on: Record<FaultName, boolean> = { 'slack-429': false, 'cloud-503': false };
  let restarting: Promise<void> | undefined;

  const apply = () => {
    slack.faults.clear();
    if (on['slack-429'])
      slack.faults.add({ times: Number.POSITIVE_INFINITY, method: '*', do: 'ratelimited', retryAfterS });
    cloudBackend.faults?.answer503(on['cloud-503']);
  };

  return {
    get faults(): Readonly<Record<FaultName, boolean>> {
      return { ...on };
    },
    get isBotUp() {
      return restarting === undefined;
    },
    set: (name: FaultName, value: boolean): void => {
      on[name] = value;
      apply();
      changed();
    },
    /** A second call meanwhile waits for the same restart. */
    restartBot: (): Promise<void> => {
      restarting ??= restartBot().finally(() => {
        restarting = undefined;
        changed();
      });
      changed();
      return restarting;
    },
  };
};
