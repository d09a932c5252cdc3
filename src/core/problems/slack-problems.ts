/** Problems with what was clicked in Slack, and what nobody foresaw. */
import type { Words } from './wording.ts';

export type SlackProblem =
  | { readonly kind: 'stale-card' }
  | { readonly kind: 'outdated' }
  | { readonly kind: 'outsider' }
  | { readonly kind: 'unknown'; readonly reference: string };

export const slackWords: Words<SlackProblem> = {
  'stale-card': () =>
    'This card has changed since you saw it, so nothing was done. It shows now what is so; press again if you still want to.',
  outdated: () =>
    'This was shown by an older version of the bot, or for an account that is no longer linked, so nothing was done. Send the command again.',
  outsider: () =>
    'This bot serves the workspace it is installed in. Ask somebody there to share with you in another way.',
  unknown: (problem) =>
    `Something went wrong on the bot's side. Try again; if it stays, give the operator this reference: ${problem.reference}.`,
};
