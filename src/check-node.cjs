/**
 * Ends a Node that is too old for the bot in one line, with 78. Every script loads it first: alone where a flag follows that such a Node
 * refuses before it runs anything. So it is CommonJS, in words that the oldest Node can read.
 */
const { spawnSync } = require('child_process');
const { existsSync, symlinkSync } = require('fs');
const { delimiter, join } = require('path');

const needed = require('../package.json').engines.node.replace('>=', '');

const atLeast = (found, wanted) => found[0] > wanted[0] || (found[0] === wanted[0] && found[1] >= wanted[1]);
const numbers = (version) => version.split('.').map(Number);

/** package.json brings a Node for these; it does not start beside musl. */
const isBrought = () =>
  ['linux-arm64', 'linux-x64', 'win32-x64'].indexOf(`${process.platform}-${process.arch}`) >= 0 &&
  (process.platform !== 'linux' || process.report.getReport().header.glibcVersionRuntime !== undefined);

const bin = join(__dirname, '../node_modules/.bin');
const brought = join(bin, `../node-${process.platform}-${process.arch}/bin/node`);
const link = join(bin, 'node');

/**
 * An older npm, of 11 too, installs the Node that package.json brings, and then takes away its link, along with those of other machines' Nodes.
 * Puts the link back where an npm script looks for it, and goes on with that Node. Returns only if there is none, it does not start, or
 * this user may not write there.
 */
const goOnWithBrought = () => {
  const isScript = (process.env.PATH || '').split(delimiter).indexOf(bin) >= 0;
  if (!isScript || existsSync(link) || !existsSync(brought)) return;
  if (spawnSync(brought, ['--version']).status !== 0) return;
  try {
    symlinkSync(`../node-${process.platform}-${process.arch}/bin/node`, link);
  } catch (_) {
    return;
  }
  const { status } = spawnSync(brought, process.execArgv.concat(process.argv.slice(1)), { stdio: 'inherit' });
  process.exit(status === null ? 1 : status);
};

if (!atLeast(numbers(process.versions.node), numbers(needed))) {
  goOnWithBrought();
  const brings =
    existsSync(brought) && !existsSync(link)
      ? '"npm rebuild" links the one that "npm ci" has brought.'
      : '"npm ci" brings one, unless it is told --omit=optional.';
  const remedy = isBrought() ? brings : 'Install one: https://nodejs.org/en/download';
  process.stderr.write(
    `image-share: Node ${needed} or newer is needed, but ${process.execPath} is ${process.versions.node}. ${remedy}\n`,
  );
  process.exit(78);
}
