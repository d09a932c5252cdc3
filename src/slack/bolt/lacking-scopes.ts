/** Whoever does something that others should hear of reads once which scopes the Slack app lacks for that, since nothing else would tell them. */
import type { Person } from '../../core/ids.ts';
import { neededScopes } from '../api/scopes.ts';
import { code, escapeText, joined, mrkdwn } from '../blocks/mrkdwn.ts';
import type { Mrkdwn, Reply } from '../feature.ts';
import { withNotice } from './notice.ts';

/** @param scopes of `neededScopes`; not empty */
export const lackingScopes = (scopes: readonly string[]): Mrkdwn => {
  const each = scopes.map((scope) => mrkdwn`${code(scope)}: ${escapeText(neededScopes[scope] ?? '')}`);
  return mrkdwn`:warning: The Slack app lacks ${scopes.length === 1 ? mrkdwn`a scope` : mrkdwn`scopes`}. ${joined(each, mrkdwn`; `)}. Ask whoever runs this bot to paste manifest.yml into the app’s settings again and reinstall the app.`;
};

/** Adds what is missing to the reply, if it is said in words: each scope once for each person and start. */
export const createTellOfScopes = (missing: readonly string[]) => {
  const told = new Set<string>();
  return ({ userId }: Person, reply: Reply): Reply => {
    const untold = missing.filter((scope) => !told.has(`${userId} ${scope}`));
    if (!reply || !('say' in reply) || untold.length === 0) return reply;
    for (const scope of untold) told.add(`${userId} ${scope}`);
    return withNotice(reply, lackingScopes(untold));
  };
};
