/** What each method's answer must say. One that does not may be anybody's, such as a gateway's `{"ok":true}`: nobody knows what became of the call. */
import { z } from 'zod';

/** Slack's ids have some 11 characters, the `ts` of a message 17. */
const id = z.string().min(1).max(100);
const flag = z.boolean().optional();
/** What only decorates a message; null if it is no text. */
const words = z.string().max(1_000).nullish().catch(null);

const ok = z.literal(true);
const anyAnswer = z.looseObject({ ok });
/** As much of a view as shows that Slack has it. */
const viewAnswer = z.object({ ok, view: z.object({ id }) });
const messageAnswer = z.object({ ok, ts: id });

/** By method; only what is named here is read. @see https://docs.slack.dev/reference/methods */
const answers = {
  'auth.test': z.object({
    ...{ ok, team_id: id, user_id: id, bot_id: id.optional(), team: words, enterprise_id: id.nullish() },
    is_enterprise_install: flag,
  }),
  'apps.connections.open': z.object({ ok, url: z.string().min(1).max(10_000) }),
  'bots.info': z.object({ ok, bot: z.object({ app_id: id.optional() }) }),
  'users.info': z.object({
    ok,
    user: z.object({
      ...{ id, team_id: id, enterprise_id: id.nullish(), is_bot: flag, deleted: flag },
      enterprise_user: z.object({ enterprise_id: id.nullish() }).nullish(),
      ...{ name: words, real_name: words, tz: words },
      profile: z.object({ display_name: words }).nullish().catch(null),
    }),
  }),
  'conversations.info': z.object({
    ok,
    channel: z.object({
      ...{ is_archived: flag, is_ext_shared: z.boolean(), is_pending_ext_shared: flag, name: words },
    }),
  }),
  'conversations.open': z.object({ ok, channel: z.object({ id }) }),
  'conversations.history': z.object({
    ok,
    messages: z.array(
      z.object({
        ...{ ts: id, user: z.unknown().optional() },
        metadata: z.object({ event_payload: z.unknown().optional() }).nullish().catch(null),
      }),
    ),
    has_more: flag,
  }),
  'chat.postMessage': messageAnswer,
  'chat.postEphemeral': z.object({ ok, message_ts: id }),
  'chat.update': messageAnswer,
  'chat.delete': messageAnswer,
  'chat.getPermalink': z.object({ ok, permalink: z.url({ protocol: /^https?$/ }).max(1_000) }),
  'views.open': viewAnswer,
  'views.push': viewAnswer,
  'views.update': viewAnswer,
  'views.publish': viewAnswer,
} as const;

/** What an answer to the method says, as far as it is read; null if it lacks what decides. */
export const readAnswer = (method: string, answer: unknown): object | null => {
  const schema = Object.hasOwn(answers, method) ? answers[method as keyof typeof answers] : anyAnswer;
  return schema.safeParse(answer).data ?? null;
};
