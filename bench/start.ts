/**
 * How long a start takes until the bot is ready, and how much memory it holds then, beside a bare Bolt app in Socket Mode:
 * `npm run bench -- start`. Each in a process of its own, in turns, with the same flags for Node and a filled compile cache.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startArguments } from '../test/support/bot-process.ts';
import { createDeployment } from '../test/support/deployment.ts';
import { cpuMs, residentMib } from './processes.ts';
import { inMs, quantile, row } from './report.ts';

const rounds = 7;
const idleMs = 3_000;
const max = { time: 2.5, memory: 1.5 };

type Measured = Awaited<ReturnType<typeof measure>>;

const measure = async (file: string, env: NodeJS.ProcessEnv, ready: RegExp) => {
  const from = performance.now();
  const child: ChildProcess = spawn(process.execPath, [...startArguments.slice(0, -1), file], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const up = new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (data) => {
      output += String(data);
      if (ready.test(output)) resolve();
    });
    child.once('exit', () => reject(new Error(`${file} ended: ${output}`)));
  });
  await up;
  const ms = performance.now() - from;
  const cpu = await cpuMs(child.pid);
  await sleep(idleMs);
  const mib = await residentMib(child.pid);
  child.removeAllListeners('exit');
  child.kill('SIGKILL');
  await once(child, 'exit');
  return { ms, cpu, mib };
};

export const start = async (): Promise<boolean> => {
  const deployment = await createDeployment();
  const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: '.bench/compiled', ...deployment.env };
  const bot = () => measure('src/main.ts', env, /image share is up/);
  const bare = () => measure('bench/start-bare.ts', env, /ready/);
  try {
    // fills the caches
    for (const one of [bot, bare]) await one();
    const taken: { readonly bot: Measured; readonly bare: Measured }[] = [];
    for (let round = 0; round < rounds; round += 1) taken.push({ bot: await bot(), bare: await bare() });
    const median = (of: (one: (typeof taken)[number]) => number) => quantile(taken.map(of), 0.5);
    const time = median((one) => one.bot.ms / one.bare.ms);
    const cpu = median((one) => one.bot.cpu / one.bare.cpu);
    const memory = median((one) => one.bot.mib / one.bare.mib);
    console.log(`a start on SQLite in Socket Mode, ${rounds} rounds beside a bare Bolt app`);
    row(
      'a bare Bolt app: ready, idle',
      `${inMs(median((one) => one.bare.ms))}, ${median((one) => one.bare.mib).toFixed(0)} MiB`,
      '',
    );
    row(
      'the bot: ready, idle',
      `${inMs(median((one) => one.bot.ms))}, ${median((one) => one.bot.mib).toFixed(0)} MiB`,
      '',
    );
    row('time to ready, ratio', `${time.toFixed(2)} ×`, `wanted 2 ×, at most ${max.time} ×`);
    row('processor time to ready, ratio', `${cpu.toFixed(2)} ×`, 'which other work changes less');
    row('idle memory, ratio', `${memory.toFixed(2)} ×`, `wanted 1.3 ×, at most ${max.memory} ×`);
    return time <= max.time && memory <= max.memory;
  } finally {
    await deployment.close();
  }
};
