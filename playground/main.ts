/** The playground's process: flags in, a tour or a running playground out, signals, exit codes. The only file of it that touches `process`. */
import { parseArgs } from 'node:util';
import { type Page, startPage } from './page/server.ts';
import { people, type Stage, startStage } from './stage.ts';
import { playTour } from './tour.ts';
import { createNarrator } from './tour-narrator.ts';

const defaultPort = 3333;

const usage = `Usage: npm run playground -- [--tour | --help]

A Slack and an OpenStack cloud on this machine, with the real bot between them. No account, no network, no configuration.

  --tour   plays the main job through, prints what everybody sees, exits 0 if all went well
  --help   prints this

Without a flag it serves a page to play in, http://127.0.0.1:${defaultPort}, until Ctrl-C; PLAYGROUND_PORT sets another port.
`;

/** sysexits.h EX_USAGE. */
const usageExit = 64;
const tourDeadlineMs = 60_000;

const readFlags = () => {
  const flags = { tour: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
  try {
    return parseArgs({ options: flags }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return process.exit(usageExit);
  }
};

const print = (line: string) => process.stdout.write(`${line}\n`);

const fail = (reason: unknown): never => {
  process.stderr.write(
    `\nThe playground failed: ${reason instanceof Error ? reason.message : String(reason)}\n`,
  );
  return process.exit(1);
};

const runTour = async (stage: Stage) => {
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

const readPort = () => {
  const given = process.env.PLAYGROUND_PORT?.trim();
  const port = given ? Number(given) : defaultPort;
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  process.stderr.write('PLAYGROUND_PORT is not a port number.\n');
  return process.exit(usageExit);
};

const announce = ({ slack, cloud, botUrl }: Stage, page: Page) =>
  print(`The playground runs; Ctrl-C ends it and throws its data away.

  Open    ${page.url}

  Slack   ${slack.apiUrl}  (${Object.keys(people).join(', ')})
  cloud   ${cloud.authUrl}  (${cloud.regions.join(', ')})
  bot     over Socket Mode; ${botUrl}/readyz says whether it is well

To see it at work: npm run playground -- --tour`);

const { tour, help } = readFlags();
if (help) {
  process.stdout.write(usage);
  process.exit(0);
}

const started = new AsyncDisposableStack();
try {
  const stage = await startStage();
  started.defer(stage.close);
  const closeAndExit = (code: number) =>
    started.disposeAsync().then(
      () => process.exit(code),
      (error) => fail(error),
    );
  process.once('SIGINT', () => closeAndExit(tour ? 130 : 0));
  process.once('SIGTERM', () => closeAndExit(tour ? 143 : 0));
  if (tour) {
    setTimeout(() => fail(`the tour did not end within ${tourDeadlineMs / 1000} s.`), tourDeadlineMs).unref();
    await runTour(stage);
    await started.disposeAsync();
    process.exit(0);
  }
  const page = await startPage(stage, {
    port: readPort(),
    taken: (port) => print(`Port ${port} is in use; trying the next. PLAYGROUND_PORT chooses another.`),
  });
  started.defer(page.close);
  announce(stage, page);
} catch (error) {
  await started.disposeAsync();
  fail(error);
}
