/** Which lines of the bot differ from a commit, as the ranges that Stryker takes. */
import { execFileSync } from 'node:child_process';

/** `src/a.ts:3-5` for each run of lines that are new or other in a diff without context (`git diff -U0`). */
export const rangesOf = (diff: string): readonly string[] => {
  const ranges: string[] = [];
  let file = '';
  for (const line of diff.split('\n')) {
    file = /^\+\+\+ b\/(.*)$/.exec(line)?.[1] ?? file;
    const [, start, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (start && count !== '0') ranges.push(`${file}:${start}-${Number(start) + Number(count) - 1}`);
  }
  return ranges;
};

const git = (...args: readonly string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' });

/**
 * What changed in src since HEAD left `ref`, committed or not, new files included. Throws what git says when it knows no such commit, as
 * in a clone without history.
 */
export const changedSince = (ref: string): readonly string[] => {
  const from = git('merge-base', ref, 'HEAD').trim();
  const untracked = git('ls-files', '--others', '--exclude-standard', 'src').split('\n').filter(Boolean);
  const diff = git(
    'diff',
    '-U0',
    '--no-ext-diff',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    '--diff-filter=d',
    from,
    '--',
    'src',
  );
  return [...rangesOf(diff), ...untracked].filter((range) => /\.ts(:|$)/.test(range));
};
