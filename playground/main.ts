/** The playground's process: reads flags, runs a tour or a playground, handles signals and exit codes. Its only file that touches `process`. */
import { resolve } from 'node:path';
import { config as readDotenv } from 'dotenv';
import { CloudsFileError } from '../src/cloud/clouds-file/find-files.ts';
import { SchemaVersionError } from '../src/store/schema/schema-version.ts';
import { readFlags, UsageError, usage } from './flags.ts';
import { type Page, startPage } from './page/page-server.ts';
import { people } from './people.ts';
import { findCloud, startRealStage } from './real-cloud/real-stage.ts';
import { type OwnStage, startStage } from './stage.ts';
import type { Stage } from './start.ts';
import { openStateFolder, StateFolderError, temporaryFolder } from './state-folder.ts';
import { playTour } from './tour.ts';
import { createNarrator } from './tour-narrator.ts';

/** sysexits.h EX_USAGE, EX_CANTCREAT, EX_CONFIG. */
const exits = { usage: 64, folder: 73, config: 78 } as const;

const print = (line: string) => process.stdout.write(`${line}\n`);

/** Reports what the person at the shell can fix in one line, and anything else as the failure that it is. */
const fail = (reason: unknown): never => {
  const words = reason instanceof Error ? reason.message : String(reason);
  const end = (code: number, said: string): never => {
    process.stderr.write(said);
    return process.exit(code);
  };
  if (reason instanceof UsageError) return end(exits.usage, `${words}\n\n${usage}`);
  if (reason instanceof StateFolderError) return end(exits.folder, `${words}\n`);
  if (reason instanceof CloudsFileError) return end(exits.config, `${words}\n`);
  if (reason instanceof SchemaVersionError)
    return end(
      exits.config,
      `The bot of ${keptIn} was of another version, and this one cannot read its database: remove the folder, or name another.\n`,
    );
  return end(1, `\nThe playground failed: ${words}\n`);
};

const flags = (() => {
  try {
    return readFlags(process.argv.slice(2), process.env.PLAYGROUND_PORT);
  } catch (error) {
    return fail(error);
  }
})();
if (flags.help) {
  process.stdout.write(usage);
  process.exit(0);
}

const runTour = async (stage: OwnStage) => {
  const startedAt = performance.now();
  const names = new Map(Object.entries(people).map(([name, id]) => [id as string, name]));
  const narrator = createNarrator({
    write: print,
    colour: process.stdout.isTTY && !process.env.NO_COLOR,
    nameOf: (userId) => names.get(userId) ?? userId,
    secrets: Object.values(stage.demo.people).map(({ restricted }) => restricted.secret),
  });
  await playTour(stage, narrator);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  print(
    `All as it should be: ${stage.slack.requests.length} requests to Slack and ${stage.cloud.requests.length} to the cloud in ${seconds} s, and nothing in them that a correct bot does not do.`,
  );
};

/** npm runs scripts in the project's folder; a relative path starts where npm was called. */
const keptIn = flags.keep === null ? null : resolve(process.env.INIT_CWD ?? '', flags.keep);

/** Finds clouds.yaml where the bot would, `.env` included. */
const startOn = async (cloudName: string): Promise<Stage> => {
  const cloud = await findCloud(cloudName, {
    ...readDotenv({ quiet: true, processEnv: {} }).parsed,
    ...process.env,
  });
  return startRealStage(folder(), cloud, { mayWrite: flags.allowWrites, say: print });
};
const folder = () => (keptIn === null ? temporaryFolder() : openStateFolder(keptIn));

const announce = ({ slack, cloudBackend, botUrl }: Stage, page: Page) => {
  const end =
    keptIn === null
      ? 'Ctrl-C ends it and throws its data away.'
      : `Ctrl-C ends it; its state is kept in ${keptIn}.`;
  const clouds = cloudBackend.clouds.map(
    ({ authUrl, regions }) => `${authUrl}  (${regions.join(', ') || 'every region'})`,
  );
  const real = `a real one, ${flags.cloud}: what people do in Slack is done to it. ${flags.allowWrites ? 'The page’s own buttons may change it too.' : 'The page beside only looks.'}`;
  print(`The playground runs; ${end}

  Open    ${page.url}

  Slack   ${slack.apiUrl}  (${Object.keys(people).join(', ')})
  cloud   ${clouds.join()}${flags.cloud === null ? '' : `\n          ${real}`}
  bot     over Socket Mode; ${botUrl}/readyz says whether it is well
${page.said === null ? '' : `\n${page.said}\n`}
To see it at work: npm run playground -- --tour`);
};

const started = new AsyncDisposableStack();
const endOn = (signal: NodeJS.Signals, code: number) =>
  process.once(signal, () =>
    started.disposeAsync().then(
      () => process.exit(code),
      (error) => fail(error),
    ),
  );
try {
  if (flags.tour) {
    const stage = await startStage(temporaryFolder(), print);
    started.defer(stage.close);
    endOn('SIGINT', 130);
    endOn('SIGTERM', 143);
    await runTour(stage);
    await started.disposeAsync();
    process.exit(0);
  }
  const stage = flags.cloud === null ? await startStage(folder(), print) : await startOn(flags.cloud);
  started.defer(stage.close);
  endOn('SIGINT', 0);
  endOn('SIGTERM', 0);
  const page = await startPage(stage, {
    port: flags.port,
    taken: (port) => print(`Port ${port} is in use; trying the next. PLAYGROUND_PORT chooses another.`),
    say: print,
  });
  started.defer(page.close);
  announce(stage, page);
} catch (error) {
  await started.disposeAsync();
  fail(error);
}
