/** What has to be so when all is quiet: the cloud as asked for, one card for each person, and every card true. */
import {
  consumerReads,
  isOffer,
  isShare,
  isWithdrawal,
  type Life,
  producerReads,
  withdrawalReads,
} from './lives.ts';
import type { Seen, Workplace } from './workplace.ts';

interface Verdict {
  readonly lost: number;
  readonly doubled: number;
  readonly untrue: number;
  /** Each break in words. */
  readonly notes: readonly string[];
}

export const judge = (work: Workplace, lives: readonly Life[]): Verdict => {
  const broken: Broken = { lost: [], doubled: [], untrue: [] };
  const added = addedMembers(work);
  for (const life of lives) {
    if (life.lost !== null) broken.lost.push(life.lost);
    else if (life.over) judgeLife(work, life, added.get(life.imageId) ?? 0, broken);
  }
  for (const { where, error, detail } of work.slack.surprises)
    broken.untrue.push(`Slack would refuse ${where}: ${error} ${detail}`);
  for (const surprise of work.cloud.surprises) broken.untrue.push(`the cloud would refuse ${surprise}`);
  const { lost, doubled, untrue } = broken;
  return {
    lost: lost.length,
    doubled: doubled.length,
    untrue: untrue.length,
    notes: Object.entries(broken).flatMap(([kind, all]) => all.map((words) => `${kind}: ${words}`)),
  };
};

/** How many members were really added to each image; a repeat that finds one there adds none. */
const addedMembers = ({ cloud }: Workplace) => {
  const added = new Map<string, number>();
  for (const { method, path, status } of cloud.requests) {
    const [, imageId] = /^\/v2\/images\/([^/]+)\/members$/.exec(path) ?? [];
    if (method === 'POST' && status === 200 && imageId) added.set(imageId, (added.get(imageId) ?? 0) + 1);
  }
  return added;
};

type Broken = Record<'lost' | 'doubled' | 'untrue', string[]>;

const judgeLife = (work: Workplace, life: Life, added: number, broken: Broken) => {
  judgeCloud(work, life, added, broken);
  const all = work.about(life.n).filter(({ cardId }) => cardId !== null);
  const copies = Map.groupBy(all, ({ cardId }) => cardId ?? '');
  judgeCopies(life, copies, broken);
  const newest = [...copies.values()].flatMap((each) => each.at(-1) ?? []);
  judgeNotifications(life, newest, broken);
  judgeConsumers(life, newest, broken);
  judgeProducer(life, newest, broken);
};

/** The members are those that were asked for, each added once, with the status that was asked for last. */
const judgeCloud = (
  { cloud }: Workplace,
  { n, imageId, stands, rounds, closed }: Life,
  added: number,
  { lost, doubled }: Broken,
) => {
  const stored = cloud.state.imageIn('IAD', imageId);
  const members = new Map(stored?.members);
  if (closed && stored?.image.visibility !== 'private') lost.push(`image-${n} should be private`);
  for (const [{ projectId }, { standing }] of stands) {
    const is = members.get(projectId)?.status ?? 'absent';
    members.delete(projectId);
    if (is !== standing) lost.push(`image-${n} should be ${standing} and is ${is}`);
  }
  for (const projectId of members.keys())
    doubled.push(`image-${n} has the member ${projectId}, whom nobody asked for`);
  if (added > stands.size * rounds) doubled.push(`image-${n}: members were added ${added} times`);
};

/** Each card was posted once; a consumer's again when the image is shared again, since a change far up would not be noticed. */
const judgeCopies = (
  { n, rounds }: Life,
  copies: ReadonlyMap<string, readonly Seen[]>,
  { doubled }: Broken,
) => {
  for (const each of copies.values()) {
    const max = each.some(isShare) ? rounds : 1;
    if (each.length > max) doubled.push(`image-${n} was posted ${each.length} times: ${each.at(-1)?.text}`);
  }
};

/** Nobody reads the same news twice. */
const judgeNotifications = ({ n, rounds }: Life, newest: readonly Seen[], { doubled }: Broken) => {
  const isNotification = (card: Seen) => !isShare(card) && !isOffer(card) && !isWithdrawal(card);
  const lines = newest
    .filter(isNotification)
    .flatMap(({ by, text }) => text.split('\n').map((line) => `${by} reads: ${line}`))
    .filter((line) => line.includes(`*image-${n}*`));
  for (const [line, { length }] of Map.groupBy(lines, (line) => line))
    if (length > rounds) doubled.push(`${length} times ${line}`);
};

/** Everyone who speaks for a project has one card, which says how the project stands. */
const judgeConsumers = ({ n, stands }: Life, newest: readonly Seen[], { doubled, untrue, lost }: Broken) => {
  for (const [{ people }, { standing, by }] of stands)
    for (const person of people) {
      const [card, ...others] = newest.filter((one) => one.by === person.id && isShare(one));
      if (card === undefined) lost.push(`image-${n}: ${person.id} has no card`);
      else if (!consumerReads(card, standing, by))
        untrue.push(`image-${n} is ${standing}, and ${person.id} reads: ${card.text}`);
      if (others.length > 0) doubled.push(`image-${n}: ${person.id} has ${others.length + 1} cards`);
    }
};

/** The producer has a card for each time it was shared or taken back, and all of them say how it stands. */
const judgeProducer = (life: Life, newest: readonly Seen[], { lost, doubled, untrue }: Broken) => {
  const { n, producer, stands, shared, rounds, withdrawals } = life;
  const cards = newest.filter(({ by }) => by === producer.id);
  const offers = cards.filter(isOffer);
  const taken = cards.filter(isWithdrawal);
  const count = `image-${n} was shared ${shared.acked} to ${shared.sent} times and has ${offers.length} cards`;
  if (offers.length < shared.acked) lost.push(count);
  if (offers.length > shared.sent) doubled.push(count);
  const countTaken = `image-${n} was taken back ${withdrawals} times and has ${taken.length} cards`;
  if (taken.length < withdrawals) lost.push(countTaken);
  if (taken.length > withdrawals) doubled.push(countTaken);
  for (const card of offers)
    for (const [{ projectId }, { standing, by }] of stands)
      if (!producerReads(card, projectId, standing, by))
        untrue.push(`image-${n} is ${standing} for ${projectId}, and ${producer.id} reads: ${card.text}`);
  // one offer of each round really added the members; one made again on its card has none of its own
  const already = offers.filter(({ text }) => text.includes('The project was already a member.')).length;
  if (already > Math.max(0, offers.length - rounds))
    untrue.push(`image-${n}: ${already} of ${offers.length} cards say “already”`);
  for (const card of rounds === 1 ? taken : [])
    if (!withdrawalReads(card, life))
      untrue.push(`image-${n} was taken back, and ${producer.id} reads: ${card.text}`);
};
