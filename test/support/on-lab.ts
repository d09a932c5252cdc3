/** The cloud that rows of tests are about, as its row has it and as it is joined to theirs. */

import type { CloudChoice } from '../../src/cloud/cloud-choices.ts';
import type { Cloud } from '../../src/cloud/clouds.ts';
import type { CloudId } from '../../src/core/ids.ts';
import type { KnownCloud, OnCloud } from '../../src/model/known-cloud.ts';
import type { Db } from '../../src/store/schema/tables.ts';

export const lab: KnownCloud = {
  id: 'lab-id' as CloudId,
  joinedTo: null,
  createdAt: 0,
  name: 'lab',
  authUrl: 'https://lab.example/v3',
  goneSince: null,
};

/** As the operator's file describes it. */
export const labCloud: Cloud = {
  id: lab.id,
  name: lab.name,
  authType: 'v3',
  authUrl: lab.authUrl,
  regions: [],
  interface: 'public',
  verify: true,
  cacert: null,
};

/** As people choose it. */
export const labChoice: CloudChoice = { id: 'lab-choice', label: lab.name, entry: lab.name, cloud: labCloud };

export const onLab: OnCloud = { cloudId: lab.id, cloudName: lab.name, cloudGone: false };

/** Puts it on record, for rows that are read again. */
export const insertLab = async (db: Db): Promise<void> => {
  await db.insertInto('clouds').values(lab).execute();
};
