/** Which producers make no cards, for whom, and the cards that are held back for it. */
import type { CloudId, ProjectId, SlackUserId, TeamId } from '../../core/ids.ts';
import { blocked } from '../../model/card.ts';
import type { ProducerBlock } from '../../model/producer-block.ts';
import { insertRow } from '../engine/prepared.ts';
import { codec, type Db, type Tx } from '../schema/tables.ts';

const block = codec<ProducerBlock>({ forProject: 'boolean' });

/** Against a person, or everybody in a project. */
export const blocksAgainst = async (
  db: Db,
  teamId: TeamId,
  producer: SlackUserId | null,
  project: { readonly cloudId: CloudId; readonly projectId: ProjectId | null },
): Promise<ProducerBlock[]> => {
  const rows = await db
    .selectFrom('producerBlocks')
    .selectAll()
    .where('teamId', '=', teamId)
    .where(({ and, or }) =>
      or([and({ producer }), and({ cloudId: project.cloudId, producerProjectId: project.projectId })]),
    )
    .execute();
  return rows.map(block.read);
};

/** Those that a person set for themselves, and those of a project; oldest first. */
export const blocksFor = async (
  db: Db,
  teamId: TeamId,
  whose: { readonly userId: SlackUserId } | { readonly cloudId: CloudId; readonly projectId: ProjectId },
): Promise<ProducerBlock[]> => {
  const rows = await db
    .selectFrom('producerBlocks')
    .selectAll()
    .where('teamId', '=', teamId)
    .where(({ and }) => and({ ...whose, forProject: Number('cloudId' in whose) }))
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map(block.read);
};

export const insertBlock = (tx: Tx, row: ProducerBlock): Promise<void> =>
  insertRow(tx, 'producerBlocks', block.write(row), ['id']);

export const deleteBlock = async (tx: Tx, id: string): Promise<void> => {
  await tx.deleteFrom('producerBlocks').where('id', '=', id).execute();
};

/** The Card exists for what others read of it, and is not posted: its recipient blocked the producer. */
export const holdBackCard = async (db: Db, id: string): Promise<void> => {
  await db.updateTable('cards').set({ problem: blocked, dueAt: null }).where('id', '=', id).execute();
};

/** The opposite of {@link holdBackCard}. */
export const letGoCard = async (db: Db, id: string, now: number): Promise<void> => {
  await db.updateTable('cards').set({ problem: null, dueAt: now }).where('id', '=', id).execute();
};
