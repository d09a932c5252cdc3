/** Starts a stage: the playground's Slack, whatever cloud is behind the bot, and the real bot between them, on the state in a folder. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type App, createApp } from '../src/app.ts';
import { type Config, readConfig } from '../src/config.ts';
import { createLog } from '../src/core/log.ts';
import type { CloudBackend } from './cloud-backend.ts';
import { generalChannel, people, timeZones } from './people.ts';
import { type Slack, startSlack } from './slack/slack.ts';
import type { Manifest } from './slack/workspace/manifest.ts';
import { type Kept, type Notes, type StateFolder, StateFolderError } from './state-folder.ts';
import { type Say, untilStalled } from './waiting.ts';

export interface Stage {
  readonly slack: Slack;
  readonly manifest: Manifest;
  readonly cloudBackend: CloudBackend;
  readonly notes: Notes;
  /** What the bot logged, one JSON line each. */
  readonly log: readonly string[];
  /** The address of the bot's `/healthz` and `/readyz`; changes at a restart. */
  readonly botUrl: string;
  /** Stops the bot as SIGTERM would and starts it on the same database. */
  restartBot(): Promise<void>;
  /** Call after {@link Stage.notes} changed, so that the next start finds it. */
  keepNotes(): void;
  /** A second call waits for the same end. */
  close(): Promise<void>;
}

/** The bot's records that the cloud backend may read. */
export interface BotRecord {
  readonly file: string;
  readonly encryptionKeys: string;
  readonly teamId: string;
}

interface Setting {
  readonly cloudName: string;
  readonly own: Kept['own'];
  readonly cloudBackendOf: (record: BotRecord) => CloudBackend;
  /** Called if the start is slow. */
  readonly say: Say;
}

const drainMs = 5_000;
/** How long to gather changes before writing them to the folder. */
const saveDelayMs = 250;

/** @throws StateFolderError if the folder's state belongs to another cloud */
export const checkCloud = ({ path, kept }: StateFolder, cloudName: string, isOwn: boolean): void => {
  if (!kept || (kept.cloudName === cloudName && (kept.own !== null) === isOwn)) return;
  const how = kept.own ? 'without --cloud' : `with --cloud ${kept.cloudName}`;
  throw new StateFolderError(`${path} was kept ${how}. Start it like that again, or name another folder.`);
};

const startWorkspace = (manifest: Manifest, kept: StateFolder['kept']) =>
  startSlack({
    manifest,
    users: (Object.keys(people) as (keyof typeof people)[]).map((name) => ({
      id: people[name],
      name,
      tz: timeZones[name],
    })),
    channels: [generalChannel],
    ...(kept && { kept: kept.slack }),
  });

/** Writes changes to the folder: `soon` gathers them, `close` writes the last ones. */
const keeping = (keep: () => void, isKept: boolean) => {
  let gathering: NodeJS.Timeout | undefined;
  return {
    soon: () => {
      if (!isKept) return;
      gathering ??= setTimeout(() => {
        gathering = undefined;
        keep();
      }, saveDelayMs);
    },
    close: () => {
      clearTimeout(gathering);
      keep();
    },
  };
};

/** The real bot, stopped as SIGTERM would stop it, and started any number of times. */
const restartableBot = (config: Config, { clouds, openHttp }: CloudBackend, log: string[]) => {
  const botLog = createLog('info', { write: (line) => log.push(line) });
  let bot: App | undefined;
  let port = 0;
  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    start: async () => {
      bot = await createApp({ config, clouds, log: botLog, ...(openHttp && { http: openHttp(botLog) }) });
      ({ port } = await bot.start());
    },
    stop: async () => {
      const running = bot;
      bot = undefined;
      await running?.stop(drainMs);
    },
  };
};

/**
 * Starts Slack and the bot, and waits until the bot's sockets are open.
 * @param started what has already started, the folder first; closed with the stage
 */
export const start = async (
  started: AsyncDisposableStack,
  folder: StateFolder,
  { cloudName, own, cloudBackendOf, say }: Setting,
): Promise<Stage> => {
  const { kept } = folder;
  const manifestFile = new URL('../manifest.yml', import.meta.url);
  const manifest = parse(await readFile(manifestFile, 'utf8')) as Manifest;
  const slack = await startWorkspace(manifest, kept);
  started.defer(() => slack.close());

  const file = join(folder.path, 'bot.db');
  const encryptionKeys = kept?.encryptionKeys ?? `k1:${randomBytes(32).toString('base64')}`;
  const notes = kept?.notes ?? { isSetUp: false, lastRead: new Map() };
  const cloudBackend = cloudBackendOf({ file, encryptionKeys, teamId: slack.team.id });

  const keep = () => folder.keep({ cloudName, slack: slack.kept(), encryptionKeys, notes, own });
  keep(); // before anything is sealed with that key
  const changes = keeping(keep, folder.isKept);
  const stopKeeping = [slack.on(changes.soon), cloudBackend.on(changes.soon)];
  started.defer(() => {
    for (const stop of stopKeeping) stop();
    changes.close();
  });

  const log: string[] = [];
  const config = readConfig({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    PORT: '0',
    ENCRYPTION_KEYS: encryptionKeys,
    DATABASE_URL: `sqlite:${file}`,
    FORGET_LIST: `${file}.forgotten`,
    // whoever tries it at night would wait for what both sides are told
    QUIET_HOURS: 'never',
  });
  const bot = restartableBot(config, cloudBackend, log);
  const startBot = async () => {
    await bot.start();
    await untilStalled(slack, () => slack.sockets.count > 0, { what: 'a socket of the bot', say });
  };
  started.defer(bot.stop);
  await startBot();

  const all = started.move();
  let closed: Promise<void> | undefined;
  return {
    slack,
    manifest,
    cloudBackend,
    notes,
    log,
    get botUrl() {
      return bot.url;
    },
    restartBot: async () => {
      await bot.stop();
      await startBot();
    },
    keepNotes: changes.soon,
    close: () => (closed ??= all.disposeAsync()),
  };
};
