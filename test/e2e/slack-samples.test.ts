/** Samples of every kind of payload on every surface, as Slack sends them and in four variants: each is answered, and what is foreign writes nothing. */
import { createHmac, randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Surprise } from '../../playground/slack/workspace/workspace.ts';
import { createLog } from '../../src/core/log.ts';
import { openForReading } from '../../src/store/open.ts';
import { contentOf } from '../support/every-row.ts';
import { onPlayground } from '../support/settings.ts';
import { people } from '../support/stage-people.ts';
import { onStage, stage } from '../support/story.ts';

type Payload = Record<string, unknown>;

const fields = (value: unknown): Payload | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : undefined;

/** The same with some fields changed; those that are undefined go. */
const changed = (payload: Payload, changes: Payload): Payload =>
  JSON.parse(JSON.stringify({ ...payload, ...changes }));

/** What Slack leaves out on one surface or another. */
const optional = [
  ...[
    'api_app_id',
    'token',
    'container',
    'enterprise',
    'is_enterprise_install',
    'response_url',
    'response_urls',
  ],
  ...['channel', 'state', 'team_domain', 'user_name', 'channel_name', 'context_team_id', 'authorizations'],
];
const unknown = { new_field: { of: ['a', { kind: null }] }, another: 'x' };

const variants: Readonly<Record<string, (payload: Payload) => Payload>> = {
  plain: (payload) => payload,
  'on a Grid, org-wide': (payload) => {
    const grid = { enterprise_id: 'E0GRID', enterprise_name: 'Grid', is_enterprise_install: true };
    if ('command' in payload) return changed(payload, { ...grid, is_enterprise_install: 'true' });
    if ('event' in payload) return changed(payload, { ...grid, context_enterprise_id: 'E0GRID' });
    return changed(payload, {
      team: null,
      enterprise: { id: 'E0GRID', name: 'Grid' },
      is_enterprise_install: true,
    });
  },
  'of another workspace’s person': (payload) => {
    const elsewhere = { team_id: 'TELSEWHERE' };
    if ('command' in payload) return changed(payload, { ...elsewhere, user_id: people.stranger });
    const event = fields(payload.event);
    if (event)
      return changed(payload, {
        ...elsewhere,
        event: {
          ...event,
          ...(typeof event.user === 'string' && { user: people.stranger }),
          // what was written in the direct message says of which team its author is
          ...('team' in event && { team: elsewhere.team_id, user_team: elsewhere.team_id }),
        },
        authorizations: [elsewhere],
      });
    return changed(payload, { user: { ...fields(payload.user), ...elsewhere, id: people.stranger } });
  },
  'without what is optional': (payload) =>
    changed(payload, {
      ...Object.fromEntries(optional.map((name) => [name, undefined])),
      ...(fields(payload.user) && {
        user: { ...fields(payload.user), name: undefined, username: undefined },
      }),
    }),
  'with more than we know': (payload) =>
    changed(payload, {
      ...unknown,
      ...Object.fromEntries(
        ['user', 'team', 'view', 'channel', 'message', 'event'].flatMap((name) => {
          const inner = fields(payload[name]);
          return inner ? [[name, { ...inner, ...unknown }]] : [];
        }),
      ),
    }),
};

const samples = globSync('test/samples/slack/*.json')
  .toSorted()
  .map((file) => basename(file, '.json'));
const envelopeType = (payload: Payload) => {
  if ('command' in payload) return 'slash_commands';
  return 'event' in payload ? 'events_api' : 'interactive';
};

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, linked: ['alice'] });

  const filledIn = (file: string): Payload => {
    const values: Record<string, string> = {
      user: people.alice,
      team: stage.slack.team.id,
      image: '22222222-0000-4000-8000-000000000009',
      project: stage.projectId('consumer'),
      hooks: stage.slack.apiUrl.replace('/api/', '/hooks/'),
    };
    const text = readFileSync(`test/samples/slack/${file}.json`, 'utf8');
    return JSON.parse(text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''));
  };

  /** Whether the bot answered. */
  const isAnswered = async (payload: Payload): Promise<boolean> => {
    if (setting.transport === 'socket') {
      const envelope_id = randomUUID();
      const frame = { envelope_id, type: envelopeType(payload), payload, accepts_response_payload: true };
      return 'body' in (await stage.slack.sockets.sendFrame(JSON.stringify(frame), envelope_id));
    }
    const body = JSON.stringify(payload);
    const time = String(Math.floor(Date.now() / 1_000));
    const signature = createHmac('sha256', stage.slack.signingSecret).update(`v0:${time}:${body}`);
    const answer = await fetch(`http://127.0.0.1:${stage.port}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-slack-request-timestamp': time,
        'x-slack-signature': `v0=${signature.digest('hex')}`,
      },
      body,
    });
    return answer.ok;
  };

  const rows = async () => {
    const { kysely, close } = await openForReading(`sqlite:${join(stage.folder, 'bot.db')}`, {
      log: createLog('silent'),
    });
    return contentOf(kysely).finally(close);
  };

  it.each(Object.entries(variants))('%s', async (variant, change) => {
    for (const file of samples) {
      await stage.atRest();
      const writes = variant === 'plain' && file === 'command-in-channel';
      const isForeign = variant === 'of another workspace’s person';
      const before = (writes || isForeign) && (await rows());
      expect(await isAnswered(change(filledIn(file))), file).toBe(true);
      await stage.atRest();
      if (writes) expect(await rows()).not.toEqual(before);
      if (isForeign) expect(await rows(), file).toEqual(before);
    }
    // the samples have no trigger of this workspace's Slack, so no form opens for them
    const failures = stage.lines.filter(
      (line) =>
        /bolt cannot read|failed to (?:answer|handle)|unhandled/.test(line) &&
        !line.includes('invalid_trigger_id'),
    );
    expect(failures).toEqual([]);
    expect((await stage.actor('alice').command('/image-help')).error).toBeUndefined();
    // nobody has acted, so this Slack has issued no trigger, view or response_url of a sample
    const made = stage.slack.surprises as Surprise[];
    made.splice(0, made.length, ...made.filter(({ where }) => !/^views\.|^response_url$/.test(where)));
  });
});
