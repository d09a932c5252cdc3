/** Slack having a bad day: rules that break matching requests, each a limited number of times. */

export type Fault = {
  /** A Web API method, `response_url`, or `*` for any method. */
  readonly method: string;
  /** How many requests it breaks; 1 by default, `Infinity` until removed. */
  readonly times?: number;
  /** Only requests with arguments that match. */
  readonly when?: (args: Readonly<Record<string, unknown>>) => boolean;
} /** `retryAfter`: the header as it is; null: none. */ & (
  | { readonly do: 'ratelimited'; readonly retryAfterS?: number; readonly retryAfter?: string | null }
  | { readonly do: 'status'; readonly status?: number; readonly body?: string }
  /** Cut the connection; nothing was done. */
  | { readonly do: 'drop' }
  /** Do what was asked, then cut the connection. */
  | { readonly do: 'drop-after-effect' }
  /** Never answer; nothing was done. */
  | { readonly do: 'hang' }
  /** Carry out the request and answer `ms` later, whether or not anybody still waits. */
  | { readonly do: 'delay'; readonly ms: number }
  /** Slack's own no; `more`: what else it says. Nothing was done. */
  | { readonly do: 'error'; readonly error: string; readonly more?: Readonly<Record<string, unknown>> }
  /** Something else in the place of an answer; nothing was done. */
  | { readonly do: 'answer'; readonly body: Readonly<Record<string, unknown>> | string }
);

export interface Faults {
  /** Adds a rule; returns the function that removes it. */
  add(fault: Fault): () => void;
  clear(): void;
}

/** The rules; `take` uses one up. */
export const createFaults = (): Faults & {
  take(method: string, args: Readonly<Record<string, unknown>>): Fault | undefined;
} => {
  let rules: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      const rule = { fault, left: fault.times ?? 1 };
      rules.push(rule);
      return () => {
        rules = rules.filter((other) => other !== rule);
      };
    },
    clear() {
      rules = [];
    },
    take(method, args) {
      const rule = rules.find(
        ({ fault, left }) =>
          left > 0 && (fault.method === method || fault.method === '*') && (fault.when?.(args) ?? true),
      );
      if (rule) rule.left -= 1;
      return rule?.fault;
    },
  };
};
