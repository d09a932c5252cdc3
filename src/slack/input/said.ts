/** Which message events are a person's own words to the bot. Everything else is dropped before any work. Pure. */
import type { SlackUserId } from '../../core/ids.ts';

export interface Said {
  readonly userId: SlackUserId;
  /** The person's own workspace; undefined if Slack does not name it. */
  readonly teamId: string | undefined;
  /** In Slack's wire format. */
  readonly text: string;
}

/** Said in a channel. */
export interface SaidInChannel extends Said {
  readonly channel: string;
  /** That of the thread's first message; undefined: in no thread. */
  readonly threadTs: string | undefined;
}

const string = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * Null for what a bot posted, this one included, for edits, joins and every other `subtype`, and for other conversations.
 * @see https://docs.slack.dev/reference/events/message.im
 */
export const saidToBot = (event: object): Said | null => {
  const { channel_type, user, text, subtype, bot_id, user_team, team } = event as Record<string, unknown>;
  const userId = string(user);
  if (channel_type !== 'im' || subtype !== undefined || bot_id !== undefined || !userId) return null;
  return {
    userId: userId as SlackUserId,
    teamId: string(user_team) ?? string(team),
    text: string(text) ?? '',
  };
};

/**
 * What somebody said to the bot in a channel, where it is named: without the name. Null for what a bot posted and for edits.
 * @see https://docs.slack.dev/reference/events/app_mention
 */
export const saidInChannel = (event: object, botUserId: SlackUserId): SaidInChannel | null => {
  const { channel, user, text, subtype, bot_id, user_team, team, thread_ts, edited } = event as Record<
    string,
    unknown
  >;
  const [userId, where] = [string(user), string(channel)];
  if (subtype !== undefined || bot_id !== undefined || edited !== undefined || !userId || !where) return null;
  const named = (string(text) ?? '').split(/<@([^<>|\s]+)(?:\|[^<>]*)?>/);
  // every other part is the id of whoever is named
  const words = named.map((part, at) => (at % 2 === 0 ? part : part === botUserId ? ' ' : `<@${part}>`));
  return {
    userId: userId as SlackUserId,
    teamId: string(user_team) ?? string(team),
    text: words.join('').trim(),
    channel: where,
    threadTs: string(thread_ts),
  };
};

/** How many of the latest ids are remembered. */
const remembered = 1_000;

/** Whether an id comes for the first time: Slack repeats an event whose acknowledgement it did not see. */
export const createOnce = (): ((id: string) => boolean) => {
  const seen = new Set<string>();
  return (id) => {
    if (seen.has(id)) return false;
    seen.add(id);
    for (const oldest of seen) {
      if (seen.size <= remembered) break;
      seen.delete(oldest);
    }
    return true;
  };
};
