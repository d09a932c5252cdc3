/** What the sources log, read off their text: each message with its level and the names of its fields. */
import { parseSync } from 'vite';
import { isNode, type Node, type Tree, walk } from './source-tree.ts';

export interface LogMessage {
  readonly file: string;
  /** `info`, `warn` or `error`; null: the code decides when it runs. */
  readonly level: string | null;
  /** What the code puts in stands as `…`; null: nothing of it is written in the call. */
  readonly message: string | null;
  readonly fields: readonly string[];
  /** There may be others, which are not written in the call. */
  readonly more: boolean;
}

const levels = new Set(['info', 'warn', 'error']);

const nodes = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

/** Every text that the expression can be. */
const textsOf = (node: Node | undefined): readonly string[] => {
  if (node?.type === 'Literal' && typeof node.value === 'string') return [node.value];
  if (node?.type === 'ConditionalExpression')
    return [node.consequent, node.alternate].filter(isNode).flatMap(textsOf);
  if (node?.type !== 'TemplateLiteral') return [];
  const parts = nodes(node.quasis).map(({ value }) => String(Object(value).cooked));
  return [parts.join('…')];
};

/** The levels that a call writes at; empty: it writes no line. */
const levelsOf = (callee: Node, text: string): readonly (string | null)[] => {
  const { object, property, computed } = callee;
  if (callee.type !== 'MemberExpression' || !isNode(object) || !isNode(property)) return [];
  if (!/(?:^|[.#])log$/.test(text.slice(object.start, object.end))) return [];
  if (computed === true) {
    const known = textsOf(property);
    return known.length === 0 ? [null] : known.filter((level) => levels.has(level));
  }
  return typeof property.name === 'string' && levels.has(property.name) ? [property.name] : [];
};

const fieldsOf = (node: Node | undefined): Pick<LogMessage, 'fields' | 'more'> => {
  if (node?.type !== 'ObjectExpression') return { fields: [], more: true };
  const properties = nodes(node.properties);
  const names = properties.flatMap(({ key }) =>
    isNode(key) && typeof key.name === 'string' ? key.name : [],
  );
  return { fields: names.toSorted(), more: names.length < properties.length };
};

export const logMessagesIn = (tree: Tree): readonly LogMessage[] =>
  [...tree].flatMap(([file, text]) => {
    const found: LogMessage[] = [];
    const enter = (node: Node) => {
      if (node.type !== 'CallExpression' || !isNode(node.callee)) return;
      const written = nodes(node.arguments);
      const given = fieldsOf(written.length > 1 ? written[0] : undefined);
      const said = textsOf(written.at(-1));
      for (const level of levelsOf(node.callee, text))
        for (const message of said.length > 0 ? said : [null])
          found.push({ file, level, message, ...(written.length > 1 ? given : { fields: [], more: false }) });
    };
    walk(parseSync(file, text).program as unknown as Node, enter, () => {});
    return found;
  });
