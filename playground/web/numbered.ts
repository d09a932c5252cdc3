/** Keys for items without a name whose order never changes: the parts of one text, the fields of one block. */
export const numbered = <T>(list: readonly T[] = []): (readonly [key: string, each: T])[] =>
  list.map((each, index) => [String(index), each]);
