/** What a write to the image service came to, for the audit trail. */
import { CloudHttpError, CloudNetworkError, CloudSchemaError, ProxyAnswerError } from './errors.ts';

/** The outcome of a write that reached the service; `status` null: the response does not tell. */
export interface WriteReceipt {
  readonly status: number | null;
  readonly requestId: string | null;
}

/** What the failed write to `path` came to; null if nothing was done: the request never arrived, or was refused at once. */
export const receiptOf = (error: unknown, path: string): WriteReceipt | null => {
  // signing in also throws, about a path of its own
  if (!(error instanceof Error && 'path' in error && String(error.path).endsWith(path))) return null;
  if (error instanceof CloudHttpError) {
    const { status, requestId, retryable } = error;
    return retryable && status < 500 ? null : { status, requestId };
  }
  if (error instanceof CloudNetworkError)
    return error.sent === 'maybe' ? { status: null, requestId: null } : null;
  if (error instanceof ProxyAnswerError) return { status: null, requestId: null };
  return error instanceof CloudSchemaError ? { status: null, requestId: error.requestId } : null;
};
