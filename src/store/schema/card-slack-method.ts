/** Which of Slack’s methods a Card’s row waits for, in SQL. */
import { sql } from 'kysely';
import type { SlackMethod } from '../../model/card.ts';

/** The same as the plan says for the row, as long as there is something to show. An index is over this. */
export const slackMethod = sql<SlackMethod>`(case
  when "name" is null then case when substr("recipientId", 1, 1) in ('C', 'G') then 'conversations.info' else 'users.info' end
  when "kind" = 'home' then 'views.publish'
  when "channel" is null then 'conversations.open'
  when "ts" is not null and "formerTs" is not null then 'chat.delete' when "ts" is not null then 'chat.update'
  when "postingSince" is not null or "asOf" is not null then 'conversations.history' else 'chat.postMessage' end)`;
