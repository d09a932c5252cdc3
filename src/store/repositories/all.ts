/** The rows of every noun, under the names that the domain has for them. */
import * as accounts from './accounts.ts';
import * as audit from './audit-lines.ts';
import * as cards from './cards.ts';
import * as erasures from './erasures.ts';
import * as leftOffers from './left-offers.ts';
import * as linkAsks from './link-asks.ts';
import * as movedChannels from './moved-channels.ts';
import * as newWork from './new-work.ts';
import * as notifications from './notifications.ts';
import * as offers from './offers.ts';
import * as pendingActs from './pending-acts.ts';
import * as personRecords from './person-record.ts';
import * as persons from './persons.ts';
import * as preferences from './preferences.ts';
import * as producerBlocks from './producer-blocks.ts';
import * as projectSyncs from './project-syncs.ts';
import * as refusedCards from './refused-cards.ts';
import * as restores from './restores.ts';
import * as sealedWords from './sealed-words.ts';
import * as shares from './shares.ts';
import * as signIns from './sign-ins.ts';
import * as timers from './timers.ts';
import * as withdrawals from './withdrawals.ts';

export const repositories = {
  accounts,
  audit,
  cards,
  erasures,
  leftOffers,
  linkAsks,
  movedChannels,
  newWork,
  notifications,
  offers,
  pendingActs,
  personRecords,
  persons,
  preferences,
  producerBlocks,
  projectSyncs,
  refusedCards,
  restores,
  sealedWords,
  shares,
  signIns,
  timers,
  withdrawals,
};
