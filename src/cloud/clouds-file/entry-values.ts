/** Values of an entry, read by what their key means. Pure; each throws {@link EntryError} for what it cannot be. */
import { withoutUnseen } from '../../core/plain-text.ts';
import type { Interface } from '../cloud-config.ts';
import { EntryError } from './entry-error.ts';
import { isMapping, type Mapping, Quoted } from './yaml-text.ts';

/** The keys of an entry, with `_` for `-`, without those that are null. */
export type Fields = ReadonlyMap<string, unknown>;

/** Without blanks around it and what is copied along from a page unseen; null for a mapping or a list. */
const scalar = (value: unknown): string | null => {
  const text = value instanceof Quoted ? value.text : value;
  return typeof text === 'string' ? withoutUnseen(text).trim() : null;
};

/** In YAML `{{ name }}` without quotes is a mapping whose key is one. */
const isTemplate = (value: unknown) => isMapping(value) && [...value.keys()].some(isMapping);

const isNull = (value: unknown) => {
  const text = scalar(value);
  return value === null || value === undefined || (text !== null && /^(?:~|null|)$/i.test(text));
};

/** Keys that have another name today; if both are there, the newer one counts. */
const formerNames = [
  ['endpoint_type', 'interface'],
  ['image_endpoint_type', 'image_interface'],
  ['auth_plugin', 'auth_type'],
  ['cloud', 'profile'],
] as const;

/** Other tools take `auth-url` for `auth_url`. Former names are replaced, so that one layer's lies on another's newer one. */
export const fieldsOf = (mapping: Mapping): Fields => {
  const fields = new Map(
    [...mapping]
      .filter(([key, value]) => typeof key === 'string' && !isNull(value))
      .map(([key, value]) => [String(key).replaceAll('-', '_'), value]),
  );
  for (const [former, name] of formerNames) {
    if (fields.has(former) && !fields.has(name)) fields.set(name, fields.get(former));
    fields.delete(former);
  }
  return fields;
};

/** `over` lies on top of `base`; `auth` is merged key by key. */
export const layered = (base: Fields, over: Fields): Fields => {
  const auth = { below: base.get('auth'), above: over.get('auth') };
  const both = new Map([...base, ...over]);
  if (isMapping(auth.below) && isMapping(auth.above))
    both.set('auth', new Map([...fieldsOf(auth.below), ...fieldsOf(auth.above)]));
  return both;
};

/** A text without blanks around it; null if the key is not there. @throws EntryError what is no text, or has a variable in it */
export const textAt = (fields: Fields, key: string, said: string = key): string | null => {
  const value = fields.get(key);
  return value === undefined ? null : textOf(value, said);
};

const textOf = (value: unknown, key: string): string => {
  const text = isTemplate(value) ? '{{ }}' : scalar(value);
  if (text === null) throw new EntryError(key, 'is not a text');
  if (text.startsWith('$ANSIBLE_VAULT')) throw new EntryError(key, 'is encrypted with ansible-vault');
  if (/\$[A-Za-z_{(]|\{\{|\{%/.test(text))
    throw new EntryError(key, 'has a variable in it ($NAME or {{ name }}), which nothing expands');
  return text;
};

/** A list, or words with commas between them. */
const wordsAt = (fields: Fields, key: string): readonly string[] =>
  [fields.get(key) ?? []]
    .flat()
    .filter((value) => !isNull(value))
    .flatMap((value) => textOf(value, key).split(','))
    .map((word) => word.trim())
    .filter(Boolean);

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'on', 'true', '1'].map((word) => [word, true] as const),
  ...['no', 'off', 'false', '0'].map((word) => [word, false] as const),
]);

const booleanOf = (text: string) => booleans.get(text.toLowerCase());

/** @throws EntryError neither yes nor no */
export const booleanAt = (fields: Fields, key: string): boolean | null => {
  const text = textAt(fields, key);
  if (text === null) return null;
  const read = booleanOf(text);
  if (read === undefined) throw new EntryError(key, 'must be true or false');
  return read;
};

/** Whether certificates are verified; or by which file of authorities. @throws EntryError a word that other tools take for a file */
export const verifyAt = (fields: Fields): boolean | { readonly cacert: string } => {
  const text = textAt(fields, 'verify');
  if (text === null) return true;
  const read = booleanOf(text);
  if (read === undefined) return { cacert: text };
  if (fields.get('verify') instanceof Quoted)
    throw new EntryError(
      'verify',
      'is in quotes, so other tools take it for the name of a CA file; remove the quotes',
    );
  return read;
};

const interfaces: ReadonlyMap<string, Interface> = new Map(
  (['public', 'internal', 'admin'] as const).flatMap((name) => [
    [name, name],
    [`${name}url`, name],
  ]),
);

/** In the order of preference; the key that says most about images counts. */
export const interfaceOf = (fields: Fields): CloudInterface => {
  for (const key of ['image_interface', 'interface']) {
    const words = wordsAt(fields, key);
    if (words.length === 0) continue;
    const read = words.map((word) => interfaces.get(word.toLowerCase()));
    if (!read.every((one) => one !== undefined))
      throw new EntryError(key, 'must be public, internal or admin');
    const [only, ...more] = read;
    return only !== undefined && more.length === 0 ? only : read;
  }
  return 'public';
};

type CloudInterface = Interface | readonly Interface[];

/** A region of an entry; `values` lie on top of the entry there. */
export interface EntryRegion {
  readonly name: string;
  readonly values: Fields;
}

const nothing: Fields = new Map();

const regionsAt = (fields: Fields, key: string): readonly EntryRegion[] =>
  [fields.get(key) ?? []]
    .flat()
    .filter((value) => !isNull(value))
    .flatMap((value) => {
      if (!isMapping(value) || isTemplate(value))
        return wordsAt(new Map([[key, value]]), key).map((name) => ({ name, values: nothing }));
      const region = fieldsOf(value);
      const name = textAt(region, 'name', `${key}.name`);
      if (name === null) throw new EntryError(key, 'has a region without a name');
      const values = region.get('values');
      if (values !== undefined && !isMapping(values))
        throw new EntryError(`${key}.values`, 'is not a mapping');
      return [{ name, values: values === undefined ? nothing : fieldsOf(values) }];
    });

const isNamed =
  (name: string) =>
  (region: EntryRegion): boolean =>
    region.name.toLowerCase() === name.toLowerCase();

/** The regions, the default one first, each once. If both keys are there, `regions` lists and `region_name` is the default. */
export const regionsOf = (fields: Fields): readonly EntryRegion[] => {
  const [listed, named] = [regionsAt(fields, 'regions'), regionsAt(fields, 'region_name')];
  const all = listed.length > 0 ? listed : named;
  const first = named.flatMap(({ name }) => all.find(isNamed(name)) ?? []);
  const ordered = [...first, ...all];
  return ordered.filter((region, at) => ordered.findIndex(isNamed(region.name)) === at);
};
