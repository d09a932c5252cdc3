/** The store as the domain uses it, over a database of a test's or a benchmark's own. */
import type { Store } from '../../src/sharing/repositories.ts';
import type { Database } from '../../src/store/engine/database.ts';
import * as accounts from '../../src/store/repositories/accounts.ts';
import * as audit from '../../src/store/repositories/audit-lines.ts';
import * as cards from '../../src/store/repositories/cards.ts';
import * as movedChannels from '../../src/store/repositories/moved-channels.ts';
import * as newWork from '../../src/store/repositories/new-work.ts';
import * as notifications from '../../src/store/repositories/notifications.ts';
import * as offers from '../../src/store/repositories/offers.ts';
import * as pendingActs from '../../src/store/repositories/pending-acts.ts';
import * as preferences from '../../src/store/repositories/preferences.ts';
import * as producerBlocks from '../../src/store/repositories/producer-blocks.ts';
import * as projectSyncs from '../../src/store/repositories/project-syncs.ts';
import * as refusedCards from '../../src/store/repositories/refused-cards.ts';
import * as restores from '../../src/store/repositories/restores.ts';
import * as shares from '../../src/store/repositories/shares.ts';
import * as signIns from '../../src/store/repositories/sign-ins.ts';
import * as timers from '../../src/store/repositories/timers.ts';
import * as withdrawals from '../../src/store/repositories/withdrawals.ts';

export const storeOf = (database: Database): Store => ({
  database,
  offers,
  shares,
  withdrawals,
  cards,
  refusedCards,
  movedChannels,
  newWork,
  accounts,
  audit,
  timers,
  notifications,
  pendingActs,
  preferences,
  producerBlocks,
  projectSyncs,
  restores,
  signIns,
});
