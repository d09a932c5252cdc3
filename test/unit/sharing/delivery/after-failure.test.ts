/** What a failed call leaves behind, each verdict as a row: what is tried next, and what waits until then. */
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../../src/core/durations.ts';
import type { SlackUserId, TeamId } from '../../../../src/core/ids.ts';
import type { Card } from '../../../../src/model/card.ts';
import { newCard } from '../../../../src/sharing/cards/refresh.ts';
import { afterCardFailure, type Failure } from '../../../../src/sharing/delivery/after-failure.ts';
import { probeMs } from '../../../../src/sharing/delivery/slack-health.ts';
import { type CardStep, planCard, postSettlesMs } from '../../../../src/sharing/rules/plan-card.ts';
import { tellAfterMs } from '../../../../src/sharing/rules/refused-card.ts';
import { mayBeDone, verdictOf } from '../../../../src/slack/api/verdicts.ts';

const now = 1_000_000_000;
const teamId = 'T1' as TeamId;
const cardOf = (recipient: string, more: Partial<Card> = {}): Card => ({
  ...newCard('share', 'share-1', { teamId, enterpriseId: null, userId: recipient as SlackUserId }, 0),
  name: 'bob',
  channel: recipient.startsWith('U') ? 'D1' : recipient,
  dueAt: 5,
  ...more,
});
const cardRow = (more: Partial<Card> = {}) => cardOf('UBOB', more);
const posted = (more: Partial<Card> = {}) => cardRow({ ts: '1.1', postedAt: now - hourMs, ...more });

const steps = {
  vet: { do: 'vet' },
  open: { do: 'open-conversation' },
  find: { do: 'find', channel: 'D1' },
  post: { do: 'post', channel: 'D1' },
  update: { do: 'update', channel: 'D1', ts: '1.1' },
  delete: { do: 'delete', channel: 'D1', ts: '0.1' },
  publish: { do: 'publish' },
} as const satisfies Record<string, CardStep>;

/** As Slack says it. */
const says = (code: string): Failure => ({
  verdict: verdictOf(code),
  code,
  unsure: mayBeDone(code),
  retryAfterMs: 0,
});
const lost: Failure = { verdict: 'wait', code: 'ECONNRESET', unsure: true, retryAfterMs: 0 };
const proxy: Failure = { ...lost, code: 'http_403' };

describe('nothing but the person or the place ends a card', () => {
  const final = [
    'user_not_found',
    'user_not_visible',
    'user_disabled',
    'cannot_dm_bot',
    'invalid_user_combination',
  ];
  it.each(final)('%s: the person', (code) => {
    for (const step of [steps.open, steps.find, steps.post, steps.update, steps.publish])
      expect(afterCardFailure(cardRow(), step, says(code), now)).toMatchObject({ dueAt: null, gaveUp: code });
  });

  const passing = [
    'ekm_access_denied',
    'accesslimited',
    'team_added_to_org',
    'update_failed',
    'a_code_of_next_year',
    'invalid_blocks',
    'missing_scope',
    'cant_update_message',
    'is_archived',
    'restricted_action',
    'channel_not_found',
    'not_found',
    'expired_trigger_id',
  ];
  it.each(passing)('%s does not end a person’s', (code) => {
    for (const step of Object.values(steps))
      for (const card of [cardRow(), posted(), posted({ attempts: 50, refusedSince: now - 3 * dayMs })]) {
        const { gaveUp, dueAt } = afterCardFailure(card, step, says(code), now);
        expect(gaveUp).toBeUndefined();
        expect(dueAt).not.toBeNull();
      }
  });

  it.each(['channel_not_found', 'not_in_channel', 'is_archived', 'is_inactive', 'restricted_action'])(
    '%s: the channel, whether it was to be posted there or changed',
    (code) => {
      for (const step of [steps.find, steps.post, steps.update])
        expect(afterCardFailure(cardOf('C1'), step, says(code), now)).toMatchObject({ gaveUp: code });
    },
  );
});

