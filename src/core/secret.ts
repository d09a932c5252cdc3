/** A value that must not reach a log, an error or a message: whatever prints it gets `[secret]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself; call it only where it leaves for the service it belongs to. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/** The value as JSON with its secrets revealed, and the secrets, so that an answer that echoes one can be cleaned. */
export const reveal = (value: unknown): { text: string; secrets: string[] } => {
  const secrets: string[] = [];
  const text = JSON.stringify(value, function (this: Record<string, unknown>, key, json) {
    // JSON.stringify calls Secret's own toJSON first; the holder still has the object.
    const held = this[key];
    if (!(held instanceof Secret)) return json;
    secrets.push(held.reveal());
    return held.reveal();
  });
  return { text, secrets };
};

/** A secret of so many characters is none that words contain by chance. */
const unlikely = 8;

const endsInWord = /[\p{L}\p{N}\p{M}_]$/u;
const beginsWithWord = /^[\p{L}\p{N}\p{M}_]/u;

/** UTF-16 units of the letter or digit before `at`, or there; 0 if it is none. */
const wordBefore = (text: string, at: number) =>
  endsInWord.exec(text.slice(Math.max(0, at - 2), at))?.[0].length ?? 0;
const wordAt = (text: string, at: number) => beginsWithWord.exec(text.slice(at, at + 2))?.[0].length ?? 0;

/** Where the secret stands in the text: by itself; if it is long, also in a word, which then goes with it. */
const placesOf = (text: string, secret: string): readonly (readonly [from: number, to: number])[] => {
  const places: [number, number][] = [];
  for (
    let at = text.indexOf(secret), past = 0;
    at !== -1;
    at = text.indexOf(secret, Math.max(past, at + 1))
  ) {
    let [from, to] = [at, at + secret.length];
    if (secret.length >= unlikely) {
      while (from > past && wordBefore(text, from) > 0) from -= wordBefore(text, from);
      while (wordAt(text, to) > 0) to += wordAt(text, to);
    } else if (wordBefore(text, from) > 0 || wordAt(text, to) > 0) continue;
    places.push([from, to]);
    past = to;
  }
  return places;
};

/** The text with `[secret]` for each secret in it. A short one that is a part of a word is a coincidence: no word loses letters. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string => {
  const places = secrets.filter((secret) => secret.trim() !== '').flatMap((secret) => placesOf(text, secret));
  let left = '';
  let past = 0;
  for (const [from, to] of places.toSorted(([one], [other]) => one - other)) {
    if (to <= past) continue;
    if (from >= past) left += `${text.slice(past, from)}[secret]`;
    past = to;
  }
  return left + text.slice(past);
};
