/** A timeline says in words what was done; no act of the trail stands in it by its bare name. */
import { describe, expect, it } from 'vitest';
import type { PersonId, SlackUserId } from '../../../src/core/ids.ts';
import { timelineModal } from '../../../src/features/card-menu/timeline-modal.ts';
import { type AuditAct, auditActs } from '../../../src/model/audit-line.ts';
import { bob, shareRow } from '../../support/share-row.ts';
import { auditLine } from '../../support/store-rows.ts';

const linesOf = (act: AuditAct, userId: SlackUserId | null = bob): string =>
  JSON.stringify(
    timelineModal({
      of: shareRow(),
      more: false,
      moments: [
        {
          line: {
            ...auditLine({ act }),
            by: { personId: 'p1' as PersonId, userId },
            onBehalfOf: null,
            people: [],
            account: null,
          },
          project: 'consumer',
        },
      ],
    }).blocks,
  );

describe('the timeline', () => {
  it.each<[AuditAct, string]>([
    ['give-reason', 'said why it was rejected for project *consumer*'],
    ['remove-reason', 'withdrew the reason for rejecting it for project *consumer*'],
    ['offer-again', 'offered it to project *consumer* again'],
    ['undo-answer', 'undid the answer for project *consumer*'],
  ])('%s', (act, words) => {
    expect(linesOf(act)).toContain(`<@${bob}> ${words}`);
  });

  it.each(auditActs)('has words for %s', (act) => {
    expect(linesOf(act)).not.toMatch(new RegExp(`> (undefined|${act})`));
  });

  it('says that somebody was erased, and not who', () => {
    expect(linesOf('extend', null)).toContain('Somebody who was forgotten gave project *consumer* more time');
  });
});
