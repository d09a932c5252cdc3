/** Mutants that are the same program: nothing that anybody could observe tells them apart, so they count neither way. */
export const unobservable: readonly {
  readonly file: string;
  /** The code as it stands, as far as it is replaced. */
  readonly original: string;
  readonly replacement: string;
  readonly why: string;
}[] = [
  {
    file: 'src/sharing/rules/quiet-hours.ts',
    original: 'parts.find((part) => part.type === type)?.value',
    replacement: 'parts.find(part => part.type === type).value',
    why: 'a time is always formatted with its hour and minute; only the types allow for less',
  },
  ...[
    ['theirs === null', 'false'],
    ['mine === null', 'false'],
    ['mine === null || theirs === null', 'false'],
    ['mine === null || theirs === null', 'mine === null && theirs === null'],
  ].map(([original = '', replacement = '']) => ({
    file: 'src/sharing/rules/same-offer.ts',
    original,
    replacement,
    why: 'null counts as 1970 then, which is no less far from any term than it should be',
  })),
  {
    file: 'src/sharing/rules/undo-window.ts',
    original: 'withdrawal.undoUntil !== null',
    replacement: 'true',
    why: 'no time is before null, which counts as 1970',
  },
];
