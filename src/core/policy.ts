/** What the operator decides for everyone; `Preferences` has what people can change for themselves. */
export interface Policy {
  /** How long after a pending offer people are reminded; empty: never. */
  readonly remindAfterMs: readonly number[];
  /** Minutes of the recipient's day during which nothing that can wait is sent; null: never quiet. */
  readonly quietHours: { readonly from: number; readonly until: number } | null;
  /** How often the bot polls a project's images: rarely while nothing changes. */
  readonly syncInterval: { readonly minMs: number; readonly maxMs: number };
  /** Requests for those polls, per project and so per account. */
  readonly syncRequestsPerMinute: number;
}
