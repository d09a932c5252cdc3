/** What Prometheus reads of a bot that did its work, and of one whose cloud or database is away. */
import { describe, expect, it } from 'vitest';
import { hasPromtool, promtool } from '../support/promtool.ts';
import { people } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

onStage({ metered: true, about: 'nightly', linked: ['alice', 'bob'] });

const scrape = async () => {
  const answer = await stage.scrape();
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return answer.text();
};

/** The value of a series; undefined: there is none. */
const seriesIn = (text: string, series: string) => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

const shareAndAccept = async () => {
  await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
  await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Accept');
  await stage.card('alice', '*accepted* by <@UBOB>', image);
  await stage.atRest();
};

const outage = async () => {
  stage.cloud?.faults.add({ match: ({ service }) => service === 'glance', times: 1_000, do: 'drop' });
  await stage.actor('alice').command('/list-images', '');
  await stage.atRest();
  stage.cloud?.faults.clear();
};

const wanted = [
  'build_info',
  'schema_version',
  'ack_duration_seconds',
  'intents_total',
  'intent_effect_seconds',
  'due_rows',
  'oldest_due_seconds',
  'steps_total',
  'cloud_requests_total',
  'cloud_request_duration_seconds',
  'slack_requests_total',
  'rate_limited_total',
  'slack_sockets',
  'leases_taken_over_total',
  'sync_lag_seconds',
  'accounts',
  'credentials_ending',
  'database_up',
  'database_errors_total',
];

it('a share, an accept and a cloud outage are counted, and name nobody', async () => {
  await shareAndAccept();
  await outage();
  const text = await scrape();
  for (const name of wanted) expect(text).toContain(`# TYPE image_share_${name} `);
  for (const [series, value] of Object.entries({
    'image_share_intents_total{kind="offer"}': 1,
    'image_share_intents_total{kind="answer-accepted"}': 1,
    'image_share_intent_effect_seconds_count{kind="add-member"}': 1,
    'image_share_intent_effect_seconds_count{kind="set-status"}': 1,
    'image_share_cloud_requests_total{cloud="lab",region="IAD",method="POST",outcome="done"}': 1,
    'image_share_cloud_requests_total{cloud="lab",region="IAD",method="PUT",outcome="done"}': 1,
    'image_share_steps_total{kind="shares",outcome="member"}': expect.any(Number),
    'image_share_accounts{cloud="lab",health="good"}': 2,
    'image_share_credentials_ending{cloud="lab"}': 0,
    'image_share_sync_lag_seconds{cloud="lab"}': 0,
    'image_share_oldest_due_seconds{table="shares"}': 0,
    'image_share_due_rows{table="shares"}': 0,
    image_share_database_up: 1,
    image_share_database_errors_total: 0,
    image_share_schema_version: 1,
  }))
    expect(seriesIn(text, series), series).toEqual(value);
  expect(
    seriesIn(
      text,
      'image_share_cloud_requests_total{cloud="lab",region="IAD",method="GET",outcome="unanswered"}',
    ),
  ).toBeGreaterThan(0);
  expect(
    seriesIn(text, 'image_share_slack_requests_total{method="chat.postMessage",outcome="done"}'),
  ).toBeGreaterThan(1);
  expect(seriesIn(text, 'image_share_ack_duration_seconds_count{source="command"}')).toBeGreaterThan(1);
  expect(seriesIn(text, 'image_share_ack_duration_seconds_count{source="block_actions"}')).toBeGreaterThan(0);
  for (const name of [image.id, 'nightly', consumer, ...Object.values(people), 'producer'])
    expect(text).not.toContain(name);
});

it('what is due and what people’s accounts are is read again after ten seconds', async () => {
  expect(seriesIn(await scrape(), 'image_share_accounts{cloud="lab",health="good"}')).toBe(2);
  await stage.link('carol');
  await stage.atRest();
  await stage.later(10_000);
  expect(seriesIn(await scrape(), 'image_share_accounts{cloud="lab",health="good"}')).toBe(3);
});

describe('its own port', () => {
  it('has nothing but /metrics, and the bot’s port does not have that', async () => {
    const { url } = await stage.scrape();
    expect((await fetch(url.replace('/metrics', '/healthz'))).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${stage.port}/metrics`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${stage.port}/healthz`)).status).toBe(200);
  });
});

describe.skipIf(!hasPromtool)('for promtool (without it: apt-get install prometheus)', () => {
  it('a scrape after a share, an accept and a cloud outage is as it should be', async () => {
    await shareAndAccept();
    await outage();
    expect(await promtool(['check', 'metrics'], await scrape())).toEqual({ code: 0, said: '' });
  });
});
