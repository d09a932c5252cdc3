/** On the producer's card: members that came back with the image and were not chosen, each with a Remove. Pure. */
import { clipText } from '../../core/plain-text.ts';
import type { TenantLine } from '../../sharing/cards/offer-card.ts';
import { openMemberIntent, projectLabel, statusWord } from '../../sharing/rules/share-state.ts';
import type { Detail } from '../../slack/blocks/assemble.ts';
import { button, context, section } from '../../slack/blocks/builders.ts';
import { named } from '../../slack/blocks/lists.ts';
import { escapeText, joined, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Block, Mrkdwn } from '../../slack/feature.ts';
import { lineState, lineTitle } from './tenant-lines.ts';

type Value = (subject?: string) => string;

/** How many get a Remove of their own on the card; the others are only named there. */
const maxRemovable = 20;

export const hiddenMembers = (lines: readonly TenantLine[]): readonly TenantLine[] =>
  lines.filter(({ role, share }) => role === 'hidden' && share.status !== 'absent');

/** What `text` says of them. */
export const hiddenTexts = (hidden: readonly TenantLine[], detail: Detail): readonly Mrkdwn[] =>
  named(
    hidden,
    Math.max(detail.listed, 1),
    ({ share }) =>
      mrkdwn`Warning: ${lineTitle(share, detail)} has access again, although you did not choose it.`,
  );

export const hiddenBlocks = (hidden: readonly TenantLine[], value: Value, detail: Detail): Block[] => {
  if (hidden.length === 0) return [];
  const removable = Math.min(maxRemovable, detail.listed);
  const rest = hidden.slice(removable);
  const names = rest.slice(0, detail.listed).map(({ share }) => lineTitle(share, detail));
  return [
    section(
      mrkdwn`:warning: *${hidden.length === 1 ? mrkdwn`A project that you did not choose has` : mrkdwn`${hidden.length} projects that you did not choose have`} access again.* ${hidden.length === 1 ? mrkdwn`It was a member` : mrkdwn`They were members`} before the image became private, and came back when the image was shared again.`,
    ),
    ...hidden.slice(0, removable).map((line) => hiddenLine(line, value, detail)),
    ...(rest.length > 0
      ? [
          context(
            mrkdwn`and ${rest.length} more${names.length > 0 ? mrkdwn`: ${joined(names, mrkdwn`, `)}` : ''}`,
          ),
        ]
      : []),
  ];
};

export const hiddenLine = ({ share }: TenantLine, value: Value, detail: Detail): Block =>
  section(
    mrkdwn`${lineTitle(share, detail)} — ${share.member?.value === 'absent' ? lineState({ share, role: 'hidden', asked: [], skipped: [] }, detail) : escapeText(statusWord(share.status))}`,
    {
      ...(openMemberIntent(share) === null && {
        accessory: button({
          text: plain`Remove`,
          actionId: 'member-remove',
          style: 'danger',
          value: value(share.id),
          confirm: {
            title: plain`Remove this member?`,
            text: mrkdwn`Project ${escapeText(clipText(projectLabel(share), detail.names))} loses access to the image. Servers made from it are not affected.`,
            confirm: plain`Remove`,
          },
        }),
      }),
    },
  );
