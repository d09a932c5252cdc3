/** The bot's own metrics, by name: what each counts, and its labels. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const seconds = {
  ack: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
  effect: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600],
  cloud: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25],
};

/** Told of as it happens. */
export const countedFamilies = (registry: Registry) => {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter<Label>({ name: `image_share_${name}`, help, labelNames, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    buckets: number[],
  ) => new Histogram<Label>({ name: `image_share_${name}`, help, labelNames, buckets, registers });
  return {
    acks: histogram(
      'ack_duration_seconds',
      'From the arrival of a request of Slack’s to its acknowledgement, by the type of its payload.',
      ['source'],
      seconds.ack,
    ),
    intents: counter('intents_total', 'What people asked for, once it was committed.', ['kind']),
    effects: histogram(
      'intent_effect_seconds',
      'From the commit of an intent to the answer of the cloud that ends it.',
      ['kind'],
      seconds.effect,
    ),
    steps: counter('steps_total', 'Steps of the loop, by the table of their row and how they ended.', [
      'kind',
      'outcome',
    ]),
    cloudRequests: counter('cloud_requests_total', 'Requests sent to clouds, each attempt.', [
      'cloud',
      'region',
      'method',
      'outcome',
    ]),
    cloudSeconds: histogram(
      'cloud_request_duration_seconds',
      'How long an attempt took, from its first byte to the last of its answer.',
      ['cloud', 'region'],
      seconds.cloud,
    ),
    slackRequests: counter('slack_requests_total', 'Calls of Slack’s Web API.', ['method', 'outcome']),
    rateLimited: counter(
      'rate_limited_total',
      'Answers that asked the bot to wait, of Slack or of a cloud.',
      ['service'],
    ),
    leasesTakenOver: counter(
      'leases_taken_over_total',
      'Rows taken over from a process that never gave them back.',
    ),
    databaseErrors: counter(
      'database_errors_total',
      'Statements that failed and connections that could not be made.',
    ),
  };
};

/** Read at each scrape. */
export const readFamilies = (registry: Registry) => {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge<Label>({ name: `image_share_${name}`, help, labelNames, registers: [registry] });
  return {
    build: gauge('build_info', 'Always 1, with the version of the bot and of Node.', ['version', 'node']),
    schema: gauge('schema_version', 'The number of the last migration of the database that this bot knows.'),
    dueRows: gauge('due_rows', 'Rows that are due, of each table; at most 10000 are counted.', ['table']),
    oldestDue: gauge('oldest_due_seconds', 'How long the first of them has been due.', ['table']),
    sockets: gauge('slack_sockets', 'Open sockets to Slack; missing over HTTP.'),
    syncLag: gauge(
      'sync_lag_seconds',
      'How long the poll of a project has been due, the latest of the cloud.',
      ['cloud'],
    ),
    accounts: gauge('accounts', 'Linked accounts.', ['cloud', 'health']),
    ending: gauge(
      'credentials_ending',
      'Linked accounts whose application credential expires within a week.',
      ['cloud'],
    ),
    databaseUp: gauge('database_up', '1 if the database answered the scrape within a second, else 0.'),
  };
};
