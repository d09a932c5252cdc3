/** Tells the observer how an attempt at a request ended, in the few words that decide what an operator can do about it. */
import type { CloudOutcome, CloudPlace, Observer } from '../core/observer.ts';
import { CloudHttpError, CloudNetworkError, ProxyAnswerError } from './errors.ts';

const outcomeOf = (error: unknown): CloudOutcome => {
  if (error instanceof CloudNetworkError) return error.code === 'aborted' ? 'aborted' : 'unanswered';
  if (error instanceof ProxyAnswerError) return 'failed';
  if (!(error instanceof CloudHttpError)) return 'unreadable';
  // Rackspace says so with a 413
  if (error.status === 429 || (error.status < 500 && error.retryAfterMs !== null)) return 'limited';
  return error.status >= 500 ? 'failed' : 'refused';
};

/** Runs the attempt. One of no known place is not told of. */
export const observed = async <T>(
  observer: Observer,
  { where, method }: { readonly where?: CloudPlace | undefined; readonly method: string },
  attempt: () => Promise<T>,
): Promise<T> => {
  if (where === undefined) return attempt();
  const started = performance.now();
  const tell = (outcome: CloudOutcome) =>
    observer.cloudAnswered(where, method, outcome, performance.now() - started);
  try {
    const answer = await attempt();
    tell('done');
    return answer;
  } catch (error) {
    tell(outcomeOf(error));
    throw error;
  }
};
