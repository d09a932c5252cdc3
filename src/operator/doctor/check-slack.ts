/** Slack: both tokens, the app that they belong to, its scopes, a socket, and Slack's clock. Posts nothing. */
import { tokenMistake } from '../../core/env-mistakes.ts';
import { SlackCallError } from '../../slack/api/call-error.ts';
import { essentialScopes, missingScopes, neededScopes } from '../../slack/api/scopes.ts';
import { createSlackProbe, type SlackIdentity, type SlackProbe } from '../../slack/bolt/slack-probe.ts';
import { teamOfRows } from '../../store/repositories/slack-tokens.ts';
import type { Beside } from './check-port.ts';
import { skewFinding } from './check-postgres.ts';
import { type Check, type Finding, failure, good, orGood, warning } from './finding.ts';
import { manifestDifferences, ownManifest } from './manifest-differences.ts';
import type { Setup } from './setup.ts';

const pasteManifest =
  'Paste manifest.yml into the app’s manifest on https://api.slack.com/apps again, and reinstall the app.';

/** `Date` has whole seconds, and is read after the way back. */
const maxAheadMs = 5_000;

/** By the variable's token and Slack's or the network's code. */
const refused = (variable: string, { code, bySlack, verdict }: SlackCallError, host: string): Finding => {
  if (code === 'link_disabled')
    return failure(
      'Socket Mode is off in the app’s settings (link_disabled)',
      'Switch it on, or paste manifest.yml.',
    );
  if (code === 'too_many_websockets')
    return warning(
      'Slack opens no further socket for this app (too_many_websockets)',
      'Slack allows ten, and a bot holds two: stop the bots that are too many.',
    );
  if (!bySlack)
    return failure(
      `${host} does not answer (${code})`,
      'Check the network, DNS, the proxy, and SLACK_API_URL if it is set.',
    );
  if (verdict === 'operator')
    return failure(
      `Slack refuses ${variable} (${code})`,
      variable === 'SLACK_APP_TOKEN'
        ? 'Generate an app-level token with connections:write on “Basic Information”.'
        : 'Copy the bot token again from “OAuth & Permissions”.',
    );
  return warning(`Slack did not answer about ${variable} (${code})`, 'Try again in a minute.');
};

const scopeFindings = (scopes: readonly string[] | null): readonly Finding[] => {
  if (scopes === null)
    return [
      warning(
        'Slack’s answer lists no scopes: something on the way drops its header',
        'Let the proxy pass x-oauth-scopes, to know whether the app has all it needs.',
      ),
    ];
  const lacking = missingScopes(scopes).map((scope) =>
    (essentialScopes.has(scope) ? failure : warning)(
      `the app lacks the scope ${scope}: ${neededScopes[scope]}`,
      pasteManifest,
    ),
  );
  const needless = scopes.filter((scope) => neededScopes[scope] === undefined);
  const more =
    needless.length > 0
      ? [
          warning(
            `the app has scopes that manifest.yml does not ask for: ${needless.join(', ')}`,
            pasteManifest,
          ),
        ]
      : [];
  return orGood([...lacking, ...more], 'the scopes are those of manifest.yml');
};

/** What of the app's settings is not as manifest.yml has it. */
const appFindings = async (
  probe: SlackProbe,
  configToken: string,
  appId: string,
  inSocketMode: boolean,
): Promise<readonly Finding[]> => {
  try {
    const [wanted, manifest] = await Promise.all([ownManifest(), probe.manifest(configToken, appId)]);
    const differences = manifestDifferences(wanted, manifest, inSocketMode);
    return orGood(
      differences.map((one) =>
        warning(`the app’s settings are not those of manifest.yml: ${one}`, pasteManifest),
      ),
      'the app’s settings are those of manifest.yml',
    );
  } catch (error) {
    if (!(error instanceof SlackCallError)) throw error;
    return [
      warning(
        `Slack does not show the app’s settings (${error.code})`,
        'Generate a new configuration token on https://api.slack.com/apps: each lasts twelve hours.',
      ),
    ];
  }
};

