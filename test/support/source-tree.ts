/** A tree of source files as text, and what can be read off it: imports, circles, functions, calls. */
import { dirname, join } from 'node:path';
import { parseSync } from 'vite';

/** The text of each file, by its path from the root of the repository. */
export type Tree = ReadonlyMap<string, string>;

export interface Import {
  readonly from: string;
  /** A path from the root of the repository, or the name of a package. */
  readonly to: string;
  /** Nothing of it is left when the types are stripped. */
  readonly typeOnly: boolean;
  /** Loaded when the code comes to it. */
  readonly isLazy: boolean;
  readonly names: readonly string[];
}

export interface FunctionLines {
  readonly file: string;
  readonly name: string;
  /** Its own lines: without those between the braces of the functions inside it. */
  readonly lines: number;
}

/** A call as written, without what is handed over: `Date.now()`, `new Date()` when nothing is. */
export interface Call {
  readonly file: string;
  readonly what: string;
}

interface Read {
  readonly imports: readonly Import[];
  readonly functions: readonly FunctionLines[];
  readonly calls: readonly Call[];
}

/** A node of the syntax tree. @see https://github.com/estree/estree */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** Every node, in the order in which it is written. */
export const walk = (
  node: Node,
  enter: (node: Node) => void,
  leave: (node: Node) => void = () => {},
): void => {
  enter(node);
  for (const field of Object.values(node))
    for (const child of Array.isArray(field) ? field : [field]) if (isNode(child)) walk(child, enter, leave);
  leave(node);
};

type Parsed = ReturnType<typeof parseSync>;

const importsOf = (
  file: string,
  text: string,
  { staticImports, staticExports, dynamicImports }: Parsed['module'],
) => {
  const to = (specifier: string) => (specifier.startsWith('.') ? join(dirname(file), specifier) : specifier);
  return [
    ...staticImports.map(({ moduleRequest, entries }) => ({
      from: file,
      to: to(moduleRequest.value),
      typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
      isLazy: false,
      names: entries.map(({ importName }) => importName.name ?? '*'),
    })),
    ...staticExports
      .flatMap(({ entries }) => entries)
      .flatMap(({ moduleRequest, isType, importName }) =>
        moduleRequest
          ? [
              {
                from: file,
                to: to(moduleRequest.value),
                typeOnly: isType,
                isLazy: false,
                names: [importName.name ?? '*'],
              },
            ]
          : [],
      ),
    ...dynamicImports.map(({ moduleRequest: { start, end } }) => ({
      from: file,
      to: to(text.slice(start + 1, end - 1)),
      typeOnly: false,
      isLazy: true,
      names: ['*'],
    })),
  ];
};

const read = (file: string, text: string): Read => {
  const { program, module, errors } = parseSync(file, text);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const imports: Import[] = importsOf(file, text, module);
  const functions: FunctionLines[] = [];
  const calls: Call[] = [];
  const written = (node: unknown) => (isNode(node) ? text.slice(node.start, node.end) : '');
  const breaks = [...text.matchAll(/\n/g)].map(({ index }) => index);
  const breaksIn = ({ start, end }: Node) => breaks.filter((at) => at >= start && at < end).length;
  const isFunction = ({ type }: Node) => /^(?:Arrow)?Function(?:Expression|Declaration)$/.test(type);
  const nameOf = (node: unknown) => (isNode(node) && typeof node.name === 'string' ? node.name : undefined);
  const names = new Map<unknown, string | undefined>();
  // of each function that was entered and not yet left, the lines of those inside it
  const inner: number[] = [];

  const enter = (node: Node) => {
    if (node.type === 'VariableDeclarator') names.set(node.init, nameOf(node.id));
    if (node.type === 'Property') names.set(node.value, nameOf(node.key));
    if (isFunction(node)) inner.push(0);
    if (node.type === 'TSImportType' && isNode(node.source)) {
      const specifier = written(node.source).slice(1, -1);
      const to = specifier.startsWith('.') ? join(dirname(file), specifier) : specifier;
      imports.push({ from: file, to, typeOnly: true, isLazy: false, names: ['*'] });
    }
    if (node.type === 'CallExpression') calls.push({ file, what: `${written(node.callee)}()` });
    // handed on as a function it is called all the same
    if (node.type === 'MemberExpression') calls.push({ file, what: `${written(node)}()` });
    if (node.type === 'NewExpression' && Array.isArray(node.arguments) && node.arguments.length === 0)
      calls.push({ file, what: `new ${written(node.callee)}()` });
  };

  const leave = (node: Node) => {
    if (!isFunction(node)) return;
    const nested = inner.pop() ?? 0;
    const name = nameOf(node.id) ?? names.get(node) ?? 'a function';
    functions.push({ file, name, lines: breaksIn(node) + 1 - nested });
    const { body } = node;
    // without braces its lines are the outer one's too
    const left = isNode(body) && body.type === 'BlockStatement' ? Math.max(0, breaksIn(body) - 1) : nested;
    const outer = inner.pop();
    if (outer !== undefined) inner.push(outer + left);
  };

  walk(program as unknown as Node, enter, leave);
  return { imports, functions, calls };
};

/** Each file is read once, however many rules ask. */
const known = new Map<string, Read>();

const readAll = (tree: Tree): readonly Read[] =>
  [...tree].map(([file, text]) => {
    const key = `${file}\n${text}`;
    const found = known.get(key) ?? read(file, text);
    known.set(key, found);
    return found;
  });

export const importsIn = (tree: Tree): readonly Import[] => readAll(tree).flatMap(({ imports }) => imports);
export const functionsIn = (tree: Tree): readonly FunctionLines[] =>
  readAll(tree).flatMap(({ functions }) => functions);
export const callsIn = (tree: Tree): readonly Call[] => readAll(tree).flatMap(({ calls }) => calls);

/** The files that import one another in a circle, types counted: each circle once, as its files in the order of their names. */
export const circlesIn = (tree: Tree): readonly (readonly string[])[] => {
  const next = new Map(
    [...Map.groupBy(importsIn(tree), ({ from }) => from)].map(
      ([from, all]) => [from, new Set(all.map(({ to }) => to))] as const,
    ),
  );
  const reachedFrom = (start: string) => {
    const seen = new Set<string>();
    const waiting = [start];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop())
      for (const to of next.get(file) ?? []) {
        if (seen.has(to)) continue;
        seen.add(to);
        waiting.push(to);
      }
    return seen;
  };
  const reached = new Map([...next.keys()].map((file) => [file, reachedFrom(file)]));
  const circles = [...reached]
    .filter(([file, to]) => to.has(file))
    .map(([file, to]) => [...to].filter((other) => reached.get(other)?.has(file)).sort());
  return [...new Map(circles.map((files) => [files.join(), files])).values()];
};
