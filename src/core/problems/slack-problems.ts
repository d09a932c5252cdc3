/** Problems with a click in Slack, and unforeseen ones. */
import type { Words } from './wording.ts';

export type SlackProblem =
  | { readonly kind: 'stale-card' }
  /** There is no such card any more. */
  | { readonly kind: 'card-gone' }
  | { readonly kind: 'outdated' }
  | { readonly kind: 'outsider' }
  /** Slack does not take what is meant for the person's direct messages, and says `code`. */
  | { readonly kind: 'slack-refuses'; readonly code: string }
  | { readonly kind: 'unknown'; readonly reference: string };

export const slackWords: Words<SlackProblem> = {
  'stale-card': () =>
    'This card changed after you saw it, so nothing was done. It now shows the current state. Click again if you still want to.',
  'card-gone': () =>
    'The bot has no record of this message any more, so nothing was done. `/list-images` shows the current state.',
  outdated: () =>
    'This came from an older version of the bot or from an account that is no longer linked, so nothing was done. Send the command again.',
  outsider: () =>
    'This bot serves only the workspace where it is installed. Ask somebody there to share the image with you in another way.',
  'slack-refuses': ({ code }) =>
    `Slack is not accepting messages to you (\`${code}\`), so your cards may be missing or out of date. ${
      code === 'missing_scope'
        ? 'The Slack app lacks a scope: ask whoever runs this bot to reinstall it.'
        : 'The bot keeps trying; this page and the replies to your commands still work.'
    }`,
  unknown: (problem) =>
    `Something went wrong in the bot. Try again. If it keeps happening, give the operator this reference: ${problem.reference}.`,
};
