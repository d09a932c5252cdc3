/** What a check is, and what it finds. */

export type Level = 'good' | 'warning' | 'failure';

export interface Finding {
  readonly level: Level;
  /** A sentence without its full stop; may quote what the other end said, and no secret. */
  readonly says: string;
  /** What to do. */
  readonly next?: string | undefined;
}

export interface Check {
  /** What it is about, such as `keys`. */
  readonly name: string;
  /** Changes nothing anywhere. What it throws counts as a failure. No findings: there is nothing to check yet. */
  readonly run: (signal: AbortSignal) => Promise<readonly Finding[]>;
}

export const good = (says: string): Finding => ({ level: 'good', says });
export const warning = (says: string, next?: string): Finding => ({ level: 'warning', says, next });
export const failure = (says: string, next?: string): Finding => ({ level: 'failure', says, next });

/** What is wrong; or, if nothing is, the words that all is well. */
export const orGood = (wrong: readonly Finding[], says: string): readonly Finding[] =>
  wrong.length > 0 ? wrong : [good(says)];
