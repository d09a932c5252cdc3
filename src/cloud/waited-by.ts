/** Several callers wait for one sign-in; each may stop waiting by itself. */
import { CloudNetworkError } from './errors.ts';

/**
 * Ends one caller's wait, not the work they wait for.
 * @throws CloudNetworkError `aborted` if `signal` fires first
 */
export const waitedBy = async <T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (!signal) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const facts = { method: 'POST', path: '/auth/tokens', safe: true } as const;
  const abort = () =>
    reject(new CloudNetworkError({ ...facts, code: 'aborted', sent: 'no', retryable: true }));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', abort));
};
