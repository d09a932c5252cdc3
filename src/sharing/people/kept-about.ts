/** What is kept about a person, in numbers, and what forgetting them does: the same words for themselves and for the operator. Pure. */

const kinds: Readonly<Record<string, readonly [one: string, many: string]>> = {
  accounts: ['linked account', 'linked accounts'],
  offers: ['offer, as its producer or among its people', 'offers, as their producer or among their people'],
  withdrawals: ['request to stop sharing', 'requests to stop sharing'],
  shares: ['share, asked for or answered', 'shares, asked for or answered'],
  cards: ['message from the bot', 'messages from the bot'],
  notifications: ['notification', 'notifications'],
  pendingActs: [
    'request that the cloud has to confirm, or has',
    'requests that the cloud has to confirm, or has',
  ],
  preferences: ['choice of preferences', 'choices of preferences'],
  projectChannels: ['channel chosen for a project', 'channels chosen for projects'],
  linkAsks: [
    'request to link an account, theirs or to them',
    'requests to link an account, theirs or to them',
  ],
  producerBlocks: ['blocked producer', 'blocked producers'],
  sealed: ['sealed record, which only the bot can open', 'sealed records, which only the bot can open'],
  audit: ['entry in the audit trail', 'entries in the audit trail'],
};

/** A line for each kind of row, with how many there are. @param rows by table */
export const keptLines = (rows: Readonly<Record<string, readonly unknown[]>>): readonly string[] =>
  Object.entries(kinds).flatMap(([table, [one, many]]) => {
    const count = rows[table]?.length ?? 0;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });

export const forgettingText =
  'Forgetting unlinks the accounts, with their credentials, and deletes preferences, notes and reasons. What is shared stays shared, without a producer. Work that is not done yet waits for somebody else in the project. The audit trail stays, without names. This cannot be undone.';
