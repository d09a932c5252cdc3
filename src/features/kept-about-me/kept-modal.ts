/** What the bot keeps about a person, for themselves, and what it says once they are forgotten. Pure. */
import { forgettingText, keptLines } from '../../sharing/people/kept-about.ts';
import { actions, button, context, divider, modalView, section } from '../../slack/blocks/builders.ts';
import { escapeLines, escapeText, joined, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { ModalView } from '../../slack/feature.ts';

/** So much of the record is shown: what Slack takes of one view. */
const maxPieces = 40;
const pieceChars = 2_000;

interface Shown {
  readonly rows: Readonly<Record<string, readonly object[]>>;
  readonly sealed: readonly object[];
  readonly audit: readonly object[];
}

const piecesOf = (text: string): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / pieceChars) }, (_, n) =>
    text.slice(n * pieceChars, (n + 1) * pieceChars),
  );

export const keptModal = (record: Shown): ModalView => {
  const pieces = piecesOf(JSON.stringify(record, null, 1).replaceAll('`', '’'));
  const { rows, sealed, audit } = record;
  const lines = keptLines({ ...rows, sealed, audit });
  return modalView({
    callbackId: 'kept-about-me',
    title: plain`What the bot keeps`,
    close: plain`Close`,
    blocks: [
      section(
        joined([mrkdwn`*About you the bot keeps:*`, ...lines.map((line) => mrkdwn`• ${escapeText(line)}`)]),
      ),
      section(escapeText(forgettingText)),
      actions(
        button({
          text: plain`Forget me`,
          actionId: 'kept-forget',
          value: 'forget',
          confirm: {
            title: plain`Forget everything?`,
            text: mrkdwn`Your accounts are unlinked, and what you share goes on without you. This cannot be undone.`,
            confirm: plain`Forget me`,
          },
        }),
      ),
      divider(),
      ...pieces.slice(0, maxPieces).map((piece) => section(mrkdwn`\`\`\`${escapeLines(piece)}\`\`\``)),
      ...(pieces.length > maxPieces
        ? [context(mrkdwn`That is not all: whoever runs the bot can give you the rest, in one file.`)]
        : []),
    ],
  });
};

export const forgottenModal = (): ModalView =>
  modalView({
    callbackId: 'kept-forgotten',
    title: plain`You are forgotten`,
    close: plain`Done`,
    blocks: [
      section(
        mrkdwn`The bot keeps nothing about you any more. Messages that you got stay in Slack, and their buttons do nothing.`,
      ),
      context(
        mrkdwn`Backups from before keep everything until whoever runs the bot deletes them. At the cloud, revoke the credentials that you gave the bot. If you use the bot again, you start from scratch.`,
      ),
    ],
  });
