/** The replies to Remind and “Not now”. Pure. */
import type { Reminded } from '../../sharing/intents/remind.ts';
import { imageName, projectLabel } from '../../sharing/rules/share-state.ts';
import { bold, code, mrkdwn, time } from '../../slack/blocks/mrkdwn.ts';
import type { Message, Mrkdwn } from '../../slack/feature.ts';

export const reminded = (it: Reminded): Message => ({ text: words(it) });

const words = (it: Reminded): Mrkdwn => {
  const image = bold(imageName(it.share));
  const project = mrkdwn`project ${bold(projectLabel(it.share))}`;
  switch (it.kind) {
    case 'reminded':
      return mrkdwn`The bot will remind ${it.count === 1 ? mrkdwn`one person` : mrkdwn`${it.count} people`} in ${project} about ${image}, outside their quiet hours.`;
    case 'too-soon':
      return mrkdwn`The people in ${project} were reminded about ${image} only recently. You can remind them again from ${time(it.at)}.`;
    case 'nobody-known':
      return mrkdwn`Nobody here has linked project ${code(it.share.projectId)}, so there is nobody to remind. Check the id, and ask its people to run \`/image-account\`.`;
    case 'nobody-willing':
      return mrkdwn`Nobody was reminded: everybody the bot asked in ${project} chose *Not now* for ${image} or turned off reminders.`;
    case 'nothing-waits':
      return mrkdwn`${image} is no longer waiting for an answer from ${project}. The card shows the current state.`;
    default:
      return it satisfies never;
  }
};

/** @param at the earliest time of the reminder; null: nothing is waiting for an answer */
export const putOffUntil = (at: number | null): Message => ({
  text:
    at === null
      ? mrkdwn`This is no longer waiting for an answer. The card shows the current state.`
      : mrkdwn`The bot will remind you about this once, not before ${time(at)}. The card stays as it is.`,
});
