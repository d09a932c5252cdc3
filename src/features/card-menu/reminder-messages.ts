/** What Remind and “Not now” are answered with. Pure. */
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
      return `Reminding the people of ${project} of ${image}: ${it.count === 1 ? 'one person' : `${it.count} people`}, at an hour that suits them.`;
    case 'too-soon':
      return `The people of ${project} were reminded of ${image} not long ago. You can remind them again ${time(it.at)}.`;
    case 'nobody-known':
      return `Nobody here has linked project ${code(it.share.projectId)}, so there is nobody to remind. Check the id, and ask its people to run \`/image-account\`.`;
    case 'nobody-willing':
      return `Everybody of ${project} who was asked has put ${image} off for now, or wants no reminders, so nobody is reminded.`;
    case 'nothing-waits':
      return `${image} does not wait for an answer of ${project} any more. The card shows how it stands.`;
    default:
      return it satisfies never;
  }
};

/** @param at no reminder before then; null: there is nothing to be reminded of */
export const putOffUntil = (at: number | null): Message => ({
  text:
    at === null
      ? 'This waits for no answer any more; the card shows how it stands.'
      : `You are not reminded of this before ${time(at)}, and once then. The card stays as it is.`,
});
