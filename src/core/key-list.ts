/** ENCRYPTION_KEYS as the operator writes it: `name:key,name:key`, each key 32 random bytes in base64. */

interface ListedKey {
  readonly name: string;
  readonly bytes: Buffer;
}

type Read = ListedKey | { readonly mistake: string };

const readEntry = (entry: string): Read => {
  const [, name, key] = /^([A-Za-z0-9_-]{1,32}):(.*)$/s.exec(entry) ?? [];
  if (!name || key === undefined) return { mistake: 'does not begin with a short name and a colon' };
  const bytes = Buffer.from(key, 'base64');
  const isKey = /^[A-Za-z0-9+/]{43}=?$/.test(key) && bytes.length === 32;
  return isKey ? { name, bytes } : { mistake: 'is not 32 bytes in base64' };
};

const isSame = (one: Read, other: Read) =>
  'bytes' in one && 'bytes' in other && one.name === other.name && one.bytes.equals(other.bytes);

/**
 * The keys in their order; or all that is wrong with them, to follow the variable's name. Entries are named by their position:
 * even what looks like a name may be a secret.
 */
export const readKeyList = (text: string): readonly ListedKey[] | string => {
  const read = text.split(',').map((entry) => readEntry(entry.trim()));
  const keys = read.filter((one) => 'bytes' in one);
  const mistakes = read.flatMap((one, at) => {
    if ('mistake' in one) return [`entry ${at + 1} ${one.mistake}`];
    const isRepeated = read.slice(0, at).some((other) => isSame(one, other));
    return isRepeated ? [`entry ${at + 1} is the same as one before it`] : [];
  });
  if (mistakes.length === 0) return keys;
  const mistake = text.trim() === '' ? 'is empty' : mistakes.join(', and ');
  return `${mistake}. It is a list such as k2:<key>,k1:<key>; npm run make-key makes a key.`;
};
