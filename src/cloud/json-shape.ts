/** The fields of an answer that a schema names, at every depth: only these are kept while the answer is read. */
import { z } from 'zod';

export interface Shape {
  /** The shape of the field whose name is the first `size` bytes of `name`, as UTF-8; null if the schema does not name it. */
  field(name: Uint8Array, size: number): Shape | null;
  /** The shape of each item of a list. */
  readonly item: Shape | null;
}

/** Byte by byte: a page may have millions of names, and a string for each takes five times as long. */
const isSame = (known: Uint8Array, name: Uint8Array, size: number): boolean => {
  if (known.length !== size) return false;
  for (let at = 0; at < size; at += 1) if (known[at] !== name[at]) return false;
  return true;
};

const nothingIn: Shape = { field: () => null, item: null };
const proto = Buffer.from('__proto__');
const everything: Shape = {
  field: (name, size) => (isSame(proto, name, size) ? null : everything),
  get item() {
    return everything;
  },
};

type Node = z.core.JSONSchema.JSONSchema | boolean | undefined;

const shapeIn = (node: Node): Shape => {
  if (node === undefined || node === false) return nothingIn;
  if (node === true || Object.keys(node).length === 0) return everything;
  const alternatives = [node, ...(node.anyOf ?? []), ...(node.oneOf ?? [])].filter(
    (one) => typeof one === 'object',
  );
  const fields = alternatives.flatMap(({ properties = {} }) =>
    Object.entries(properties).map(([name, one]) => [Buffer.from(name), shapeIn(one as Node)] as const),
  );
  const others = alternatives.map(({ additionalProperties }) => additionalProperties).find(Boolean);
  const items = alternatives.map((one) => one.items).find(Boolean);
  const rest = others ? shapeIn(others as Node) : null;
  return {
    field: (name, size) => {
      for (const [known, shape] of fields) if (isSame(known, name, size)) return shape;
      return isSame(proto, name, size) ? null : rest;
    },
    item: items ? shapeIn(items as Node) : null,
  };
};

const shapes = new WeakMap<z.ZodType, Shape>();

/** The shape of what a schema looks at: for `z.unknown()` everything, for an object its fields. */
export const shapeOf = (schema: z.ZodType): Shape => {
  const known = shapes.get(schema);
  if (known) return known;
  const { $schema: _, ...node } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  });
  const shape = shapeIn(node);
  shapes.set(schema, shape);
  return shape;
};
