/** A message's text, blocks and metadata, checked against Slack's rules wherever they come in. */
import { badCall, refuseIfReported } from '../format/api-error.ts';
import { limits } from '../format/limits.ts';
import { offences, offencesWithin } from '../format/mrkdwn-check.ts';
import { isObject, matching, object } from '../format/shape.ts';
import { validateBlocks } from '../format/validate-blocks.ts';
import type { Block, Metadata } from '../format/wire.ts';
import { surprise, type Workspace } from '../workspace/workspace.ts';

export interface Content {
  text: string;
  blocks?: Block[];
  metadata?: Metadata;
}

// https://docs.slack.dev/messaging/message-metadata
const metadataShape = object({
  'event_type!': matching(/^[A-Za-z0-9_.:-]{1,255}$/),
  'event_payload!': (value, pointer, report) => {
    if (!isObject(value)) report('must be an object', pointer);
  },
});

/**
 * Checks the parts that are there. What Slack would post but a bot should not (a broadcast, blocks without text) is a surprise, not a refusal.
 * @throws ApiError no_text, msg_too_long, invalid_blocks_format, invalid_blocks, invalid_metadata_format
 */
export const readContent = (
  workspace: Workspace,
  where: string,
  given: { text?: string | undefined; blocks?: unknown; metadata?: unknown },
): Partial<Content> => {
  const { text, blocks, metadata } = given;
  if (text !== undefined && [...text].length > limits.messageText) throw badCall('msg_too_long');
  if (blocks !== undefined && !Array.isArray(blocks)) throw badCall('invalid_blocks_format');
  if (blocks)
    refuseIfReported('invalid_blocks', (report) => validateBlocks(blocks, 'message', '/blocks', report));
  if (metadata !== undefined)
    refuseIfReported('invalid_metadata_format', (report) => metadataShape(metadata, '/metadata', report));
  for (const offence of [...offences(text ?? ''), ...offencesWithin(blocks)])
    surprise(workspace, where, 'mrkdwn', offence);
  if (blocks && blocks.length > 0 && !text) surprise(workspace, where, 'missing_text_in_message');
  return {
    ...(text !== undefined && { text }),
    ...(blocks && { blocks: structuredClone(blocks) as Block[] }),
    ...(metadata !== undefined && { metadata: metadata as Metadata }),
  };
};

/** The same for a new message. @throws ApiError no_text if it would be empty */
export const readNewContent: (...args: Parameters<typeof readContent>) => Content = (
  workspace,
  where,
  given,
) => {
  if (!given.text && !(Array.isArray(given.blocks) && given.blocks.length > 0)) throw badCall('no_text');
  return { text: '', ...readContent(workspace, where, given) };
};

/** The message after an update: text without blocks removes the blocks. @see https://docs.slack.dev/reference/methods/chat.update */
export const changed = <M extends Content>(message: M, content: Partial<Content>): M => {
  const next = { ...message, ...content };
  if (content.text !== undefined && content.blocks === undefined) delete next.blocks;
  return next;
};
