/** The image that `npm run setup:image` built, run as a hardened runtime would: root read-only, its own PID 1 and user, no mount but those it is given. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const built = process.env.IMAGE_SHARE_IMAGE_DIR ?? join(tmpdir(), 'image-share-image');

/** Elsewhere the tests of the image are skipped by name; where all must run, they fail without it. */
export const hasImage =
  (existsSync(join(built, 'image.json')) && process.getuid?.() === 0) || Boolean(process.env.CI);

/** What the image says of itself: https://github.com/moby/docker-image-spec/blob/main/spec.md */
interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly Volumes: Readonly<Record<string, object>>;
  readonly WorkingDir: string;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

export const imageConfig = (): ImageConfig =>
  JSON.parse(readFileSync(join(built, 'image.json'), 'utf8')).Docker.config;

/** Mounts, then becomes the image's user in its root: what a runtime does. Given: root, user, working folder, mounts with a colon, `--`, words. */
const runtime = `
set -e
root=$1 user=$2 folder=$3
shift 3
here=$(mktemp -d)
mount --bind "$root" "$here"
while [ "$1" != -- ]; do
  mkdir -p "$root\${1#*:}"
  mount --bind "\${1%%:*}" "$here\${1#*:}"
  shift
done
mount -t proc proc "$here/proc"
for device in null urandom; do
  [ -e "$root/dev/$device" ] || : >"$root/dev/$device"
  mount --bind "/dev/$device" "$here/dev/$device"
done
mount -o remount,bind,ro "$here"
shift
exec chroot --userspec="$user" --groups= "$here" /bin/sh -c 'cd "$0" && exec "$@"' "$folder" "$@"
`;

interface Run {
  /** On top of the image's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of this machine, by the path in the container. */
  readonly mounts?: Readonly<Record<string, string>>;
}

/** Runs the words in a container of the image, with not even a HOME besides what is given. It sees this machine's network, so that it reaches the playground. */
export const runInImage = (words: readonly string[], { env = {}, mounts = {} }: Run = {}) => {
  const { User, Env, WorkingDir } = imageConfig();
  const child = spawn(
    'unshare',
    [
      ...['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', runtime, 'sh'],
      ...[join(built, 'root'), User, WorkingDir],
      ...Object.entries(mounts).map(([path, folder]) => `${folder}:${path}`),
      ...['--', 'env', '-i', ...Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)],
      ...words,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const written = { out: '', err: '' };
  child.stdout.on('data', (data) => (written.out += String(data)));
  child.stderr.on('data', (data) => (written.err += String(data)));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...written }));
  return {
    ended,
    written,
    hasEnded: () => child.exitCode !== null,
    terminate: () => signalFirst(child),
    /** Ends it at once, and all in it. */
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};

/** SIGTERM to the container's PID 1, as `docker stop` sends it. */
const signalFirst = ({ pid }: ChildProcess) => {
  const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  process.kill(Number(first), 'SIGTERM');
};
