/** A timeline says in words what was done; no act of the trail stands in it by its bare name. */
import { describe, expect, it } from 'vitest';
import type { TeamId } from '../../src/core/ids.ts';
import { timelineModal } from '../../src/features/card-menu/timeline.ts';
import { bob, shareRow } from '../support/share-row.ts';

const linesOf = (act: string): string =>
  JSON.stringify(
    timelineModal({
      of: shareRow(),
      more: false,
      moments: [
        {
          line: {
            at: 0,
            teamId: 'T1' as TeamId,
            userId: bob,
            act,
            subject: 'image',
            detail: {},
            requestId: null,
          },
          account: null,
          project: 'consumer',
        },
      ],
    }).blocks,
  );

describe('the timeline', () => {
  it.each([
    ['reason', 'said why it was rejected for project *consumer*'],
    ['reason-removed', 'took back why it was rejected for project *consumer*'],
    ['offer-anew', 'offered it to project *consumer* anew'],
    ['undo-answer', 'took the answer for project *consumer* back'],
  ])('%s', (act, words) => {
    expect(linesOf(act)).toContain(`<@${bob}> ${words}`);
  });
});
