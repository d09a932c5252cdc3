/** Who blocks a producer, a person or a project, gets no more cards of their offers; nobody else learns of it. */
import type { Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import { newRowId } from '../../core/row-id.ts';
import type { ProducerBlock } from '../../model/producer-block.ts';
import type { Share } from '../../model/share.ts';
import { writeAudit } from '../audit.ts';
import { openCard } from '../cards/click.ts';
import { holdBackBlocked } from '../people/blocks.ts';
import { accountFor, maySpeak } from '../people/may-act.ts';
import { recipientsOf } from '../people/recipients.ts';
import { producerOf } from '../rules/blocked.ts';
import type { Work } from '../transaction.ts';
import { speaker } from './answer.ts';
import type { ClickDeps } from './intent.ts';
import { projectsOf } from './project-channel.ts';

/** What the person may block from a card. */
export interface Blockable {
  readonly share: Share;
  readonly producer: ReturnType<typeof producerOf>['producer'];
  /** Whether they may block for their whole project. */
  readonly forProject: boolean;
}

/** @throws UserError `stale-card`; `outdated` if nobody is known to offer it */
export const blockable = (deps: ClickDeps, person: Person, value: string): Promise<Blockable> =>
  openCard('share', deps, { person, value }, async ({ store, tx }, share) => {
    const { producer, project } = producerOf(share, await store.offers.offersOfShare(tx, share.id));
    if (project.projectId === null) throw new UserError({ kind: 'outdated' });
    const account = accountFor(await store.accounts.accountsOfPerson(tx, person), share);
    return { share, producer, forProject: account !== undefined && maySpeak(account) };
  });

export interface BlockChoice {
  /** The person who offers, or everybody in their project. */
  readonly whom: 'person' | 'project';
  readonly forWhom: 'me' | 'project';
}

/**
 * Holds for offers from now on, and for those whose card was not posted yet. Calls no cloud: it only narrows.
 * @throws UserError `stale-card`; for the project, the same as for answering
 */
export const blockProducer = (
  deps: ClickDeps,
  person: Person,
  value: string,
  { whom, forWhom }: BlockChoice,
): Promise<void> =>
  openCard('share', deps, { person, value }, async (work, share) => {
    const { store, tx, now } = work;
    if (forWhom === 'project') await speaker(work, person, share);
    const offers = await store.offers.offersOfShare(tx, share.id);
    const { producer, project } = producerOf(share, offers);
    const { teamId, cloudId, projectId } = share;
    const block: ProducerBlock = {
      id: newRowId(),
      teamId,
      userId: person.userId,
      cloudId,
      projectId,
      forProject: forWhom === 'project',
      producer: whom === 'person' ? producer : null,
      producerProjectId: whom === 'person' ? null : project.projectId,
      producerProjectName: whom === 'person' ? null : share.ownerProjectName,
      createdAt: now,
    };
    if ((block.producer ?? block.producerProjectId) === null) throw new UserError({ kind: 'stale-card' });
    if ((await store.producerBlocks.blocksFor(tx, teamId, ownerOf(block))).some((one) => isSame(one, block)))
      return;
    await store.producerBlocks.insertBlock(tx, block);
    await note(work, person, 'block-producer', block);
    const { speakers } = await recipientsOf(work, share, offers);
    await holdBackBlocked(work, share, offers, speakers);
  });

/** Whose list it is in. */
const ownerOf = ({ userId, cloudId, projectId, forProject }: ProducerBlock) =>
  forProject ? { cloudId, projectId } : { userId };

const isSame = (one: ProducerBlock, other: ProducerBlock) =>
  one.producer === other.producer &&
  one.cloudId === other.cloudId &&
  one.producerProjectId === other.producerProjectId;

const note = (
  work: Work,
  person: Person,
  act: 'block-producer' | 'unblock-producer',
  { teamId, cloudId, projectId, forProject, producer, producerProjectId }: ProducerBlock,
) =>
  writeAudit(work, {
    act,
    by: person,
    on: { teamId, cloudId, subject: projectId },
    people: producer === null ? [] : [producer],
    detail: { forProject, ...(producerProjectId !== null && { ownerProjectId: producerProjectId }) },
  });

/** Those the person set for themselves, and those of the projects that they speak for. */
const blocksOf = async (
  work: Pick<Work<'accounts' | 'preferences' | 'producerBlocks'>, 'store' | 'tx'>,
  person: Person,
): Promise<ProducerBlock[]> => {
  const { store, tx } = work;
  const all = [...(await store.producerBlocks.blocksFor(tx, person.teamId, { userId: person.userId }))];
  for (const { cloudId, projectId } of await projectsOf(work, person))
    all.push(...(await store.producerBlocks.blocksFor(tx, person.teamId, { cloudId, projectId })));
  return all;
};

/** A block, and whom it is against, by name. */
export interface ListedBlock extends ProducerBlock {
  readonly producerName: string | null;
}

export const listBlocks = async (
  work: Pick<Work<'accounts' | 'preferences' | 'producerBlocks' | 'cards'>, 'store' | 'tx'>,
  person: Person,
): Promise<ListedBlock[]> => {
  const blocks = await blocksOf(work, person);
  const people = blocks.flatMap(({ producer }) => producer ?? []);
  const names = await work.store.cards.namesOf(work.tx, person.teamId, people);
  return blocks.map((block) => ({
    ...block,
    producerName: block.producer && (names.get(block.producer) ?? null),
  }));
};

/** Ends those of these that are the person's to end; what is offered from then on comes again. */
export const endBlocks = async (work: Work, person: Person, ids: readonly string[]): Promise<void> => {
  for (const block of ids.length === 0 ? [] : await blocksOf(work, person)) {
    if (!ids.includes(block.id)) continue;
    await work.store.producerBlocks.deleteBlock(work.tx, block.id);
    await note(work, person, 'unblock-producer', block);
  }
};
