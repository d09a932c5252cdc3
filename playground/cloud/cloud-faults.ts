/** Faults on request: the next matching calls get a bad answer, a late one, or none. */
import type { Call } from './reply.ts';

/** What a fault may match; nothing secret. */
export type FaultCall = Pick<Call, 'service' | 'region' | 'method' | 'path'>;

export interface Fault {
  readonly match: (call: FaultCall) => boolean;
  /** How many calls; 1 by default. */
  readonly times?: number;
  /**
   * `status`: answers that and does nothing, as the service itself unless `by` says otherwise. `drop`: closes the connection and does nothing. `hang`: never answers, and does what was asked only `after`.
   * `drop-after-effect`: does what was asked, then closes the connection. `half-answer`: does it, and sends half of the answer.
   * `drop-before-effect`: closes the connection, and does what was asked once `after` has come to pass.
   * `delay`: waits `ms`, or until `after` has come to pass, then goes on as usual.
   */
  readonly do:
    | 'status'
    | 'drop'
    | 'hang'
    | 'drop-after-effect'
    | 'drop-before-effect'
    | 'half-answer'
    | 'delay';
  readonly after?: Promise<unknown>;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** For `status`: replaces the usual empty JSON object. */
  readonly body?: unknown;
  /** For `status`: a proxy in front says so, on a page of its own. */
  readonly by?: 'proxy';
  readonly ms?: number;
}

export const createFaults = () => {
  const ordered: { fault: Fault; left: number }[] = [];
  return {
    add: (fault: Fault): void => {
      ordered.push({ fault, left: fault.times ?? 1 });
    },
    clear: (): void => {
      ordered.length = 0;
    },
    /** The fault for this call, if there is one; uses it up. */
    take: (call: FaultCall): Fault | undefined => {
      const next = ordered.find(({ fault, left }) => left > 0 && fault.match(call));
      if (next) next.left -= 1;
      return next?.fault;
    },
  };
};
