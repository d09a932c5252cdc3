/** What stands behind the bot: the playground's own cloud, or a real one. What the stage and the page need of either. */
import type { CloudConfig } from '../src/cloud/cloud-config.ts';
import type { Http } from '../src/cloud/http.ts';
import type { Log } from '../src/core/log.ts';
import type { SeenRequest } from './cloud/cloud-server.ts';
import type { CloudAct, CloudSnapshot, Outcome } from './cloud-snapshot.ts';
import type { Slack } from './slack/slack.ts';
import type { Say } from './waiting.ts';

export interface CloudBackend {
  /** Those that people may link accounts of. */
  readonly clouds: readonly CloudConfig[];
  /** The bot's way there, where it has to be watched; a new one for each bot. */
  readonly openHttp?: (log: Log) => Http;
  /** The bot's requests, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** As it was when last looked at. */
  snapshot(me: string): CloudSnapshot;
  /** Lines that work as they stand, for somebody who does not know what to type. */
  suggestions(me: string): readonly string[];
  /** Does what somebody at the cloud's command line would. */
  change(act: CloudAct): Promise<Outcome>;
  /** Null where nothing may be changed or spoilt, {@link CloudBackend.change} included. */
  readonly faults: CloudFaults | null;
  /** Gives the people what they begin with; once in a playground's life. Returns what there is to say about it. */
  setUp(slack: Slack, say: Say): Promise<string | null>;
  /** Calls `listener` when there is something new to see; returns the function that stops it. */
  on(listener: () => void): () => void;
}

export interface CloudFaults {
  /** Whether every request is answered 503. */
  answer503(on: boolean): void;
  /** Every token given out so far is spent. */
  expireTokens(): void;
}
