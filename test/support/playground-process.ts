/** `npm run playground` as a person runs it: a process of its own, with nothing set up. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** What `npm run playground` gives to node. */
const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: { playground: string } };
const [, ...scriptArguments] = scripts.playground.split(' ');

/** @param env besides `PATH` it is all there is; `TMPDIR` is where the process keeps its data while it runs */
export const runPlayground = (
  flags: readonly string[],
  env: Readonly<Record<string, string>> & { readonly TMPDIR: string },
) => {
  const child = spawn(process.execPath, [...scriptArguments, ...flags], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (data) => (said.out += String(data)));
  child.stderr.on('data', (data) => (said.err += String(data)));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  /** What it had said when it ran; what it said if it ended before. */
  const ready = async (): Promise<string> => {
    for await (const data of child.stdout)
      if (String(data).includes('--tour') || said.out.includes('--tour')) break;
    return said.out + said.err;
  };
  return { child, ended, ready };
};
