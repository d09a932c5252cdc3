/** The names that a mistyped one was most likely meant to be. Pure. */

/** Longer names are compared by their beginnings. */
const maxChars = 40;

/** How many letters have to be added, left out or replaced to make one word the other. */
const edits = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (let to = 1; to <= other.length; to += 1)
      next[to] = Math.min(
        (row[to] ?? 0) + 1,
        (next[to - 1] ?? 0) + 1,
        (row[to - 1] ?? 0) + (letter === other[to - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[other.length] ?? 0;
};

/** Whether one word is the other with a letter too many, too few or wrong, or with letters in another order. */
export const isSlip = (one: string, other: string): boolean =>
  Math.abs(one.length - other.length) <= 1 &&
  ([...one].sort().join('') === [...other].sort().join('') || edits(one, other) <= 1);

/** At most `max` of the names, each once, the nearest first. */
export const nearest = (typed: string, names: readonly string[], max: number): readonly string[] => {
  const plain = (name: string) => name.toLowerCase().slice(0, maxChars);
  return [...new Set(names)]
    .map((name) => ({ name, far: edits(plain(typed), plain(name)) }))
    .sort((one, other) => one.far - other.far)
    .slice(0, max)
    .map(({ name }) => name);
};
