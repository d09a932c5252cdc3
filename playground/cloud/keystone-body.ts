/** What the playground's Keystone makes of a body: its parts, and how it refuses what is none. */
import type { Role } from './cloud-model.ts';
import { type Call, type Context, isRecord, keystoneError } from './reply.ts';

export const unauthorized = (message = 'The request you have made requires authentication.') =>
  keystoneError(401, message);
export const malformed = () =>
  keystoneError(
    400,
    'Expecting to find valid JSON in request body. The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.',
  );
const missing = (property: string) => keystoneError(400, `'${property}' is a required property`);

export const record = (value: unknown, property: string): Record<string, unknown> => {
  if (!isRecord(value)) throw missing(property);
  return value;
};

/** Reports keys that Keystone would accept and the bot never sends. */
export const only = (
  context: Pick<Context, 'surprise'>,
  call: Call,
  value: Record<string, unknown>,
  known: readonly string[],
) => {
  const strange = Object.keys(value).filter((key) => !known.includes(key));
  if (strange.length > 0) context.surprise(call, `unknown in the body: ${strange.join(', ')}`);
};

export const isRole = (role: unknown): role is Role =>
  role === 'admin' || role === 'member' || role === 'reader';
