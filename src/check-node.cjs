/**
 * Ends a Node that is too old for the bot in one line, with 78. Every script loads it first: alone where a flag follows that such a Node
 * refuses before it runs anything. So it is CommonJS, in words that the oldest Node can read.
 */
const needed = require('../package.json').engines.node.replace('>=', '');

const atLeast = (found, wanted) => found[0] > wanted[0] || (found[0] === wanted[0] && found[1] >= wanted[1]);
const numbers = (version) => version.split('.').map(Number);

/** package.json brings a Node for these; it does not start beside musl. */
const isBrought = () =>
  ['linux-arm64', 'linux-x64', 'win32-x64'].indexOf(`${process.platform}-${process.arch}`) >= 0 &&
  (process.platform !== 'linux' || process.report.getReport().header.glibcVersionRuntime !== undefined);

/** Whether it is there nevertheless: an older npm takes its link away again, with those of the packages for other machines. */
const isThere = () => {
  try {
    return (
      require.resolve(`node-${process.platform.replace('win32', 'win')}-${process.arch}/package.json`) !== ''
    );
  } catch (_) {
    return false;
  }
};

const remedy = () => {
  if (!isBrought()) return 'Install one: https://nodejs.org/en/download';
  if (isThere())
    return '"npm rebuild" links the one that "npm ci" has brought: an older npm leaves that out.';
  return '"npm ci" brings one, unless it is told --omit=optional.';
};

if (!atLeast(numbers(process.versions.node), numbers(needed))) {
  process.stderr.write(
    `image-share: Node ${needed} or newer is needed, but ${process.execPath} is ${process.versions.node}. ${remedy()}\n`,
  );
  process.exit(78);
}
