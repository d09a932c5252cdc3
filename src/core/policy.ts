/** What the operator decided for everyone; people change for themselves what `Preferences` has. */
export interface Policy {
  /** A pending offer is reminded of so long after it was made; empty: never. */
  readonly remindAfterMs: readonly number[];
  /** Minutes of the recipient's day between which nothing that can wait is told; null: never quiet. */
  readonly quietHours: { readonly from: number; readonly until: number } | null;
  /** How often the bot looks at what a project offers and is offered: rarely while nothing changes. */
  readonly syncInterval: { readonly minMs: number; readonly maxMs: number };
  /** Of those polls, per project and so per account. */
  readonly syncRequestsPerMinute: number;
}
