/** Response URLs: five answers to a person's act, within half an hour. @see https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, badCall, refuseIfReported } from '../format/api-error.ts';
import { limits } from '../format/limits.ts';
import type { ApiRequest } from '../format/requests.ts';
import { boolean, type Check, object, oneOf, string } from '../format/shape.ts';
import type { SlackMessage } from '../format/wire.ts';
import {
  botMessage,
  emit,
  findMessage,
  post,
  settle,
  surprise,
  type Workspace,
} from '../workspace/workspace.ts';
import { changed, readNewContent } from './content.ts';
import { answer, type Reply, readFields } from './http.ts';
import type { createFaults } from './slack-faults.ts';

/** What the person did and where; `message` if it was in a message. */
export interface Origin {
  readonly userId: string;
  readonly channel: string;
  readonly message?: SlackMessage;
}

const anything: Check = () => {};
const shape = object({
  text: string(limits.messageText, 0),
  blocks: anything,
  metadata: anything,
  response_type: oneOf('ephemeral', 'in_channel'),
  replace_original: boolean,
  delete_original: boolean,
  thread_ts: string(50),
  mrkdwn: boolean,
  unfurl_links: boolean,
  unfurl_media: boolean,
});

/**
 * Carries out an answer, from a response URL or from the acknowledgement of a command.
 * @throws ApiError invalid_payload, no_text, invalid_blocks
 */
export const respond = (workspace: Workspace, origin: Origin, body: Record<string, unknown>): void => {
  refuseIfReported('invalid_payload', (report) => shape(body, '', report));
  const original = origin.message && findMessage(workspace, origin.message.channel, origin.message.ts);
  if (body.delete_original === true) {
    if (!original) return;
    original.list.splice(original.list.indexOf(original.message), 1);
    emit(workspace, { type: 'message_deleted', message: original.message });
    return;
  }
  const { text, blocks, metadata } = body;
  const content = readNewContent(workspace, 'response_url', {
    text: typeof text === 'string' ? text : undefined,
    blocks,
    metadata,
  });
  if (body.replace_original === true && original) {
    const next = changed(original.message, content);
    if (next.blocks) settle(next.blocks);
    original.list[original.list.indexOf(original.message)] = next;
    emit(workspace, { type: 'message_changed', message: next });
    return;
  }
  const message = botMessage(workspace, origin.channel, content);
  post(workspace, message, body.response_type === 'in_channel' ? undefined : origin.userId);
};

export interface ResponseUrls {
  /** A new URL for answers to `origin`. */
  issue(origin: Origin): string;
  serve(id: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** @param baseUrl the address of `serve`, without the id */
export const createResponseUrls = (
  workspace: Workspace,
  baseUrl: string,
  faults: ReturnType<typeof createFaults>,
  requests: ApiRequest[],
): ResponseUrls => {
  const issued = new Map<string, { origin: Origin; at: number; uses: number }>();
  const use = (id: string, body: Record<string, unknown> | undefined): Reply => {
    const url = issued.get(id);
    const gone = (note: string): Reply => ({ status: 404, body: note, note });
    if (!url) {
      surprise(workspace, 'response_url', 'no_service');
      return gone('no_service');
    }
    if (workspace.clock.now() - url.at >= limits.responseUrlMs) return gone('expired_url');
    if (url.uses >= limits.responseUrlUses) return gone('used_url');
    try {
      if (!body) throw badCall('invalid_payload');
      respond(workspace, url.origin, body);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      surprise(workspace, 'response_url', error.error, error.messages.join('; '));
      return { status: 400, body: error.error, note: error.error };
    }
    url.uses += 1;
    return { status: 200, body: 'ok', note: 'ok' };
  };
  return {
    issue(origin) {
      const id = randomBytes(12).toString('hex');
      issued.set(id, { origin, at: workspace.clock.now(), uses: 0 });
      return `${baseUrl}${id}`;
    },
    async serve(id, request, response) {
      const started = performance.now();
      const body = await readFields(request);
      const record: ApiRequest = {
        method: 'response_url',
        args: body ?? {},
        at: workspace.clock.now(),
        ms: null,
        answer: null,
      };
      requests.push(record);
      emit(workspace, { type: 'request', request: record });
      const fault = faults.take('response_url', record.args);
      record.answer = answer(response, fault, () => use(id, body), workspace.clock);
      record.ms = performance.now() - started;
      emit(workspace, { type: 'request', request: record });
    },
  };
};
