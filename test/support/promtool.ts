/** Prometheus' own checks. Elsewhere they are skipped by name; where all must run, they fail without it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** `apt-get install prometheus` puts it there. */
const path = '/usr/bin/promtool';

export const hasPromtool = existsSync(path) || Boolean(process.env.CI);

/** Its exit code and all that it wrote. */
export const promtool = async (args: readonly string[], input = '') => {
  const tool = spawn(path, args, { stdio: 'pipe' });
  const ended = once(tool, 'close');
  tool.stdin.end(input);
  const [out, err] = await Promise.all([text(tool.stdout), text(tool.stderr)]);
  const [code] = (await ended) as [number];
  return { code, said: out + err };
};
