/** Small checks that combine into the shape of a JSON value; each reports what is wrong and where. */

/** @param pointer a JSON pointer such as `/blocks/0/text` */
export type Report = (message: string, pointer: string) => void;
export type Check = (value: unknown, pointer: string, report: Report) => void;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A string of `min` to `max` characters. */
export const string =
  (max: number, min = 1): Check =>
  (value, pointer, report) => {
    if (typeof value !== 'string') report('must be a string', pointer);
    else if ([...value].length > max) report(`must be less than ${max + 1} characters`, pointer);
    else if (value.length < min) report(`must be more than ${min - 1} characters`, pointer);
  };

export const boolean: Check = (value, pointer, report) => {
  if (typeof value !== 'boolean') report('must be a boolean', pointer);
};

export const integer =
  (min: number, max: number): Check =>
  (value, pointer, report) => {
    if (!Number.isInteger(value) || Number(value) < min || Number(value) > max)
      report(`must be an integer from ${min} to ${max}`, pointer);
  };

export const number: Check = (value, pointer, report) => {
  if (typeof value !== 'number') report('must be a number', pointer);
};

export const matching =
  (pattern: RegExp): Check =>
  (value, pointer, report) => {
    if (typeof value !== 'string' || !pattern.test(value)) report(`must match ${pattern.source}`, pointer);
  };

export const oneOf =
  (...allowed: readonly unknown[]): Check =>
  (value, pointer, report) => {
    if (!allowed.includes(value)) report(`must be one of ${allowed.join(', ')}`, pointer);
  };

export const list =
  (item: Check, max: number, min = 1): Check =>
  (value, pointer, report) => {
    if (!Array.isArray(value)) return report('must be an array', pointer);
    if (value.length > max) report(`no more than ${max} items allowed`, pointer);
    if (value.length < min) report(`no less than ${min} items allowed`, pointer);
    for (const [index, each] of value.entries()) item(each, `${pointer}/${index}`, report);
  };

/** An object with only these keys; a key that ends in `!` is required. */
export const object = (shape: Readonly<Record<string, Check>>): Check => {
  const checks = new Map(Object.entries(shape).map(([key, check]) => [key.replace('!', ''), check]));
  const required = Object.keys(shape).flatMap((key) => (key.endsWith('!') ? [key.slice(0, -1)] : []));
  return (value, pointer, report) => {
    if (!isObject(value)) return report('must be an object', pointer);
    for (const key of required)
      if (value[key] === undefined) report(`missing required field: ${key}`, pointer);
    for (const [key, each] of Object.entries(value)) {
      const check = checks.get(key);
      if (check) check(each, `${pointer}/${key}`, report);
      else report(`unknown field: ${key}`, pointer);
    }
  };
};

/** An object whose `type` selects one of the shapes; the shapes need not name `type` themselves. */
export const byType =
  (shapes: Readonly<Record<string, Check>>): Check =>
  (value, pointer, report) => {
    const type = isObject(value) ? value.type : undefined;
    const shape = typeof type === 'string' ? shapes[type] : undefined;
    if (shape) shape(value, pointer, report);
    else report(`unsupported type: ${String(type)}`, `${pointer}/type`);
  };

/** All of the checks. */
export const all =
  (...checks: readonly Check[]): Check =>
  (value, pointer, report) => {
    for (const check of checks) check(value, pointer, report);
  };

/** A custom rule: returns what is wrong with the object, or `undefined`. */
export const rule =
  (wrong: (value: Record<string, unknown>) => string | undefined): Check =>
  (value, pointer, report) => {
    const message = isObject(value) ? wrong(value) : undefined;
    if (message) report(message, pointer);
  };
