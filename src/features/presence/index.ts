/** Somebody is deactivated in Slack, or comes back: their accounts follow. */
import type { Feature, Presence } from '../../slack/feature.ts';

export const presence = (changed: Presence['changed']): Feature => ({ presence: { changed } });
