/**
 * Where a test says too early that nothing has happened: notifications gather for two seconds, so that what is asserted right
 * after an act can hardly fail. Read off the sources in the order in which they are written.
 */
import { parseSync } from 'vite';
import { importsIn, isNode, type Node, type Tree, walk } from './source-tree.ts';

/** What people, Slack and the cloud have seen: it grows for as long as the bot is at work. */
const seen =
  /\.(?:cards|dm|ephemerals|messages|home|status|statusOf|visibilityOf)\(|\.(?:views|requests|deliveries|lines)\b/;
/** Waiting for one thing: what is read off it then has happened. */
const waits = /\.(?:card|ephemeral|until|submit)$/;
/** The bot has nothing left to do. */
const rests = /\.(?:atRest|later)$/;
/** What sets the bot to work, and what is changed behind its back. */
const acts =
  /\.(?:command|say|click|choose|submit|shortcut|messageShortcut|openHome|redeliver|restart|replicate|pass)$|\bbyHand\.(?!statusOf|visibilityOf)\w+$/;
/** No more than what is there by then. */
const exact =
  /^\.(?:not\.\w+\(|toBe(?:Undefined|Null|Falsy)\(|to(?:Be|Equal|HaveLength)\([[\]\d,\s]*\)|toBe\((?:false|null|undefined)\))/;

interface Declared {
  readonly name: string;
  readonly init: Node;
  /** It looks again at each call. */
  readonly isFunction: boolean;
}

const callsIn = (node: Node): readonly Node[] => {
  const calls: Node[] = [];
  walk(node, (inner) => {
    if (inner.type === 'CallExpression') calls.push(inner);
  });
  return calls;
};

const declaredIn = (program: Node): readonly Declared[] => {
  const all: Declared[] = [];
  walk(program, ({ type, id, init }) => {
    if (type === 'VariableDeclarator' && isNode(id) && isNode(init) && typeof id.name === 'string')
      all.push({ name: id.name, init, isFunction: init.type === 'ArrowFunctionExpression' });
  });
  return all;
};

/** The absences of one file, each as `file:line what`. */
const inFile = (file: string, text: string): readonly string[] => {
  const program = parseSync(file, text).program as unknown as Node;
  const written = ({ start, end }: Node) => text.slice(start, end);
  const declared = declaredIn(program);
  /** The nearest one above. */
  const named = (name: unknown, before: number) =>
    declared.findLast((one) => one.name === name && one.init.start < before);
  const namesIn = (node: Node) => {
    const names = new Set<unknown>();
    walk(node, ({ type, name }) => {
      if (type === 'Identifier') names.add(name);
    });
    return [...names];
  };
  /** Whether a call does so itself, or by way of a function of this file. */
  const does = (call: Node, what: RegExp, before = call.start): boolean => {
    const { callee } = call;
    if (!isNode(callee)) return false;
    if (what.test(written(callee))) return true;
    const own = named(callee.name, before);
    return own?.isFunction === true && callsIn(own.init).some((inner) => does(inner, what, own.init.start));
  };
  /** Where what is expected was looked at; null when it is nothing that the doubles have seen. */
  const lookedAt = (expected: Node, before = expected.start): number | null => {
    if (callsIn(expected).some((call) => does(call, waits, before))) return null;
    if (seen.test(written(expected))) return expected.start;
    for (const name of namesIn(expected)) {
      const own = named(name, before);
      const at = own ? lookedAt(own.init, own.init.start) : null;
      if (at !== null) return own?.isFunction ? expected.start : at;
    }
    return null;
  };

  return callsIn(program)
    .filter(({ callee }) => isNode(callee) && /^(?:it|test)\b(?!\.each\()/.test(written(callee)))
    .flatMap((test) => {
      const calls = callsIn(test).slice(1);
      const endsOf = (what: RegExp) => calls.filter((call) => does(call, what)).map(({ end }) => end);
      const [rested, acted] = [endsOf(rests), endsOf(acts)];
      const last = (ends: readonly number[], before: number) =>
        Math.max(-1, ...ends.filter((end) => end <= before));
      return calls.flatMap((call) => {
        const [expected] = call.arguments as readonly Node[];
        if (!isNode(call.callee) || written(call.callee) !== 'expect' || !expected) return [];
        if (!exact.test(text.slice(call.end, call.end + 200))) return [];
        const at = lookedAt(expected);
        if (at === null || last(rested, at) > last(acted, at)) return [];
        return [`${file}:${text.slice(0, call.start).split('\n').length} ${written(expected)}`];
      });
    });
};

/** Only there can a test wait for the bot to be at rest. */
const hasStage = (tree: Tree) => {
  const onStage = importsIn(tree).filter(
    ({ to, typeOnly }) => !typeOnly && /^test\/support\/(?:story|stage)\.ts$/.test(to),
  );
  return new Set(onStage.map(({ from }) => from));
};

/** What is said to be absent, or to be there so many times, before the bot is at rest. */
export const earlyAbsences = (tree: Tree): readonly string[] => {
  const staged = hasStage(tree);
  return [...tree].flatMap(([file, text]) => (staged.has(file) ? inFile(file, text) : []));
};
