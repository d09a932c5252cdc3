/** The store as the domain uses it, over a database of a test's or a benchmark's own. */
import type { Store } from '../../src/sharing/repositories.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { repositories } from '../../src/store/repositories/all.ts';

export const storeOf = (database: Database): Store => ({ database, ...repositories });
