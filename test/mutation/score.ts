/** How many mutants of each folder the tests notice, and which they do not. */
import { unobservable } from './unobservable.ts';

/** A mutant that was tried; `line` and `column` begin at 1. */
export interface Tried {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
  readonly noticed: boolean;
}

/** The longest of `folders` that the file of src lies in; of any other file the first folder of its path. */
export const folderOf = (file: string, folders: readonly string[]): string => {
  const path = file.replace(/^src\//, '');
  const [longest] = folders
    .filter((folder) => path.startsWith(`${folder}/`))
    .toSorted((a, b) => b.length - a.length);
  return longest ?? path.replace(/\/.*/, '');
};

/** A mutant that no test could notice: it is the same program, as unobservable.ts says. */
const isSame = ({ file, original, replacement }: Tried) =>
  unobservable.some(
    (one) => one.file === file && one.original === original && one.replacement === replacement,
  );

/** By folder, the noticed in percent of those that count, and those that were not noticed in the order of their places. */
export const scoresOf = (all: readonly Tried[], folders: readonly string[]) => {
  const counted = Map.groupBy(
    all.filter((one) => one.noticed || !isSame(one)),
    ({ file }) => folderOf(file, folders),
  );
  return new Map(
    [...counted].map(([folder, tried]) => {
      const survivors = tried
        .filter(({ noticed }) => !noticed)
        .toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
      return [
        folder,
        { percent: (100 * (tried.length - survivors.length)) / tried.length, of: tried.length, survivors },
      ];
    }),
  );
};

/** The survivor in one line: where, and what became of what. */
export const survivorLine = ({ file, line, column, mutator, original, replacement }: Tried): string => {
  const short = (code: string) => {
    const flat = code.replace(/\s+/g, ' ');
    return flat.length > 80 ? `${flat.slice(0, 77)}...` : flat;
  };
  return `${file}:${line}:${column} ${mutator}: ${short(original)} -> ${short(replacement)}`;
};
