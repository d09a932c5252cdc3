/** The store as the domain uses it, over a database of a test's or a benchmark's own. */
import type { Ledger } from '../../src/sharing/ledger.ts';
import * as accounts from '../../src/store/accounts.ts';
import * as appointments from '../../src/store/appointments.ts';
import * as audit from '../../src/store/audit.ts';
import * as cards from '../../src/store/cards.ts';
import type { Database } from '../../src/store/engine/database.ts';
import * as notices from '../../src/store/notices.ts';
import * as offers from '../../src/store/offers.ts';
import * as preferences from '../../src/store/preferences.ts';
import * as shares from '../../src/store/shares.ts';
import * as watches from '../../src/store/watches.ts';
import * as withdrawals from '../../src/store/withdrawals.ts';

export const ledgerOf = (database: Database): Ledger => ({
  database,
  offers,
  shares,
  withdrawals,
  cards,
  accounts,
  audit,
  appointments,
  notices,
  preferences,
  watches,
});
