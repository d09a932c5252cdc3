/** Problems with a click in Slack, and unforeseen ones. */
import type { Words } from './wording.ts';

export type SlackProblem =
  | { readonly kind: 'stale-card' }
  | { readonly kind: 'outdated' }
  | { readonly kind: 'outsider' }
  | { readonly kind: 'unknown'; readonly reference: string };

export const slackWords: Words<SlackProblem> = {
  'stale-card': () =>
    'This card changed after you saw it, so nothing was done. It now shows the current state. Click again if you still want to.',
  outdated: () =>
    'This came from an older version of the bot or from an account that is no longer linked, so nothing was done. Send the command again.',
  outsider: () =>
    'This bot serves only the workspace where it is installed. Ask somebody there to share the image with you in another way.',
  unknown: (problem) =>
    `Something went wrong in the bot. Try again. If it keeps happening, give the operator this reference: ${problem.reference}.`,
};
