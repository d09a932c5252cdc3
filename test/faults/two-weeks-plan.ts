/** What happens in the two weeks: ten shares, what is agreed about each and done with it, and what everybody has to be told of it. */
import { shownText } from '../../playground/slack/format/shown.ts';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { cardsByImage, type Scene, type SceneImage } from './scene.ts';

/** Who is told: the producer, and the two who speak for the project `consumer`. Nobody here speaks for `consumer2`. */
export type Recipient = 'alice' | 'bob' | 'ben';

type Kind =
  | 'remind'
  | 'check-tenant'
  | 'warn-unanswered'
  | 'ended-unanswered'
  | 'warn-end'
  | 'ended'
  | 'answered';

/** Something that one person has to be told of one image; of a kind it is the `times`th. */
export interface Due {
  readonly atMs: number;
  readonly who: Recipient;
  readonly kind: Kind;
  readonly image: string;
  readonly times: number;
}

interface Plan {
  readonly to: 'consumer' | 'consumer2';
  readonly offeredMs: number;
  /** `--answer-within` and `--for`, in days. */
  readonly answerWithin?: number;
  readonly lasts?: number;
  /** bob's, so many days after the offer. */
  readonly answer?: { readonly days: number; readonly status: 'accepted' | 'rejected' };
  /** How it stands after the two weeks, and what bob's card says. */
  readonly stands: 'pending' | 'accepted' | 'rejected' | null;
  readonly reads: RegExp;
}

const unanswered = { stands: 'pending', reads: /Waiting for an answer/ } as const;
const accepted = { stands: 'accepted', reads: /\*Accepted\* by <@UBOB>/ } as const;
const rejected = { stands: 'rejected', reads: /\*Rejected\* by <@UBOB>/ } as const;
const gaveUp = { stands: null, reads: /nobody answered in time/ } as const;
const over = { stands: null, reads: /the share ended as scheduled/ } as const;

/** Each an hour and some after the one before, so that some things fall due together and others do not. */
export const plans: readonly Plan[] = (
  [
    { to: 'consumer', ...unanswered },
    { to: 'consumer', answer: { days: 2, status: 'accepted' }, ...accepted },
    { to: 'consumer', answer: { days: 5, status: 'rejected' }, ...rejected },
    { to: 'consumer', answerWithin: 2, ...gaveUp },
    { to: 'consumer', answerWithin: 5, answer: { days: 4.5, status: 'accepted' }, ...accepted },
    { to: 'consumer', lasts: 10, answer: { days: 0.5, status: 'accepted' }, ...over },
    { to: 'consumer', lasts: 6, ...over },
    { to: 'consumer', answerWithin: 3, lasts: 12, answer: { days: 2.5, status: 'accepted' }, ...over },
    { to: 'consumer', lasts: 4, answer: { days: 0.5, status: 'rejected' }, ...over },
    { to: 'consumer2', answerWithin: 8, ...gaveUp },
  ] as const
).map((plan, n) => ({ ...plan, offeredMs: n * 1.3 * hourMs }));

/** What has to be told of it: told again here, not read from the bot. */
export const dueOf = ({ to, offeredMs, answerWithin, lasts, answer }: Plan, image: string): Due[] => {
  const asked = to === 'consumer' ? (['bob', 'ben'] as const) : [];
  const all = ['alice', ...asked] as const;
  const dues: Due[] = [];
  const due = (days: number, kind: Kind, recipients: readonly Recipient[], times = 1) => {
    for (const who of recipients) dues.push({ atMs: offeredMs + days * dayMs, who, kind, image, times });
  };
  const waitsUntil = Math.min(answer?.days ?? 99, answerWithin ?? 99, lasts ?? 99);
  for (const [n, days] of [1, 3, 7].entries()) if (days < waitsUntil) due(days, 'remind', asked, n + 1);
  if (asked.length === 0) due(1, 'check-tenant', all);
  const warning = (days: number) => days - Math.min(1, days / 4);
  if (answerWithin !== undefined && warning(answerWithin) < waitsUntil)
    due(warning(answerWithin), 'warn-unanswered', all);
  if (answerWithin !== undefined && answerWithin === waitsUntil) due(answerWithin, 'ended-unanswered', all);
  if (answer) due(answer.days, 'answered', ['alice', 'ben']);
  if (lasts !== undefined) due(warning(lasts), 'warn-end', all);
  if (lasts !== undefined) due(lasts, 'ended', all);
  return dues;
};

/** What a line of a message tells; null: nothing that is counted. */
export const kindOf = (line: string): Kind | null => {
  const kinds: readonly (readonly [RegExp, Kind])[] = [
    [/^:bell: /, 'remind'],
    [/^:mag: /, 'check-tenant'],
    [/The offer of .* ends /, 'warn-unanswered'],
    [/The offer of .* ended/, 'ended-unanswered'],
    [/The share of .* ends /, 'warn-end'],
    [/the share ended as scheduled/, 'ended'],
    [/ was (accepted|rejected) for /, 'answered'],
  ];
  return kinds.find(([words]) => words.test(line))?.[1] ?? null;
};

interface Act {
  readonly atMs: number;
  readonly act: (until: (look: () => boolean) => Promise<void>) => Promise<void>;
  readonly isSeen: () => boolean;
}

/** What people do, and how they see that it was done. */
export const actsOf = (
  { to, offeredMs, answerWithin, lasts, answer }: Plan,
  scene: Scene,
  image: SceneImage,
): Act[] => {
  const [alice, bob] = [scene.actor('alice'), scene.actor('bob')];
  const project = scene.projectId(to);
  const terms = [
    ...(answerWithin === undefined ? [] : [`--answer-within ${answerWithin}d`]),
    ...(lasts === undefined ? [] : [`--for ${lasts}d`]),
  ].join(' ');
  const status = () => scene.members(image)[project];
  const card = () => cardsByImage(bob, [image]).get(image.id)?.at(-1);
  const asks = () => {
    const shown = card();
    return shown !== undefined && shownText(shown).includes('[Accept]');
  };
  return [
    {
      atMs: offeredMs,
      act: async () => void (await alice.command('/share-image', `${image.id} ${project} ${terms}`)),
      isSeen: () => status() === 'pending' && (to === 'consumer2' || asks()),
    },
    ...(answer === undefined
      ? []
      : [
          {
            atMs: offeredMs + answer.days * dayMs - hourMs,
            act: async (until: (look: () => boolean) => Promise<void>) => {
              await until(asks);
              const clicked = card();
              if (clicked) await bob.click(clicked, answer.status === 'accepted' ? 'Accept' : 'Reject');
            },
            isSeen: () => status() === answer.status,
          },
        ]),
  ];
};
