/** Messages that tell several things at once: one sentence for what is alike, and never more than Slack takes. */
import { describe, expect, it } from 'vitest';
import { validateBlocks } from '../../../playground/slack/format/validate-blocks.ts';
import type { ProjectId, TeamId } from '../../../src/core/ids.ts';
import { digestMessage } from '../../../src/features/notifications/notification-messages.ts';
import type { NotificationEvent } from '../../../src/model/notification.ts';
import type { Share } from '../../../src/model/share.ts';
import type { DigestLine } from '../../../src/sharing/cards/notification-card.ts';
import { alice, bob, imageFacts, shareRow } from '../../support/share-row.ts';

let made = 0;
const told = (
  event: NotificationEvent,
  share: Partial<Share> = {},
  value: string | null = null,
): DigestLine => {
  made += 1;
  const id = `n${made}`;
  return {
    value,
    mayExtend: false,
    mayTakeOver: false,
    share: shareRow({ id: `s${made}`, projectName: `project-${made}`, ...share }),
    notification: {
      id,
      teamId: 'T1' as TeamId,
      enterpriseId: null,
      recipientId: alice,
      subjectId: `s${made}`,
      event,
      dedupeKey: id,
      digestId: 'b',
      dueAt: null,
      createdAt: 3 * 86_400_000,
    },
  };
};
const draw = (...lines: DigestLine[]) => digestMessage({ lines: lines, viewer: alice });
const problemsOf = (blocks: unknown) => {
  const problems: string[] = [];
  validateBlocks(blocks, 'message', '', (what, where) => problems.push(`${where}: ${what}`));
  return problems;
};
const named = (name: string): Partial<Share> => ({ projectName: name });
const image = (name: string): Partial<Share> => ({ image: { ...imageFacts, name }, imageId: name as never });
const accepted = { kind: 'answered', status: 'accepted', by: bob } as const;

describe('what is alike is one sentence', () => {
  it('answers to one image, of each project by whom', () => {
    const { text, blocks } = draw(
      told(accepted, named('a')),
      told({ ...accepted, by: alice }, named('b')),
      told({ ...accepted, by: null }, named('c')),
      told({ ...accepted, status: 'rejected' }, named('d')),
      told(accepted, named('e')),
    );
    expect(text).toBe(
      [
        ':white_check_mark: *web-base* was accepted for projects *a* by <@UBOB>, *b* by <@UALICE>, *c* outside the bot, *e* by <@UBOB>.',
        ':heavy_multiplication_x: *web-base* was rejected for project *d* by <@UBOB>.',
      ].join('\n'),
    );
    expect(blocks).toHaveLength(2);
  });

  it.each<[string, NotificationEvent, string]>([
    [
      'ended',
      { kind: 'removed', by: bob, why: 'ended' },
      'no longer shared with projects *a*, *b*: the share ended',
    ],
    [
      'unanswered',
      { kind: 'removed', by: bob, why: 'unanswered' },
      'The offer of *web-base* to projects *a*, *b* ended',
    ],
    ['ends', { kind: 'ends', at: 0 }, 'The share of *web-base* with projects *a*, *b* ends'],
    ['ends unanswered', { kind: 'ends-unanswered', at: 0 }, 'to projects *a*, *b* ends'],
    [
      'nobody left',
      { kind: 'nobody-left' },
      'is waiting for an answer from projects *a*, *b*, but the bot can no longer ask anybody there',
    ],
  ])('%s', (_, event, words) => {
    const { blocks, text } = draw(told(event, named('a')), told(event, named('b')));
    expect(text).toContain(words);
    expect(blocks).toHaveLength(1);
  });

  it('other images, other ends and other people who withdrew stay apart', () => {
    const removed = { kind: 'removed', by: bob, why: 'requested' } as const;
    expect(draw(told(accepted, image('x')), told(accepted, image('y'))).blocks).toHaveLength(2);
    expect(draw(told({ kind: 'ends', at: 0 }), told({ kind: 'ends', at: 1 })).blocks).toHaveLength(2);
    expect(draw(told(removed), told({ ...removed, by: alice })).blocks).toHaveLength(2);
  });

  it('what was offered and reminded of in one message is asked once', () => {
    const same = { id: 's' };
    const ends = { kind: 'ends-unanswered', at: 1 } as const;
    const lines = [
      told({ kind: 'offered' }, same, 'v'),
      told({ kind: 'remind' }, same, 'v'),
      told(ends, same, 'v'),
    ];
    expect(draw(...lines).text).toBe(draw(...lines.slice(2)).text);
  });

  it('what asks for an answer has its own buttons', () => {
    const { blocks } = draw(told({ kind: 'remind' }, {}, 'v1'), told({ kind: 'remind' }, {}, 'v2'));
    expect(blocks?.map(({ type }) => type)).toEqual(['section', 'actions', 'section', 'actions']);
  });
});

describe('never more than Slack takes', () => {
  const kinds: readonly NotificationEvent[] = [
    accepted,
    { kind: 'removed', by: null, why: null },
    { kind: 'image-changed', was: { ...imageFacts }, is: { ...imageFacts, status: 'deactivated' } },
    { kind: 'offered' },
    { kind: 'member-added', projectId: 'p'.repeat(255) as ProjectId, status: 'pending' },
    { kind: 'remind' },
    { kind: 'check-tenant' },
    { kind: 'nobody-left' },
    { kind: 'channel-lost', channel: 'C1' as never, project: 'x'.repeat(255), why: 'not_in_channel' },
    { kind: 'ends-unanswered', at: 1 },
    { kind: 'ends', at: 1 },
  ];
  const longName = '<&*`'.repeat(64).slice(0, 255);

  it.each([1, 12, 15, 16, 128])('%i of one kind, of one image or of as many', (count) => {
    for (const event of kinds)
      for (const one of [true, false]) {
        const lines = Array.from({ length: count }, (_, n) =>
          told(event, { ...(one ? {} : image(`image-${n}`)), projectName: longName }, 'v'.repeat(60)),
        );
        expect(problemsOf(draw(...lines).blocks)).toEqual([]);
      }
  });

  it('all kinds together; what does not fit is counted', () => {
    const lines = kinds.flatMap((event) => [0, 1].map((n) => told(event, image(`image-${n}`), 'value')));
    const { blocks, text } = draw(...lines);
    expect(problemsOf(blocks)).toEqual([]);
    expect(text).toContain(`and ${lines.length - 15} more. The bot’s Home tab shows all of them.`);
  });
});
