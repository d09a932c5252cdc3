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

/** Older clients print a list of `{Field, Value}`. */
const fieldsOf = (list: readonly unknown[]): Mapping =>
  new Map(
    list.filter(isMapping).flatMap((row) => {
      const values = valuesIn(row);
      const [field, value] = [values.get('field'), values.get('value')];
      return field !== undefined && value !== undefined ? [[field, value] as const] : [];
    }),
  );

/** Deeper than any tool prints. */
const maxDepth = 8;

/** Each mapping in it, the outer ones first: an entry of clouds.yaml, a task of Ansible, an answer inside of what a program logged. */
const mappingsIn = (value: unknown, key: string, depth = 0): readonly PastedRecord[] => {
  if (depth > maxDepth) return [];
  if (Array.isArray(value)) return value.flatMap((one) => mappingsIn(one, key, depth + 1));
  if (!isMapping(value)) return [];
  const parts = [value, value.get('auth')].filter(isMapping);
  const isEntry = parts.length > 1;
  const form = isEntry ? 'clouds.yaml' : key === 'application_credential' ? 'api' : 'command';
  const inner = parts.flatMap((part) => [...part]).filter(([, one]) => one !== parts[1]);
  return [
    { form, label: isEntry && key !== '' ? key : null, values: valuesIn(...parts) },
    ...inner.flatMap(([name, one]) => mappingsIn(one, String(name), depth + 1)),
  ];
};

/** YAML or JSON: a clouds.yaml, the API's answer, or what the command prints with `-f yaml` or `-f json`. */
const structured = (text: string): readonly PastedRecord[] => {
  const read = readYaml(text);
  if ('wrong' in read) return [];
  const fields = Array.isArray(read.value) ? fieldsOf(read.value) : null;
  return mappingsIn(fields?.size ? fields : read.value, '');
};

type Pair = readonly [name: string, value: string];

/** One for each block: a name that comes again with another value begins another. */
const inBlocks = (pairs: readonly Pair[], form: PastedForm): readonly PastedRecord[] => {
  const blocks: Map<string, string>[] = [];
  for (const [name, value] of pairs) {
    const last = blocks.at(-1);
    if (last && (last.get(name) ?? value) === value) last.set(name, value);
    else blocks.push(new Map([[name, value]]));
  }
  return blocks.map((values) => ({ form, label: null, values }));
};

/** `| id | 21dc… |`; in a narrow window the rest of a value stands in rows without a name. */
const table = (lines: readonly string[]): readonly PastedRecord[] => {
  const pairs: [name: string, value: string][] = [];
  for (const line of lines) {
    const [before, name = '', value = '', after] = line.split('|').map((cell) => cell.trim());
    const last = pairs.at(-1);
    if (before !== '' || after === undefined) continue;
    if (name !== '') pairs.push([nameOf(name), value]);
    else if (last) last[1] += value;
  }
  return inBlocks(
    pairs.filter(([, value]) => !isNothing(value)),
    'command',
  );
};

