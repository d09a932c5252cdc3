/** Trigger ids: a person's act lets the bot open one view, within three seconds. @see https://docs.slack.dev/interactivity/handling-user-interaction#trigger_ids */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../src/core/clock.ts';
import { badCall, refused } from '../format/api-error.ts';
import { limits } from '../format/limits.ts';

export interface Triggers {
  issue(userId: string): string;
  /** Uses the trigger up; returns its owner. @throws ApiError invalid_trigger_id, expired_trigger_id, exchanged_trigger_id */
  exchange(triggerId: string): string;
}

export const createTriggers = (clock: Clock): Triggers => {
  const issued = new Map<string, { userId: string; at: number; exchanged: boolean }>();
  return {
    issue(userId) {
      const digits = () => randomBytes(5).readUIntBE(0, 5);
      const id = `${digits()}.${digits()}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { userId, at: clock.now(), exchanged: false });
      return id;
    },
    exchange(triggerId) {
      const trigger = issued.get(triggerId);
      if (!trigger) throw badCall('invalid_trigger_id');
      if (trigger.exchanged) throw refused('exchanged_trigger_id');
      if (clock.now() - trigger.at >= limits.triggerMs) throw refused('expired_trigger_id');
      trigger.exchanged = true;
      return trigger.userId;
    },
  };
};
