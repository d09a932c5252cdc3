/** The playground's Slack without a bot, which calls it by hand: set before each test of a file, cleared after it. */
import { afterEach, beforeEach } from 'vitest';
import { type Slack, startSlack } from '../../playground/slack/slack.ts';
import { createClock } from '../../src/core/clock.ts';

export let slack: Slack;
let nowMs = 1_700_000_000_000;
/** Lets so much time pass for Slack. */
export const later = (ms: number): void => {
  nowMs += ms;
};

export const onStrictSlack = (): void => {
  beforeEach(async () => {
    slack = await startSlack({
      clock: createClock(() => nowMs),
      users: [
        { id: 'UALICE', name: 'alice' },
        { id: 'UGONE', name: 'gone', deleted: true },
        { id: 'UAPP', name: 'app', is_bot: true },
        { id: 'UAWAY', name: 'away', team_id: 'TAWAY' },
      ],
      channels: [
        { id: 'CIN', name: 'in' },
        { id: 'COUT', name: 'out', members: ['UALICE'] },
      ],
      enforceRates: true,
    });
  });
  afterEach(() => slack.close());
};

export const plain = (text: string) => ({ type: 'plain_text', text });
export const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
export const modal = (extra: object = {}) => ({ type: 'modal', title: plain('Title'), blocks: [], ...extra });
/** What Slack was surprised by, oldest first. */
export const errors = () => slack.surprises.map(({ error }) => error);
