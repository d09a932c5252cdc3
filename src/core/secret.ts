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
