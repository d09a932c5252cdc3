/**
 * What the bot tells of its work while it does it. Each part tells what passes through it and knows nothing of who listens; names are
 * those of the code, never a person's, a team's, a project's or an image's.
 */

/** Which cloud a request asks, and which of its regions; null: its identity service. */
export interface CloudPlace {
  readonly cloud: string;
  readonly region: string | null;
}

/**
 * `refused`: the service said no to this one request. `limited`: too many requests. `failed`: a 5xx. `unanswered`: no answer, or only
 * part of one. `unreadable`: an answer that does not fit. `aborted`: the bot gave it up before.
 */
export type CloudOutcome =
  | 'done'
  | 'refused'
  | 'limited'
  | 'failed'
  | 'unanswered'
  | 'unreadable'
  | 'aborted';

/** None of these throws or takes long: they are called where people wait. Times are milliseconds. */
export interface Observer {
  /** Slack has the acknowledgement of a payload of this type. */
  acknowledged(type: string, ms: number): void;
  /** What somebody asked for is committed; an act of the audit trail. */
  intended(act: string): void;
  /** The cloud has given the answer to what somebody asked for, so long after that was committed. */
  tookEffect(act: string, ms: number): void;
  /** A step of a row of this table ended. */
  stepped(table: string, outcome: string): void;
  /** So many rows were taken over from holders who are gone and never gave them back. */
  tookOver(rows: number): void;
  /** An attempt at a request ended. */
  cloudAnswered(place: CloudPlace, method: string, outcome: CloudOutcome, ms: number): void;
  /** A call of Slack's Web API ended; `outcome` is `done` or what the failure means. */
  slackAnswered(method: string, outcome: string): void;
  /** A statement failed, or the database could not be reached. */
  databaseFailed(): void;
}

const nothing = () => {};

/** Nobody listens. */
export const unobserved: Observer = {
  acknowledged: nothing,
  intended: nothing,
  tookEffect: nothing,
  stepped: nothing,
  tookOver: nothing,
  cloudAnswered: nothing,
  slackAnswered: nothing,
  databaseFailed: nothing,
};
