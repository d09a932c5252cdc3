/** Whoever does something that others should hear of reads once which scopes the Slack app lacks for that, since nothing else would tell them. */
import type { Person } from '../../core/ids.ts';
import { neededScopes } from '../api/scopes.ts';
import { code, escapeText, joined, mrkdwn } from '../blocks/mrkdwn.ts';
import type { Mrkdwn } from '../feature.ts';

/** @param scopes of `neededScopes`; not empty */
export const lackingScopes = (scopes: readonly string[]): Mrkdwn => {
  const each = scopes.map((scope) => mrkdwn`${code(scope)}: ${escapeText(neededScopes[scope] ?? '')}`);
  return mrkdwn`:warning: The Slack app lacks ${scopes.length === 1 ? mrkdwn`a scope` : mrkdwn`scopes`}. ${joined(each, mrkdwn`; `)}. Ask whoever runs this bot to paste manifest.yml into the app’s settings again and reinstall the app.`;
};

/** What is missing; null from the second time on that it is asked for the same person. */
export const createScopesToTell = (missing: readonly string[]) => {
  const told = new Set<Person['userId']>();
  return ({ userId }: Person): Mrkdwn | null => {
    if (missing.length === 0 || told.has(userId)) return null;
    told.add(userId);
    return lackingScopes(missing);
  };
};
