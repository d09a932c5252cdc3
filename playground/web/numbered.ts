/** Keys for what has no name of its own and never changes its order: the parts of one text, the fields of one block. */
export const numbered = <T>(list: readonly T[] = []): (readonly [key: string, each: T])[] =>
  list.map((each, index) => [String(index), each]);
