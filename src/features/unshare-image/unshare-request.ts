/** Reads which members a producer wants to remove. Pure. */
import type { ImageId, ProjectId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import { readImageId } from '../../sharing/rules/typed-ids.ts';
import { readWords } from '../../slack/input/words.ts';

export interface Asked {
  /** As read: an id, or why the word is none, such as the name of an image. */
  readonly image: ImageId | Problem;
  /** The named members, the rejected ones, the rejected and forgotten ones, or all; null: none named yet, so the reply lists them. */
  readonly which: readonly ProjectId[] | 'rejected' | 'cleanup' | 'all' | null;
  readonly makePrivate: boolean;
  readonly region: string | null;
  readonly account: string | null;
}

/** Reads the words, or returns the first problem with them. `--private` alone means all. */
export const readAsked = (text: string): Asked | Problem => {
  const { args, flags, problems } = readWords(text, {
    '--rejected': 'flag',
    '--all': 'flag',
    '--private': 'flag',
    '--region': 'value',
    '--account': 'value',
  });
  const [problem] = problems;
  if (problem) return problem;
  const [typed, ...rest] = args;
  const image = readImageId(typed, { onlyImages: true });
  if (typeof image !== 'string' && image.kind !== 'not-an-image-id') return image;
  // accepts any word: whatever became a member can be removed, and the reply names words that are not members
  const named = rest.length > 0 ? ([...new Set(rest)] as ProjectId[]) : null;
  const ways = [
    ...(named ? ['A tenant'] : []),
    ...(flags['--rejected'] ? ['--rejected'] : []),
    ...(flags['--all'] ? ['--all'] : []),
  ];
  const [one, other] = [...ways, ...(flags['--private'] && ways[0] !== '--all' ? ['--private'] : [])];
  if (one && other) return { kind: 'members-clash', one, other };
  const everyone = flags['--all'] || flags['--private'];
  return {
    image,
    which: named ?? (everyone ? 'all' : flags['--rejected'] ? 'rejected' : null),
    makePrivate: flags['--private'] ?? false,
    region: flags['--region'] ?? null,
    account: flags['--account'] ?? null,
  };
};
