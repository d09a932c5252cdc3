/** What is kept about a person, in numbers, and what forgetting them does: the words for themselves and for the operator. Pure. */

/** By table; those that are left out name the person beside others. */
const kinds: Readonly<Record<string, readonly [one: string, many: string]>> = {
  accounts: ['linked account, which is unlinked', 'linked accounts, which are unlinked'],
  offers: ['offer', 'offers'],
  withdrawals: ['withdrawal', 'withdrawals'],
  shares: ['share that they asked for or answered', 'shares that they asked for or answered'],
  cards: ['message', 'messages'],
  notifications: ['thing that they or others were told', 'things that they or others were told'],
  pendingActs: ['act that waits for its proof', 'acts that wait for their proof'],
  preferences: ['choice of preferences', 'choices of preferences'],
  projectChannels: ['channel chosen for a project', 'channels chosen for projects'],
  producerBlocks: ['blocked producer', 'blocked producers'],
};

/** A line for each kind of row that names them, and below it what forgetting does. */
export const keptText = (rows: Readonly<Record<string, readonly unknown[]>>): string =>
  [
    ...Object.entries(kinds).flatMap(([table, [one, many]]) => {
      const count = rows[table]?.length ?? 0;
      return count === 0 ? [] : [`  ${count} ${count === 1 ? one : many}`];
    }),
    forgettingText,
  ].join('\n');

export const forgettingText =
  'Forgetting unlinks the accounts and deletes their credentials, preferences, notes and reasons, and the record of messages. What is shared stays shared, without a producer; what waits to be carried out waits for somebody else of the project. The audit trail stays, and its lines name nobody. This cannot be undone.';
