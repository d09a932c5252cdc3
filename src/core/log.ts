/** The structured log: one JSON line per event; secrets are removed by name wherever they might have slipped in. */
import { type Logger, pino } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

const secretNames: ReadonlySet<string> = new Set([
  'password',
  'secret',
  'apiKey',
  'token',
  'authorization',
  'x-auth-token',
  'x-subject-token',
  'response_url',
  'trigger_id',
]);

/** How deep logged values go; anything deeper is left out, so that a cycle ends. */
const maxDeep = 8;

/** Pino's own redaction takes twenty times as long as everything else about a line. */
const withoutSecrets = (value: unknown, depth = 0): unknown => {
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  if (depth === maxDeep) return undefined;
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, depth + 1));
  const plain: object = value instanceof Error ? pino.stdSerializers.err(value) : value;
  return Object.fromEntries(
    Object.entries(plain).map(([name, one]) => [
      name,
      secretNames.has(name) ? '[secret]' : withoutSecrets(one, depth + 1),
    ]),
  );
};

/** The lines of one turn of the event loop share one write, which costs more than a line. */
const createStandardOutput = () => {
  const output = pino.destination({ dest: 1, sync: true, minLength: 8_192 });
  let scheduled = false;
  return {
    write: (line: string) => {
      output.write(line);
      if (scheduled) return;
      scheduled = true;
      setImmediate(() => {
        scheduled = false;
        output.flush();
      });
    },
    flushSync: () => output.flushSync(),
  };
};

let shared: ReturnType<typeof createStandardOutput> | undefined;
/** This process's standard output, as a log writes to it. */
export const standardOutput = (): { write(line: string): void } => {
  shared ??= createStandardOutput();
  return shared;
};

/** Writes what was logged last; for when the process ends. */
export const flushLog = (): void => shared?.flushSync();

/** A logger at `level` (pino's names; `silent` writes nothing) onto `destination`, standard output by default. */
export const createLog = (level: string, destination?: { write(line: string): void }): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (line) => withoutSecrets(line) as Record<string, unknown>,
      },
      // errors are plain by now
      serializers: { err: (error) => error },
    },
    destination ?? standardOutput(),
  );
