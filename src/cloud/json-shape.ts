/** The fields of an answer that a schema names, at every depth: only these are kept while the answer is read. */
import { z } from 'zod';

export interface Shape {
  /** The shape of that field; null if the schema does not name it. */
  field(name: string): Shape | null;
  /** The shape of each item of a list. */
  readonly item: Shape | null;
}

const nothingIn: Shape = { field: () => null, item: null };
const everything: Shape = {
  field: (name) => (name === '__proto__' ? null : everything),
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
  const fields = new Map(
    alternatives.flatMap(({ properties = {} }) =>
      Object.entries(properties).map(([name, one]) => [name, shapeIn(one as Node)] as const),
    ),
  );
  const others = alternatives.map(({ additionalProperties }) => additionalProperties).find(Boolean);
  const items = alternatives.map((one) => one.items).find(Boolean);
  const rest = others ? shapeIn(others as Node) : null;
  return {
    field: (name) => fields.get(name) ?? (name === '__proto__' ? null : rest),
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
