/** The forms in which tools print a credential, each read as records of names and values. Pure. */
import type { PastedForm } from '../core/problems/account-problems.ts';
import { isMapping, type Mapping, Quoted, readYaml } from './clouds-file/yaml-text.ts';

/** Names without `OS_`, in lower case, with `_` between words. */
export interface PastedRecord {
  readonly form: PastedForm;
  /** What people know it by: the entry of a clouds.yaml. */
  readonly label: string | null;
  readonly values: ReadonlyMap<string, string>;
}

const nameOf = (name: string) => name.trim().toLowerCase().replaceAll(/[- ]/g, '_').replace(/^os_/, '');

/** Tools print these for nothing. */
const isNothing = (text: string) => /^(?:none|null|~|)$/i.test(text);

const scalarOf = (value: unknown): string | null => {
  const text = value instanceof Quoted ? value.text : value;
  return typeof text === 'string' && !isNothing(text.trim()) ? text.trim() : null;
};

const valuesIn = (...mappings: readonly unknown[]): ReadonlyMap<string, string> =>
  new Map(
    mappings
      .filter(isMapping)
      .flatMap((mapping) => [...mapping])
      .flatMap(([name, value]) => {
        const text = typeof name === 'string' ? scalarOf(value) : null;
        return text === null ? [] : [[nameOf(String(name)), text] as const];
      }),
  );

const cloudsOf = (clouds: Mapping): readonly PastedRecord[] =>
  [...clouds].flatMap(([name, entry]) =>
    isMapping(entry)
      ? [{ form: 'clouds.yaml' as const, label: String(name), values: valuesIn(entry, entry.get('auth')) }]
      : [],
  );

/** Older clients print a list of `{Field, Value}`. */
const fieldsOf = (list: readonly unknown[]): Mapping =>
  new Map(
    list.filter(isMapping).flatMap((row) => {
      const values = valuesIn(row);
      const [field, value] = [values.get('field'), values.get('value')];
      return field !== undefined && value !== undefined ? [[field, value] as const] : [];
    }),
  );

/** YAML or JSON: a clouds.yaml, the API's answer, or what the command prints with `-f yaml` or `-f json`. */
const structured = (text: string): readonly PastedRecord[] => {
  const read = readYaml(text);
  const value = 'wrong' in read ? null : Array.isArray(read.value) ? fieldsOf(read.value) : read.value;
  if (!isMapping(value)) return [];
  const [clouds, answer] = [value.get('clouds'), value.get('application_credential')];
  if (isMapping(clouds)) return cloudsOf(clouds);
  if (isMapping(answer)) return [{ form: 'api', label: null, values: valuesIn(answer) }];
  return [{ form: 'command', label: null, values: valuesIn(value, value.get('auth')) }];
};

/** `| id | 21dc… |` */
const table = (lines: readonly string[]): readonly PastedRecord[] => {
  const cells = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  const values = new Map(
    cells.flatMap(([before, name = '', value = '', after]) =>
      before === '' && after !== undefined && !isNothing(value) ? [[nameOf(name), value] as const] : [],
    ),
  );
  return values.size > 0 ? [{ form: 'command', label: null, values }] : [];
};

const unquoted = (text: string): string => {
  const trimmed = text.trim().replace(/[;,]$/, '').trim();
  const [first = ''] = trimmed;
  if (first !== '"' && first !== "'") return trimmed;
  const end = trimmed.indexOf(first, 1);
  return end === -1 ? trimmed : trimmed.slice(1, end);
};

/** `export OS_X=y`, `setenv OS_X y`, `set OS_X=y`, `$env:OS_X = "y"`, and Terraform's `x = "y"`. */
const assignment = (line: string): readonly [name: string, value: string] | null => {
  const [word = '', ...rest] = line.trim().split(' ');
  const isCommand = /^(?:export|set|setenv)$/i.test(word);
  const body = isCommand ? rest.join(' ').trim() : line.trim();
  const at = /^setenv$/i.test(word) ? body.indexOf(' ') : body.indexOf('=');
  const name = body
    .slice(0, Math.max(at, 0))
    .trim()
    .replace(/^\$env:/i, '');
  if (!/^[A-Za-z_][\w-]*$/.test(name)) return null;
  const value = unquoted(body.slice(at + 1));
  // another variable, such as the password that an openrc asks for
  return isNothing(value) || value.startsWith('$') ? null : [name, value];
};

/** One for each block: a name that comes again begins another. */
const assignments = (lines: readonly string[]): readonly PastedRecord[] => {
  const blocks: Map<string, string>[] = [];
  const said = { openrc: false, terraform: false };
  for (const line of lines) {
    if (/^\s*(?:resource|provider|data)\s/.test(line)) said.terraform = true;
    const pair = assignment(line);
    if (pair === null) continue;
    said.openrc ||= /^os_/i.test(pair[0]);
    const name = nameOf(pair[0]);
    const last = blocks.at(-1);
    if (last && (last.get(name) ?? pair[1]) === pair[1]) last.set(name, pair[1]);
    else blocks.push(new Map([[name, pair[1]]]));
  }
  const form = said.terraform ? 'terraform' : said.openrc ? 'openrc' : 'command';
  return blocks.map((values) => ({ form, label: null, values }));
};

const isId = (text: string) => /^[0-9a-f]{32}$/i.test(text);

/** `-f value`: only values, in the order of the names, which no longer are there: id … project_id, roles, secret, unrestricted. */
const bareValues = (lines: readonly string[]): readonly PastedRecord[] => {
  const words = lines.map((line) => line.trim()).filter(Boolean);
  const at = words.findIndex(isId);
  const id = words[at];
  if (id === undefined) return [];
  const rest = words.slice(at + 1).filter((word) => !word.includes(' ') && !isId(word));
  const flag = rest.findLastIndex((word) => /^(?:true|false)$/i.test(word));
  const secret =
    rest.find((word) => /^[\w-]{40,}$/.test(word)) ?? rest[flag === -1 ? rest.length - 1 : flag - 1];
  return secret === undefined
    ? []
    : [
        {
          form: 'command',
          label: null,
          values: new Map([
            ['id', id],
            ['secret', secret],
          ]),
        },
      ];
};

const saysSomething = ({ values }: PastedRecord) =>
  [
    ...['id', 'secret', 'auth_url', 'username'],
    ...['application_credential_id', 'application_credential_name', 'application_credential_secret'],
  ].some((name) => values.has(name));

/** All records of the first form that the text has. @param text as `cleanPaste` returns it */
export const readRecords = (text: string): readonly PastedRecord[] => {
  const lines = text.split('\n');
  for (const read of [structured(text), table(lines), assignments(lines), bareValues(lines)]) {
    const found = read.filter((one) => saysSomething(one) || one.form === 'clouds.yaml');
    if (found.length > 0) return found;
  }
  return [];
};
