/** What is behind the bot, the playground's own cloud or a real one, and what the stage and the page need from either. */
import type { CloudConfig } from '../src/cloud/cloud-config.ts';
import type { Http } from '../src/cloud/http.ts';
import type { Log } from '../src/core/log.ts';
import type { SeenRequest } from './cloud/cloud-server.ts';
import type { CloudAct, CloudSnapshot, Outcome } from './cloud-snapshot.ts';
import type { Slack } from './slack/slack.ts';
import type { Say } from './waiting.ts';

export interface CloudBackend {
  /** The clouds that people may link accounts of. */
  readonly clouds: readonly CloudConfig[];
  /** Opens the bot's HTTP client, if it has to be watched; a new one for each bot. */
  readonly openHttp?: (log: Log) => Http;
  /** The bot's requests, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** The cloud's state, as of the last look at it. */
  snapshot(me: string): CloudSnapshot;
  /** Complete lines for people who do not know what to type. */
  suggestions(me: string): readonly string[];
  /** Does what somebody at the cloud's command line would do. */
  change(act: CloudAct): Promise<Outcome>;
  /** Null if nothing may be changed or broken, which includes {@link CloudBackend.change}. */
  readonly faults: CloudFaults | null;
  /** Gives the people their first accounts; once in a playground's life. Returns a remark for the person who started it. */
  setUp(slack: Slack, say: Say): Promise<string | null>;
  /** Calls `listener` whenever there is something new to see; returns the function that stops it. */
  on(listener: () => void): () => void;
}

export interface CloudFaults {
  /** Whether every request is answered 503. */
  answer503(on: boolean): void;
  /** Ends every token issued so far. */
  expireTokens(): void;
}
