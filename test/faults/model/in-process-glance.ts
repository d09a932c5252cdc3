/** The playground's Glance without a wire: what the bot's own client sends is answered in this process, or befallen by a fault. */
import { glance } from '../../../playground/cloud/glance.ts';
import { type Call, Refusal, type Reply } from '../../../playground/cloud/reply.ts';
import { createState } from '../../../playground/cloud/state.ts';
import {
  AccountRefusedError,
  CloudHttpError,
  CloudNetworkError,
  type RequestFacts,
} from '../../../src/cloud/errors.ts';
import type { Session, Sessions } from '../../../src/cloud/session.ts';
import type { Clock } from '../../../src/core/clock.ts';
import type { BotFate, Faults } from './fate.ts';

export const region = 'IAD';

export type CloudFate =
  | 'answers 503'
  | 'loses a request'
  | 'loses an answer'
  | 'carries out a request 20 s late'
  | 'refuses the account';

/** A request that changes nothing loses nothing by these. */
const onWrites: ReadonlySet<CloudFate | BotFate> = new Set<CloudFate | BotFate>([
  'loses an answer',
  'carries out a request 20 s late',
  'dies after',
  'stands still for 90 s after',
]);

/** How long a request takes that is carried out after it was given up. */
const lateMs = 20_000;

/** @param projects each with an account that may do what members do */
export const createGlance = (clock: Clock, faults: Faults<CloudFate>, projects: readonly string[]) => {
  const state = createState(clock, [region]);
  for (const id of projects) {
    state.addProject(id, id);
    const user = state.addUser(id, id);
    state.tokens.set(id, {
      id,
      userId: user.id,
      projectId: id,
      roles: ['member', 'reader'],
      methods: ['password'],
      issuedAt: 0,
      expiresAt: Number.POSITIVE_INFINITY,
      applicationCredentialId: null,
    });
  }
  const surprises: string[] = [];
  const context = {
    kind: 'openstack' as const,
    state,
    now: clock.now,
    authUrl: '',
    imageUrl: () => '',
    mountOf: () => '',
    surprise: ({ method, path }: Call, what: string) => void surprises.push(`${method} ${path}: ${what}`),
  };
  const answer = (call: Call): Reply => {
    try {
      return glance(context, call);
    } catch (error) {
      if (error instanceof Refusal) return error.reply;
      throw error;
    }
  };
  const send = async (facts: RequestFacts, call: Call): Promise<Reply> => {
    const lost = (sent: 'no' | 'maybe') =>
      new CloudNetworkError({ ...facts, code: 'timeout', sent, retryable: true });
    const refused = { ...facts, detail: '', requestId: null, retryAfterMs: null };
    const fits = (fate: CloudFate | BotFate) => !facts.safe || !onWrites.has(fate);
    return faults.befall(`${call.method} ${call.path}`, fits, () => answer(call), {
      'answers 503': () => {
        throw new CloudHttpError({ ...refused, status: 503, retryable: true });
      },
      'loses a request': () => {
        throw lost('maybe');
      },
      'loses an answer': () => {
        answer(call);
        throw lost('maybe');
      },
      'carries out a request 20 s late': () => {
        faults.later(lateMs, () => void answer(call));
        throw lost('maybe');
      },
      'refuses the account': () => {
        throw new AccountRefusedError('secret', { ...refused, status: 401, retryable: false });
      },
    });
  };

  const open: Sessions['open'] = (_cloud, _account, _credential, projectId, more): Session => ({
    authType: 'v3',
    token: async () => ({ roles: ['member'] }) as never,
    signInAgain: async () => ({ roles: ['member'] }) as never,
    regions: async () => [region],
    originOf: async () => '',
    request: async (_region, { method, path, query, body, contentType, accept, schema }) => {
      const facts = { method, path, safe: method === 'GET' };
      const text = body === undefined ? '' : JSON.stringify(body);
      const { status, body: answered } = await send(facts, {
        service: 'glance',
        region,
        method,
        path,
        query: query ?? new URLSearchParams(),
        contentType: contentType ?? 'application/json',
        text,
        token: projectId,
      });
      more?.onSend?.();
      if (method !== 'GET') more?.onWrite?.({ status, requestId: null });
      if (!accept.includes(status)) {
        const refused = { ...facts, status, detail: '', requestId: null, retryAfterMs: null };
        throw new CloudHttpError({ ...refused, retryable: status >= 500 });
      }
      return schema.parse(answered);
    },
  });
  return { state, surprises, sessions: { open } };
};
