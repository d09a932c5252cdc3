/** Who the bot is, as Slack says at the start: its team, its ids, its scopes. */
import type { webApi } from '@slack/bolt';
import type { SlackUserId, TeamId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { Secret } from '../../core/secret.ts';
import { SetupError } from '../../core/setup-error.ts';
import type { Installation } from '../api/installation.ts';
import { essentialScopes, missingScopes, neededScopes } from '../api/scopes.ts';
import {
  type Judge,
  type KnownTokens,
  type Setback,
  type Team,
  type Tries,
  tokenHash,
  untilAnswered,
} from './starting.ts';

/** The bot token is of another workspace than everything in the database. */
class OtherTeamError extends SetupError {
  override readonly name = 'OtherTeamError';

  constructor(token: Team, rows: Team) {
    super(
      `SLACK_BOT_TOKEN is of the team ${token.name} (${token.id}), but everything in this database is of the team ${rows.name} (${rows.id}). Use the token of that team, or give this one a DATABASE_URL of its own.`,
    );
  }
}

/** The app was installed without a scope that everything needs. */
class MissingScopesError extends SetupError {
  override readonly name = 'MissingScopesError';

  constructor(scopes: readonly string[]) {
    const lost = scopes.map((scope) => `${scope} (without it, ${neededScopes[scope]})`);
    super(
      `SLACK_BOT_TOKEN lacks ${lost.join(', ')}. Paste manifest.yml into the Slack app's manifest again and reinstall the app.`,
    );
  }
}

/** The two tokens are of two Slack apps. */
class OtherAppError extends SetupError {
  override readonly name = 'OtherAppError';

  constructor(appIds: { readonly app: string; readonly bot: string }) {
    super(
      `SLACK_APP_TOKEN is of the Slack app ${appIds.app}, but SLACK_BOT_TOKEN is of ${appIds.bot}. Copy both from the pages of one app.`,
    );
  }
}

export interface Introduction {
  readonly installation: Installation;
  readonly team: Team;
  readonly botId: string;
  readonly missingScopes: readonly string[];
  /** The bot token has worked with this database before. */
  readonly hasWorked: boolean;
}

interface Options extends Omit<Tries, 'onFailure'> {
  readonly client: webApi.WebClient;
  readonly botToken: Secret;
  readonly tokens: KnownTokens;
  readonly judge: Judge;
  readonly log: Log;
  readonly onSetback: (setback: Setback) => void;
}

/** An answer without these ids is not Slack's. */
class IncompleteError extends Error {
  override readonly name = 'IncompleteError';
  readonly code = 'not_slack';
}

const identity = async (client: webApi.WebClient) => {
  const { team_id: teamId, user_id: userId, bot_id: botId, ...rest } = await client.auth.test();
  if (!teamId || !userId || !botId) throw new IncompleteError();
  return { ...rest, teamId: teamId as TeamId, userId: userId as SlackUserId, botId };
};

/**
 * Asks Slack until it answers. Keeps nothing: which app the token is of shows only later.
 * @throws SetupError if the token is refused and never worked here, is of another team, or lacks what everything needs
 */
export const introduced = async (options: Options): Promise<Introduction> => {
  const { client, botToken, tokens, judge, log } = options;
  const who = await untilAnswered(() => identity(client), {
    ...options,
    onFailure: async (error) => {
      const setback = await judge('SLACK_BOT_TOKEN', botToken, 'auth.test', error);
      options.onSetback(setback);
      return setback;
    },
  });
  const team: Team = { id: who.teamId, name: who.team ?? '' };
  const rows = await tokens.team();
  if (rows && rows.id !== team.id) throw new OtherTeamError(team, rows);

  const hasWorked = await tokens.isKnown(tokenHash(botToken));
  // Slack names the granted scopes in a header, which a proxy may drop
  const granted = who.response_metadata?.scopes;
  const missing = granted ? missingScopes(granted) : [];
  const essential = missing.filter((scope) => essentialScopes.has(scope));
  if (essential.length > 0 && !hasWorked) throw new MissingScopesError(essential);
  for (const scope of missing)
    log.error(
      { scope, lost: neededScopes[scope] },
      'the slack app lacks a scope; reinstall it from manifest.yml',
    );

  const installation = { teamId: team.id, enterpriseId: who.enterprise_id ?? null, botUserId: who.userId };
  return { installation, team, botId: who.botId, missingScopes: missing, hasWorked };
};

/**
 * The app-level token has opened a socket, of this app as Slack says: remembers that it works.
 * @throws OtherAppError if one of the tokens is new here, and they are of two apps
 * @see https://docs.slack.dev/reference/methods/bots.info
 */
export const appTokenWorks = async (
  app: string | null,
  appToken: Secret,
  { team, botId, hasWorked }: Introduction,
  { client, tokens }: Pick<Options, 'client' | 'tokens'>,
): Promise<void> => {
  const hash = tokenHash(appToken);
  if (hasWorked && (await tokens.isKnown(hash))) return;
  // what Slack does not say cannot be compared
  const { bot } = await client.bots.info({ bot: botId }).catch(() => ({ bot: undefined }));
  if (app !== null && bot?.app_id && app !== bot.app_id) throw new OtherAppError({ app, bot: bot.app_id });
  await tokens.keep(hash, team);
};
