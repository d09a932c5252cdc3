/** A Web API method as data: its arguments, scope, rate and effect. */
import { badCall } from '../format/api-error.ts';
import { isObject } from '../format/shape.ts';

interface Kinds {
  string: string;
  integer: number;
  boolean: boolean;
  /** Travels as a JSON string in a form, and unencoded in a JSON body. */
  json: unknown;
}
type Kind = keyof Kinds;
/** `!`: required. */
type Shape = Readonly<Record<string, Kind | `${Kind}!`>>;
type Args<S extends Shape> = {
  readonly [K in keyof S]: S[K] extends `${infer T extends Kind}!`
    ? Kinds[T]
    : S[K] extends Kind
      ? Kinds[S[K]] | undefined
      : never;
};

interface Definition<S extends Shape> {
  readonly args: S;
  /** The scope it needs, which may depend on the arguments; `null`: none. */
  readonly scope: string | null | ((args: Args<S>) => string);
  /** Requests a minute, per workspace. @see https://docs.slack.dev/apis/web-api/rate-limits */
  readonly perMinute: number;
  /** `app`: needs the app-level token; `config`: a configuration token of whoever owns the app. */
  readonly token?: 'bot' | 'app' | 'config';
  /** The fields of the answer besides `ok`. @throws ApiError */
  run(args: Args<S>): Record<string, unknown>;
}

export interface Method extends Omit<Definition<Shape>, 'args' | 'run' | 'scope'> {
  /** Reads the raw arguments strictly. @throws ApiError invalid_arguments */
  prepare(raw: Readonly<Record<string, unknown>>): { scope: string | null; run(): Record<string, unknown> };
}

export type Methods = Readonly<Record<string, Method>>;

/** Ties a definition's arguments to its types. */
export const method = <const S extends Shape>({
  args: shape,
  scope,
  run,
  ...rest
}: Definition<S>): Method => ({
  ...rest,
  prepare(raw) {
    const args = read(shape, raw) as Args<S>;
    return { scope: typeof scope === 'function' ? scope(args) : scope, run: () => run(args) };
  },
});

const read = (shape: Shape, raw: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const wrong = Object.keys(raw)
    .filter((name) => !(name in shape))
    .map((name) => `[ERROR] unknown argument: ${name}`);
  const args: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(shape)) {
    const value = raw[name];
    if (value === undefined || value === null || value === '') {
      if (kind.endsWith('!')) wrong.push(`[ERROR] missing required field: ${name}`);
      else if (value === '' && kind === 'string') args[name] = value;
      continue;
    }
    const read = readers[kind.replace('!', '') as Kind](value);
    if (read === undefined) wrong.push(`[ERROR] ${name} must be ${kind.replace('!', '')}`);
    else args[name] = read;
  }
  if (wrong.length > 0) throw badCall('invalid_arguments', wrong);
  return args;
};

const readers: { [K in Kind]: (value: unknown) => Kinds[K] | undefined } = {
  string: (value) => (typeof value === 'string' ? value : undefined),
  integer: (value) => (/^-?\d+$/.test(String(value)) ? Number(value) : undefined),
  boolean: (value) => ({ true: true, '1': true, false: false, '0': false })[String(value)],
  json: (value) => {
    if (typeof value !== 'string') return isObject(value) || Array.isArray(value) ? value : undefined;
    try {
      return JSON.parse(value);
    } catch {
      return undefined;
    }
  },
};
