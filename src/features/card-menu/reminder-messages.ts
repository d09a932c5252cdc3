/** The replies to Remind and “Not now”. Pure. */
import type { Reminded } from '../../sharing/intents/remind.ts';
import { imageName, projectLabel } from '../../sharing/rules/share-state.ts';
import { bold, code, time } from '../../slack/blocks/mrkdwn.ts';
import type { Message } from '../../slack/feature.ts';

export const reminded = (it: Reminded): Message => ({ text: words(it) });

const words = (it: Reminded): string => {
  const image = bold(imageName(it.share));
  const project = `project ${bold(projectLabel(it.share))}`;
  switch (it.kind) {
    case 'reminded':
      return `The bot will remind ${it.count === 1 ? 'one person' : `${it.count} people`} in ${project} about ${image}, outside their quiet hours.`;
    case 'too-soon':
      return `The people in ${project} were reminded about ${image} only recently. You can remind them again from ${time(it.at)}.`;
    case 'nobody-known':
      return `Nobody here has linked project ${code(it.share.projectId)}, so there is nobody to remind. Check the id, and ask its people to run \`/image-account\`.`;
    case 'nobody-willing':
      return `Nobody was reminded: everybody the bot asked in ${project} chose *Not now* for ${image} or turned off reminders.`;
    case 'nothing-waits':
      return `${image} is no longer waiting for an answer from ${project}. The card shows the current state.`;
    default:
      return it satisfies never;
  }
};

/** @param at the earliest time of the reminder; null: nothing is waiting for an answer */
export const putOffUntil = (at: number | null): Message => ({
  text:
    at === null
      ? 'This is no longer waiting for an answer. The card shows the current state.'
      : `The bot will remind you about this once, not before ${time(at)}. The card stays as it is.`,
});