const unquoted = (text: string): string => {
  const trimmed = text.trim();
  const [first = ''] = trimmed;
  if (first !== '"' && first !== "'")
    return (
      trimmed
        .split(/;| #| &&/)[0]
        ?.replace(/,$/, '')
        .trim() ?? ''
    );
  const end = trimmed.indexOf(first, 1);
  return end === -1 ? trimmed : trimmed.slice(1, end);
};

/** From the command on, if one follows a prompt: `alice@host:~$ export OS_X=y`. */
const afterPrompt = (line: string): string => {
  const at = line.search(/[$#>%] ?(?:(?:export|set|setenv) |\$env:)/i);
  return (at === -1 || line.slice(0, at).includes('=') ? line : line.slice(at + 1)).trim();
};

/** `export OS_X=y`, `setenv OS_X y`, `set OS_X=y`, `$env:OS_X = "y"`, and Terraform's `x = "y"`. */
const assignment = (line: string): readonly [name: string, value: string] | null => {
  const typed = afterPrompt(line);
  const [word = '', ...rest] = typed.split(' ');
  const isCommand = /^(?:export|set|setenv)$/i.test(word);
  const body = isCommand ? rest.join(' ').trim() : typed;
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

const assignments = (lines: readonly string[]): readonly PastedRecord[] => {
  const pairs = lines.flatMap((line) => {
    const pair = assignment(line);
    return pair === null ? [] : [pair];
  });
  const isTerraform = lines.some((line) => /^\s*(?:resource|provider|data)\s/.test(line));
  const isOpenrc = pairs.some(([name]) => /^os_/i.test(name));
  return inBlocks(
    pairs.map(([name, value]) => [nameOf(name), value] as const),
    isTerraform ? 'terraform' : isOpenrc ? 'openrc' : 'command',
  );
};

const isId = (text: string) => /^[0-9a-f]{32}$/i.test(text);

/** Keystone made it, and no person. */
const isMade = (text: string) => /^[\w-]{40,}$/.test(text);

const credential = (id: string, secret: string): PastedRecord => ({
  form: 'command',
  label: null,
  values: new Map([
    ['id', id],
    ['secret', secret],
  ]),
});

/** `-f value`: only values, in the order of the names, which no longer are there: id … project_id, roles, secret, unrestricted. */
const bareValues = (lines: readonly string[]): readonly PastedRecord[] => {
  const words = lines.map((line) => line.trim()).filter(Boolean);
  const at = words.findIndex(isId);
  const id = words[at];
  if (id === undefined) return [];
  const rest = words.slice(at + 1);
  const made = rest.findIndex(isMade);
  if (made !== -1) {
    const after = rest.slice(made + 1);
    return [credential(id, rest[made] ?? ''), ...(after.some(isMade) ? bareValues(after) : [])];
  }
  const chosen = rest.filter((word) => !word.includes(' ') && !isId(word));
  const flag = chosen.findLastIndex((word) => /^(?:true|false)$/i.test(word));
  const secret = chosen[flag === -1 ? chosen.length - 1 : flag - 1];
  return secret === undefined ? [] : [credential(id, secret)];
};

/** What stands after a name, wherever it is: after a prompt, in a command, in JSON without its end. */
const fits: Readonly<Record<string, RegExp>> = {
  id: /^[0-9a-f]{32}$/i,
  secret: /^[\w.~!%-]{16,}$/,
  auth_url: /^https?:/i,
  region_name: /^[\w.-]+$/,
};

/** `Project ID`, as newer clients write it. */
const ofOthers = /^(?:project|user|role|domain)$/i;

const wordName = (word: string): string =>
  nameOf(word.replace(/^(?:--|\$?env:|TF_VAR_)/i, '').replace(/:$/, ''))
    .replace(/^application_credential_(?=id$|secret$)/, '')
    .replace(/^region$/, 'region_name');

/** Each role in such a list has an id. */
const withoutRoles = (text: string): string =>
  text
    .split(/roles/i)
    .map((part, at) => (at === 0 ? part : part.slice(part.indexOf(']') + 1)))
    .join(' ');

/** The names of a credential, each with the word after it. */
const scattered = (text: string): readonly PastedRecord[] => {
  const words = withoutRoles(text)
    .split(/[\s"'=,|()[\]{}<>;*]+/)
    .filter((word) => word !== ':');
  const pairs = words.flatMap((word, at): Pair[] => {
    const [name, value = ''] = [wordName(word), words[at + 1]];
    if (!Object.hasOwn(fits, name) || !fits[name]?.test(value)) return [];
    return name === 'id' && ofOthers.test(words[at - 1] ?? '') ? [] : [[name, value]];
  });
  return inBlocks(pairs, 'command');
};

/** One id and one secret as Keystone makes them, and nothing that says that the id is of something else. */
const lonely = (text: string): readonly PastedRecord[] => {
  if (/project|tenant|user|role/i.test(text)) return [];
  const words = [...new Set(text.split(/[^\w-]+/))];
  const [[id, ...ids], [secret, ...secrets]] = [
    words.filter(isId),
    words.filter((word) => word.length === 86),
  ];
  const areAlone = id !== undefined && secret !== undefined && ids.length + secrets.length === 0;
  return areAlone ? [credential(id, secret)] : [];
};

const saysSomething = ({ values }: PastedRecord) =>
  [
    ...['id', 'secret', 'auth_url', 'username'],
    ...['application_credential_id', 'application_credential_name', 'application_credential_secret'],
  ].some((name) => values.has(name));

/** What each reader finds in the text, the strictest first. @param text as `cleanPaste` returns it */
export const readRecords = (text: string): readonly (readonly PastedRecord[])[] => {
  const lines = text.split('\n');
  return [
    structured(text),
    table(lines),
    assignments(lines),
    bareValues(lines),
    scattered(text),
    lonely(text),
  ].map((found) => found.filter((one) => saysSomething(one) || one.form === 'clouds.yaml'));
};
