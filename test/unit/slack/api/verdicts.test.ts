/** Every error code that Slack publishes for a method the bot calls has a verdict; what nobody has heard of is waited out. */
import { describe, expect, it } from 'vitest';
import { publishedCodes, unpublishedCodes } from '../../../../playground/slack/error-codes.ts';
import { isKnownCode, mayBeDone, type Verdict, verdictOf } from '../../../../src/slack/api/verdicts.ts';

describe('a verdict for every code', () => {
  it.each(Object.entries(publishedCodes))('of %s', (_method, { codes }) => {
    expect(codes.filter((code) => !isKnownCode(code))).toEqual([]);
  });

  it('that is not published, but was seen', () => {
    expect(unpublishedCodes.filter((code) => !isKnownCode(code))).toEqual([]);
  });
});

const verdicts: [string, Verdict][] = [
  ['internal_error', 'wait'],
  ['update_failed', 'wait'],
  ['team_added_to_org', 'wait'],
  ['ekm_access_denied', 'wait'],
  ['accesslimited', 'wait'],
  ['team_not_found', 'wait'],
  ['a_code_of_next_year', 'wait'],
  ['constructor', 'wait'],
  ['ratelimited', 'ratelimited'],
  ['invalid_auth', 'operator'],
  ['missing_scope', 'operator'],
  ['messages_tab_disabled', 'operator'],
  ['user_not_visible', 'person'],
  ['cannot_dm_bot', 'person'],
  ['channel_not_found', 'place'],
  ['is_inactive', 'place'],
  ['restricted_action_thread_only_channel', 'place'],
  ['cant_update_message', 'message'],
  ['block_mismatch', 'message'],
  ['expired_trigger_id', 'trigger'],
  ['push_limit_reached', 'view'],
  ['msg_blocks_too_long', 'bug'],
  ['view_too_large', 'bug'],
];

it.each(verdicts)('%s: %s', (code, verdict) => expect(verdictOf(code)).toBe(verdict));

it('only where Slack may have done it, somebody has to look', () => {
  const codes = ['internal_error', 'fatal_error', 'a_code_of_next_year', 'team_added_to_org', 'invalid_auth'];
  expect(codes.filter(mayBeDone)).toEqual(['internal_error', 'fatal_error', 'a_code_of_next_year']);
});
