/** The keys, and whether they open all that is sealed. */

import { sealedHealth } from '../../store/operator/sealed-health.ts';
import { type Finding, failure, good } from './finding.ts';
import type { Setup } from './setup.ts';

/** What is wrong with a list that cannot be read, the check of the settings says. */
export const keysFindings = ({ keys }: Setup): readonly Finding[] => {
  if (keys === null) return [];
  const { kid, byKid } = keys;
  const older = [...byKid.keys()].filter((one) => one !== kid);
  return [good(`${kid} encrypts${older.length > 0 ? `; ${older.join(', ')} still decrypt` : ''}`)];
};

export const sealedFindings = async ({ tables, keys }: Setup): Promise<readonly Finding[]> => {
  const db = await tables();
  if (db === null || keys === null) return [];
  const { records, unopened } = await sealedHealth(db, keys);
  const [first] = unopened;
  if (first === undefined) return [good(`all ${records} sealed records open`)];
  return [
    failure(
      `${unopened.length} of ${records} sealed records do not open: ${first}`,
      'Add the key that is missing to ENCRYPTION_KEYS. If it is lost for good: npm run forget-key -- <kid>',
    ),
  ];
};
