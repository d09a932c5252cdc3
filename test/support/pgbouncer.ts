/** A real PgBouncer before a real PostgreSQL, for tests. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenHere } from '../../playground/listen.ts';

const program = '/usr/sbin/pgbouncer';

/** False where it is not installed; tests that need it are then skipped by name. */
export const hasPgbouncer = () => {
  if (existsSync(program)) return true;
  if (process.env.CI) throw new Error('no PgBouncer here: run `npm run setup:postgres`');
  return false;
};

const freePort = async () => {
  const server = createServer();
  const { port } = new URL(`http://${await listenHere(server, 0)}`);
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/**
 * @param target the database's URL
 * @param settings lines of `[pgbouncer]`, such as `pool_mode = transaction`
 */
export const startPgbouncer = async (target: string, settings: readonly string[]) => {
  const { hostname, port, username, password, pathname } = new URL(target);
  const folder = await mkdtemp(join(tmpdir(), 'image-share-pgbouncer-'));
  const ownPort = await freePort();
  const file = join(folder, 'pgbouncer.ini');
  const login = [`user=${username}`, ...(password ? [`password=${password}`] : [])];
  await writeFile(
    file,
    [
      '[databases]',
      `* = host=${hostname} port=${port || 5432} ${login.join(' ')}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${ownPort}`,
      'unix_socket_dir =',
      'auth_type = any',
      // it refuses to run as root
      ...(process.getuid?.() === 0 ? ['user = postgres'] : []),
      ...settings,
    ].join('\n'),
  );
  await chmod(folder, 0o755);
  const child = spawn(program, [file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const up = Promise.withResolvers<void>();
  let said = '';
  child.stderr.on('data', (data) => {
    said += String(data);
    if (said.includes('process up')) up.resolve();
  });
  void ended.then(() => up.reject(new Error(`PgBouncer did not start: ${said}`)));
  await up.promise;
  return {
    url: `postgres://anybody@127.0.0.1:${ownPort}${pathname}`,
    close: async () => {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
};