describe('the next try', () => {
  const waits = (card: Card, step: CardStep, failure: Failure) => {
    const { dueAt, waits } = afterCardFailure(card, step, failure, now);
    return waits?.forMs ?? Number(dueAt) - now;
  };

  it('from 1 s to 5 min, and after a day every hour', () => {
    const since = (ms: number, attempts: number) =>
      waits(posted({ attempts, refusedSince: now - ms }), steps.update, says('update_failed'));
    expect(since(0, 0)).toBeLessThanOrEqual(1_000);
    expect(since(0, 0)).toBeGreaterThanOrEqual(500);
    expect(since(hourMs, 40)).toBeLessThanOrEqual(5 * 60_000);
    expect(since(hourMs, 40)).toBeGreaterThanOrEqual(2.5 * 60_000);
    expect(since(dayMs, 400)).toBeGreaterThanOrEqual(hourMs / 2);
    expect(since(dayMs, 400)).toBeLessThanOrEqual(hourMs);
  });

  it('one comes when it is time to tell people', () => {
    const card = posted({ attempts: 40, refusedSince: now - tellAfterMs + 60_000 });
    expect(waits(card, steps.update, says('update_failed'))).toBe(60_000);
  });

  it('429: the card keeps its place, and Slack says for how long', () => {
    const failure = { ...says('ratelimited'), retryAfterMs: 30_000 };
    const card = cardRow({ postingSince: now });
    expect(afterCardFailure(card, steps.post, failure, now)).toEqual({
      patch: { postingSince: null, searchFrom: null, searchedTo: null },
      dueAt: card.dueAt,
      waits: { what: 'too-many', forMs: 30_000 },
    });
  });

  it('the operator has to act: the method rests, and the card keeps its place', () => {
    const { patch, dueAt, waits } = afterCardFailure(cardRow(), steps.post, says('token_revoked'), now);
    expect(patch).toMatchObject({ refusedWith: 'token_revoked', refusedSince: now });
    expect({ dueAt, waits }).toEqual({ dueAt: 5, waits: { what: 'method', forMs: probeMs } });
  });

  it.each([lost, proxy, says('internal_error'), says('a_code_of_next_year')])(
    'a post that may have arrived is looked for once it must have shown up: $code',
    (failure) => {
      const card = cardRow({ postingSince: now, searchFrom: now - 60_000 });
      const { patch, dueAt, waits } = afterCardFailure(card, steps.post, failure, now);
      expect(patch).not.toHaveProperty('postingSince');
      expect(patch).not.toHaveProperty('searchFrom');
      expect({ dueAt, waits }).toEqual({ dueAt: 5, waits: { what: 'conversation', forMs: postSettlesMs } });
    },
  );

  it('a post that Slack itself refused is not looked for', () => {
    const { patch } = afterCardFailure(
      cardRow({ postingSince: now }),
      steps.post,
      says('ekm_access_denied'),
      now,
    );
    expect(patch).toMatchObject({ postingSince: null, searchFrom: null });
  });

  it('a direct message that is gone is opened again', () => {
    for (const step of [steps.find, steps.post, steps.update])
      expect(afterCardFailure(cardRow(), step, says('channel_not_found'), now).patch).toHaveProperty(
        'channel',
        null,
      );
  });
});

describe('keeps the person’s later messages behind it', () => {
  const rows: [string, Card, Failure, boolean, boolean][] = [
    ['at first', cardRow({ attempts: 1 }), says('ekm_access_denied'), true, true],
    ['not at the third try', cardRow({ attempts: 2 }), says('ekm_access_denied'), true, false],
    ['not where the operator has to act', cardRow({ attempts: 2 }), says('missing_scope'), true, false],
    ['not where a proxy refuses it alone', cardRow({ attempts: 2 }), proxy, true, false],
    ['while Slack is away, however long', cardRow({ attempts: 50 }), lost, false, true],
    ['not once it was posted', posted(), lost, false, false],
    ['a Home never does', cardRow({ kind: 'home', channel: null }), lost, false, false],
  ];
  it.each(rows)('%s', (_name, card, failure, alone, first) => {
    const step = card.kind === 'home' ? steps.publish : card.ts === null ? steps.post : steps.update;
    const { dueAt } = afterCardFailure(card, step, failure, now, alone);
    expect(dueAt === card.dueAt).toBe(first);
    if (!first) expect(dueAt).toBeGreaterThanOrEqual(now);
  });
});

describe('a message that nobody may change', () => {
  it.each(['cant_update_message', 'edit_window_closed', 'block_mismatch'])('%s: is replaced', (code) => {
    const { patch, dueAt } = afterCardFailure(posted({ post: 2 }), steps.update, says(code), now);
    expect(patch).toMatchObject({ ts: null, formerTs: '1.1', post: 3, postingSince: null });
    expect(dueAt).toBe(now);
    expect(planCard({ ...posted(), ...patch }, 'a', now)).toEqual({ do: 'post', channel: 'D1' });
  });

  it('one that is gone leaves nothing to delete', () => {
    const { patch } = afterCardFailure(posted(), steps.update, says('message_not_found'), now);
    expect(patch).toMatchObject({ ts: null, formerTs: null, post: 1 });
  });

  it('but once a minute at most', () => {
    const card = posted({ postedAt: now - 20_000 });
    expect(afterCardFailure(card, steps.update, says('cant_update_message'), now)).toEqual({
      patch: {},
      dueAt: now + 40_000,
    });
  });

  it('the old one is deleted if Slack permits', () => {
    const card = posted({ formerTs: '0.1' });
    const left = (code: string, attempts = 0) =>
      afterCardFailure({ ...card, attempts }, steps.delete, says(code), now).patch;
    expect(left('cant_delete_message')).toMatchObject({ formerTs: null });
    expect(left('is_inactive')).toMatchObject({ formerTs: null });
    expect(left('internal_error')).not.toHaveProperty('formerTs');
    expect(left('internal_error', 2)).toMatchObject({ formerTs: null });
  });
});
