/** The button that takes over all that a project shares and whose producers have left. */
import { button } from './builders.ts';
import { mrkdwn } from './mrkdwn.ts';
import { plain } from './plain.ts';

/** @param max how many at a time */
export const takeOverAll = (
  { cloudId, projectId }: { readonly cloudId: string; readonly projectId: string },
  max: number,
) =>
  button({
    text: plain`Take over all`,
    actionId: 'take-over-all',
    value: `${cloudId}/${projectId}`,
    confirm: {
      title: plain`Take over all?`,
      text: mrkdwn`You become the producer of everything that people who have left this project were sharing, ${max} at a time. You get the cards and notifications, and the bot uses your account when something ends. What they had asked for and was not done yet is dropped, unless you ask for it.`,
      confirm: plain`Take over`,
    },
  });
