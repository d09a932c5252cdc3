/** What comes over one of Slack's sockets, read before the SDK sees it: an unexpected frame becomes an unhandled rejection there. */

/** `foreign`: nothing can be done with it but to acknowledge it, if it says under which id. */
export type Frame =
  | { readonly kind: 'hello'; readonly appId: string | null }
  | { readonly kind: 'disconnect'; readonly reason: string }
  | { readonly kind: 'envelope' }
  | { readonly kind: 'foreign'; readonly why: string; readonly envelopeId: string | null };

/** Bytes; Slack's largest payloads, of a form with a hundred inputs, are a quarter of it. */
const maxFrame = 1024 ** 2;

/** Where the id may be in a frame that is too large to parse: Slack writes it first or last. */
const edgeChars = 1_024;
const idInText = /"envelope_id" ?: ?"([\w-]{1,100})"/;

const envelopeTypes: ReadonlySet<unknown> = new Set(['slash_commands', 'interactive', 'events_api']);

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value.length <= 200 ? value : null;

/** In the form of Slack's own: it is logged and shown. */
const reasonOf = (reason: unknown): string =>
  typeof reason === 'string' && /^[a-z_]{1,40}$/.test(reason) ? reason : 'unknown';

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** What is wrong with an envelope of a known type, if anything. */
const lacking = (frame: Fields, isOwnEvent: (name: string) => boolean): string | null => {
  if (!isFields(frame.payload)) return 'no payload';
  if (frame.type !== 'events_api') return null;
  const type = isFields(frame.payload.event) ? text(frame.payload.event.type) : null;
  // the client emits it under this name, to itself too
  return type === null || isOwnEvent(type) ? 'no type of event' : null;
};

/**
 * @param data as the WebSocket gave it: text, or something binary
 * @param isOwnEvent whether the SDK's client itself listens to events of this name
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode#connect
 */
export const readFrame = (data: unknown, isOwnEvent: (name: string) => boolean): Frame => {
  const foreign = (why: string, envelopeId: string | null = null): Frame => ({
    kind: 'foreign',
    why,
    envelopeId,
  });
  if (typeof data !== 'string') return foreign('binary');
  if (data.length > maxFrame || Buffer.byteLength(data) > maxFrame) {
    const [, id] = idInText.exec(data.slice(0, edgeChars) + data.slice(-edgeChars)) ?? [];
    return foreign('too large', id ?? null);
  }
  const frame = parsed(data);
  if (!isFields(frame)) return foreign('no object');
  if (frame.type === 'hello') {
    const { connection_info: info } = frame;
    return { kind: 'hello', appId: isFields(info) ? text(info.app_id) : null };
  }
  if (frame.type === 'disconnect') return { kind: 'disconnect', reason: reasonOf(frame.reason) };
  const envelopeId = text(frame.envelope_id);
  if (!envelopeTypes.has(frame.type)) return foreign('unknown type', envelopeId);
  if (envelopeId === null) return foreign('no envelope id');
  const lacks = lacking(frame, isOwnEvent);
  return lacks === null ? { kind: 'envelope' } : foreign(lacks, envelopeId);
};
