/** Requests and answers as the playground's services see them, and errors in each service's own form. */
import type { Kind, Token } from './cloud-model.ts';
import type { CloudState } from './state.ts';

export interface Call {
  /** `keystone` is the identity service, whichever the cloud has. */
  readonly service: 'keystone' | 'glance';
  /** Null at Keystone, which has none. */
  readonly region: string | null;
  readonly method: string;
  /** Without the endpoint's prefix, decoded only where it is used: `/v2/images`, `/v3/auth/tokens`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  /** The raw body; empty if there is none. */
  readonly text: string;
  readonly token: string | null;
}

export interface Reply {
  readonly status: number;
  /** An object is sent as JSON; a string as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the handlers of both services are given. */
export interface Context {
  readonly kind: Kind;
  readonly state: CloudState;
  readonly now: () => number;
  readonly authUrl: string;
  /** The image service's URL in that region, as in the catalog. */
  readonly imageUrl: (region: string) => string;
  /** What the image service in that region sees before its own paths. */
  readonly mountOf: (region: string) => string;
  /** Reports what a well-made client would not have sent. */
  readonly surprise: (call: Call, what: string) => void;
}

/** An answer to throw from wherever it is decided. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`refused with ${reply.status}`);
    this.reply = reply;
  }
}

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
};

/** An error in Glance's form, with the markup that it also puts into JSON. */
export const glanceError = (
  status: number,
  message: string,
  headers: Record<string, string> = {},
): Refusal => {
  const title = titles[status] ?? 'Error';
  return new Refusal({
    status,
    headers,
    body: { message: `${message}<br /><br />\n\n\n`, code: `${status} ${title}`, title },
  });
};

/** A policy's refusal, by the name of what it protects. */
export const notAuthorized = (action: string): Refusal =>
  glanceError(403, `You are not authorized to complete ${action} action.`);

/** An error in Keystone's form. */
export const keystoneError = (status: number, message: string): Refusal =>
  new Refusal({ status, body: { error: { code: status, message, title: titles[status] ?? 'Error' } } });

/** The JSON body; `refuse` makes the service's answer if it is not JSON. */
export const jsonBody = ({ text }: Call, refuse: () => Refusal): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse();
  }
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The token if it is valid: known, not expired, its user enabled, its application credential still there. */
export const liveToken = ({ state, now }: Context, id: string | null): Token | null => {
  const token = id === null ? undefined : state.tokens.get(id);
  if (!token || token.expiresAt <= now()) return null;
  if (!state.users.get(token.userId)?.enabled) return null;
  const { applicationCredentialId } = token;
  return applicationCredentialId === null || state.applicationCredentials.has(applicationCredentialId)
    ? token
    : null;
};