/** @param rows the team of everything in the database; null: nothing yet */
const teamFindings = (
  { team, isOfWholeOrganization }: SlackIdentity,
  rows: { readonly id: string; readonly name: string } | null,
): readonly Finding[] => {
  if (rows !== null && rows.id !== team.id)
    return [
      failure(
        `SLACK_BOT_TOKEN is of the team ${team.name} (${team.id}), but everything in this database is of the team ${rows.name} (${rows.id})`,
        'Use the token of that team, or another DATABASE_URL.',
      ),
    ];
  if (isOfWholeOrganization)
    return [
      warning(
        'the app is installed for a whole organization, but serves one workspace',
        'Install it to the workspace alone: org_deploy_enabled is false in manifest.yml.',
      ),
    ];
  return [good(`SLACK_BOT_TOKEN is of the team ${team.name} (${team.id})`)];
};

/**
 * Beside a bot none is opened: Slack could deliver somebody's command over it. Once a bot has worked on the database, one may be
 * running where nobody sees it from here.
 */
const socketFindings = async (
  probe: SlackProbe,
  appToken: string,
  identity: SlackIdentity | null,
  beside: Beside,
  isFirstStart: boolean,
): Promise<readonly Finding[]> => {
  if (typeof beside === 'object' && beside.checks.socket === true)
    return beside.withoutSocket === undefined
      ? [good('the bot that runs here has its socket; no other was opened')]
      : [];
  try {
    if (!isFirstStart) {
      await probe.askForSocket(appToken);
      return [
        good('Slack lets SLACK_APP_TOKEN open a socket; none was opened, as a bot may be running elsewhere'),
      ];
    }
    const appId = await probe.tryAppToken(appToken);
    const botAppId = identity?.appId ?? null;
    if (appId !== null && botAppId !== null && appId !== botAppId)
      return [
        failure(
          `SLACK_APP_TOKEN is of the Slack app ${appId}, but SLACK_BOT_TOKEN is of ${botAppId}`,
          'Copy both from the pages of one app.',
        ),
      ];
    return [good('SLACK_APP_TOKEN opens a socket')];
  } catch (error) {
    if (error instanceof SlackCallError) return [refused('SLACK_APP_TOKEN', error, probe.host)];
    throw error;
  }
};

/** @param beside asks once, whatever runs on the port */
export const slackChecks = (
  { env, proxies, clock, tables }: Setup,
  beside: () => Promise<Beside>,
): { readonly checks: readonly Check[]; readonly close: () => Promise<void> } => {
  const [botToken, appToken] = [env.SLACK_BOT_TOKEN?.trim(), env.SLACK_APP_TOKEN?.trim()];
  const configToken = env.SLACK_CONFIG_TOKEN?.trim();
  const apiUrl = env.SLACK_API_URL?.trim() || null;
  if (!botToken || tokenMistake(botToken, 'bot') !== null || (apiUrl !== null && !URL.canParse(apiUrl)))
    return { checks: [], close: async () => {} };
  const ending = new AbortController();
  const probe = createSlackProbe({ botToken, apiUrl, proxies }, { clock, signal: ending.signal });
  let asked: Promise<SlackIdentity> | undefined;
  const identity = () => {
    asked ??= probe.identity();
    return asked;
  };
  const known = () => identity().catch(() => null);
  const checks: readonly Check[] = [
    {
      name: 'slack token',
      run: async () => {
        try {
          const [who, db] = await Promise.all([identity(), tables()]);
          return teamFindings(who, db && (await teamOfRows(db)));
        } catch (error) {
          if (error instanceof SlackCallError) return [refused('SLACK_BOT_TOKEN', error, probe.host)];
          throw error;
        }
      },
    },
    {
      name: 'slack app',
      run: async () => {
        const who = await known();
        if (who === null) return [];
        const settings =
          configToken && who.appId ? await appFindings(probe, configToken, who.appId, !!appToken) : [];
        return [...scopeFindings(who.scopes), ...settings];
      },
    },
    {
      name: 'slack clock',
      run: async () => {
        const aheadMs = (await known())?.aheadMs ?? null;
        return aheadMs === null ? [] : [skewFinding(aheadMs, probe.host, maxAheadMs)];
      },
    },
    ...(appToken && tokenMistake(appToken, 'app') === null
      ? [
          {
            name: 'slack socket',
            run: async () =>
              socketFindings(probe, appToken, await known(), await beside(), (await tables()) === null),
          },
        ]
      : []),
  ];
  return {
    checks,
    close: async () => {
      ending.abort();
      await probe.close();
    },
  };
};
