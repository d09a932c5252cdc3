/** Mutants that are the same program: nothing that anybody could observe tells them apart, so they count neither way. */
export const unobservable: readonly {
  readonly file: string;
  /** The code as it stands, as far as it is replaced. */
  readonly original: string;
  readonly replacement: string;
  readonly why: string;
}[] = [];
