/** What is wrong at the end of a story: a member that nobody asked for, a card that says something else, or is there twice. */
import type { World } from './expected.ts';
import type { Posted } from './in-process-slack.ts';
import { alice, bob, statusOnCard } from './story-people.ts';

interface Ending {
  /** The member at the cloud. */
  readonly is: World['status'];
  /** What the model allows. */
  readonly may: ReadonlySet<World['status']>;
  /** The member came outside the bot, and answered perhaps before the bot saw it: then nobody gets a card. */
  readonly isNobodysQuestion: boolean;
  /** How often somebody did what makes a member: a consumer's card is posted again for it. */
  readonly adds: number;
  readonly posted: readonly Posted[];
  readonly imageId: string;
}

/** What Alice's card says of the project, by how it stands. */
const alices = {
  pending: /\*pending\*/,
  accepted: /\*accepted\*/,
  rejected: /\*rejected\*/,
  absent: /removed|no longer a member|Nothing was shared|:x:/,
};

/** Each in words. */
export const judgeStory = ({
  is,
  may,
  isNobodysQuestion,
  adds,
  posted,
  imageId,
}: Ending): readonly string[] => {
  const wrong = may.has(is) ? [] : [`The member is ${is} and should be ${[...may].join(' or ')}.`];
  if (isNobodysQuestion && (is === 'accepted' || is === 'rejected')) return wrong;
  const stands = is === 'gone' ? 'absent' : is;
  const copies = Map.groupBy(posted, ({ card }) => card?.cardId ?? '');
  const cards = [...copies.values()].flatMap((all) => all.at(-1) ?? []);
  const of = (who: typeof alice) => cards.filter(({ channel }) => channel === `D${who.userId}`);
  const bobs = of(bob).filter(({ message }) => message.text.includes(`Image id: ${imageId}`));
  const untrue = [
    ...bobs.filter((card) => statusOnCard(card) !== stands),
    ...of(alice)
      // one that was withdrawn first says so, whatever a later one did
      .filter(({ message }) => !message.text.includes('You stopped sharing the image before'))
      .filter(({ message }) => /^Sharing |Nothing was shared/.test(message.text))
      .filter(({ message }) => !alices[stands].test(message.text)),
  ];
  wrong.push(
    ...untrue.map(({ channel, message }) => `The member is ${is}, and ${channel} reads: ${message.text}`),
  );
  if (bobs.length > 1 || (bobs.length === 0 && stands !== 'absent'))
    wrong.push(`The member is ${is}, and Bob has ${bobs.length} cards.`);
  for (const [cardId, { length }] of copies)
    if (length > (bobs.some((card) => card.card?.cardId === cardId) ? Math.max(1, adds) : 1))
      wrong.push(`A card was posted ${length} times: ${copies.get(cardId)?.at(-1)?.message.text}`);
  return wrong;
};
