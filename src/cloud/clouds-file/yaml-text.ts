/**
 * YAML as the values it is made of: mappings, lists and text. Nothing is taken for a number, a boolean or a date before it is known
 * what it is for: a region may be called `NO`, and an id may have only digits. JSON is YAML too.
 */
import { isAlias, isMap, isScalar, LineCounter, type Pair, parseDocument, visit } from 'yaml';

/** A scalar in quotes or in a block: text for every tool, even if it says `no`. */
export class Quoted {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Mapping = ReadonlyMap<unknown, unknown>;

export const isMapping = (value: unknown): value is Mapping => value instanceof Map;

/** The package reads a merge key as a symbol. */
const isMerge = ({ key }: Pair<unknown, unknown>) => isScalar(key) && typeof key.value === 'symbol';

/** No file in earnest has as many, with all that each may stand for: what merge keys copy would take more memory than there is. */
const maxAliases = 1_000;
const maxCopies = 200_000;

/** More is no configuration, and is not parsed. */
const maxChars = 4 * 1024 * 1024;

/**
 * The document as maps, arrays, strings for plain scalars, and {@link Quoted}. Merge keys (`<<`) are resolved; of two equal keys,
 * and of what two merge keys bring, the last counts, as for other tools.
 * @returns `wrong`: why it is none, in words that name lines but repeat none: they may hold passwords
 */
export const readYaml = (text: string): { readonly value: unknown } | { readonly wrong: string } => {
  if (text.startsWith('$ANSIBLE_VAULT'))
    return { wrong: 'is encrypted with ansible-vault; the bot needs it decrypted' };
  if (text.length > maxChars) return { wrong: 'is too long' };
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, {
      schema: 'failsafe',
      merge: true,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
      lineCounter,
    });
    const [error] = document.errors;
    if (error) return { wrong: `line ${lineCounter.linePos(error.pos[0]).line} is not YAML (${error.code})` };
    let [aliases, copied] = [0, 0];
    visit(document, {
      Node: (_, node) => {
        if (isAlias(node)) aliases += 1;
        if (!isMap(node)) return;
        if (node.anchor !== undefined) copied += node.items.length;
        const [merges, others] = [node.items.filter(isMerge), node.items.filter((one) => !isMerge(one))];
        // of these, the package lets the first count
        node.items = [...merges.toReversed(), ...others];
      },
      Scalar: (key, node) => {
        if (key !== 'key' && node.type !== 'PLAIN' && typeof node.value === 'string')
          node.value = new Quoted(node.value);
      },
    });
    if (aliases > maxAliases || aliases * copied > maxCopies)
      return { wrong: 'has more aliases (*name) than can be read' };
    return { value: document.toJS({ mapAsMap: true, maxAliasCount: maxAliases }) };
  } catch {
    return {
      wrong:
        'has an alias (*name) without its anchor (&name), or more levels than can be read; quote the value if it is no alias',
    };
  }
};
