/** Glance, the image service, as one account uses it in one region. */
import { imageCalls } from './images.ts';
import { memberCalls } from './members.ts';
import type { Session } from './session.ts';

export type Glance = ReturnType<typeof glanceOf>;

/**
 * The calls to images and their members.
 * @param region null = the account's first one
 * @param signal ends every call made through this; the calls throw what {@link Session.request} throws, besides their own
 */
export const glanceOf = (session: Session, region: string | null, signal?: AbortSignal) => ({
  ...imageCalls(session, region, signal),
  ...memberCalls(session, region, signal),
});
