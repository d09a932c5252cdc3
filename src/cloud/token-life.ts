/** How long a token lives, by its cloud's clock alone: the bot's may be wrong. Pure. */
import { hourMs } from '../core/durations.ts';
import { readTime } from '../core/read-time.ts';

const timeOf = (value: unknown) => (typeof value === 'string' ? readTime(value) : null);

/** From one time that the service named to another; an hour, Keystone's default, if either cannot be read. */
export const tokenLifeMs = (issued: unknown, expires: unknown): number => {
  const [from, until] = [timeOf(issued), timeOf(expires)];
  return from === null || until === null ? hourMs : until - from;
};
