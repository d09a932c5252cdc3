/** The store as the domain uses it, handed in by app.ts: the rows are the only queue there is. */
import type { claimCards } from '../store/claims/card-claims.ts';
import type { Database } from '../store/engine/database.ts';
import type * as accounts from '../store/repositories/accounts.ts';
import type * as audit from '../store/repositories/audit-lines.ts';
import type * as cards from '../store/repositories/cards.ts';
import type * as erasures from '../store/repositories/erasures.ts';
import type * as leftOffers from '../store/repositories/left-offers.ts';
import type * as linkAsks from '../store/repositories/link-asks.ts';
import type * as movedChannels from '../store/repositories/moved-channels.ts';
import type * as newWork from '../store/repositories/new-work.ts';
import type * as notifications from '../store/repositories/notifications.ts';
import type * as offers from '../store/repositories/offers.ts';
import type * as pendingActs from '../store/repositories/pending-acts.ts';
import type * as personRecords from '../store/repositories/person-record.ts';
import type * as persons from '../store/repositories/persons.ts';
import type * as preferences from '../store/repositories/preferences.ts';
import type * as producerBlocks from '../store/repositories/producer-blocks.ts';
import type * as projectSyncs from '../store/repositories/project-syncs.ts';
import type * as refusedCards from '../store/repositories/refused-cards.ts';
import type * as restores from '../store/repositories/restores.ts';
import type * as sealedWords from '../store/repositories/sealed-words.ts';
import type * as shares from '../store/repositories/shares.ts';
import type * as signIns from '../store/repositories/sign-ins.ts';
import type * as timers from '../store/repositories/timers.ts';
import type * as withdrawals from '../store/repositories/withdrawals.ts';

export interface Store {
  readonly database: Database;
  readonly offers: typeof offers;
  readonly leftOffers: typeof leftOffers;
  readonly linkAsks: typeof linkAsks;
  readonly shares: typeof shares;
  readonly withdrawals: typeof withdrawals;
  readonly cards: typeof cards;
  readonly refusedCards: typeof refusedCards;
  readonly movedChannels: typeof movedChannels;
  readonly accounts: typeof accounts;
  readonly audit: typeof audit;
  readonly timers: typeof timers;
  readonly newWork: typeof newWork;
  readonly notifications: typeof notifications;
  readonly pendingActs: typeof pendingActs;
  readonly personRecords: typeof personRecords;
  readonly persons: typeof persons;
  readonly preferences: typeof preferences;
  readonly producerBlocks: typeof producerBlocks;
  readonly projectSyncs: typeof projectSyncs;
  readonly restores: typeof restores;
  readonly erasures: typeof erasures;
  readonly sealedWords: typeof sealedWords;
  readonly signIns: typeof signIns;
}

/** Claims the Cards that are worked on next. */
export type ClaimCards = typeof claimCards;
