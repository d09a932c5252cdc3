/** What is wrong with an entry of clouds.yaml. Names the key and what it needs, never its value: that may be a secret. */

/** An entry that the bot cannot use; the others are not concerned. */
export class EntryError extends Error {
  override readonly name = 'EntryError';
  /** As in the file, such as `auth.auth_url`; '' for the entry itself. */
  readonly key: string;
  readonly reason: string;

  constructor(key: string, reason: string) {
    super(`${key} ${reason}`.trim());
    this.key = key;
    this.reason = reason;
  }
}
