/** What happens in a story: in words, and at random. */
import fc from 'fast-check';
import { type BotFate, fatesOfTheBot } from './fate.ts';
import type { CloudFate } from './in-process-glance.ts';
import type { SlackFate } from './in-process-slack.ts';

const byPeople = [
  'Alice offers the image',
  'Alice withdraws the image',
  'Alice removes the member on her card',
  'Alice offers it again to who rejected',
  'Alice has Bob reminded',
  'Bob accepts on his card',
  'Bob rejects on his card',
  'Bob undoes his answer',
  'Bob sets it to pending by command',
  'Alice unlinks her account',
  'Alice links her account',
  'Bob unlinks his account',
  'Bob links his account',
] as const;

const outside = [
  'outside the bot, the member is added',
  'outside the bot, the member is removed',
  'outside the bot, the member accepts',
  'outside the bot, the member rejects',
  'outside the bot, the image is deleted',
] as const;

const byTime = [
  'the bot does what is due, once around',
  'a quarter of a minute passes',
  'half a minute passes',
  'two minutes pass',
  'the bot dies',
] as const;

const cloudFates: readonly CloudFate[] = [
  'answers 503',
  'loses a request',
  'loses an answer',
  'carries out a request 20 s late',
  'refuses the account',
];
const slackFates: readonly SlackFate[] = [
  'fails',
  'asks to wait',
  'loses a call',
  'loses an answer',
  'carries out an update 8 s late',
];

export type PersonsAct = (typeof byPeople)[number];
export type OutsideAct = (typeof outside)[number];
type TimesAct = (typeof byTime)[number];
type Said = PersonsAct | OutsideAct | TimesAct;
export type Act =
  | { readonly act: Said }
  | { readonly cloud: CloudFate | BotFate }
  | { readonly slack: SlackFate | BotFate };

const said = (all: readonly Said[]): fc.Arbitrary<Act> => fc.constantFrom(...all).map((act) => ({ act }));

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: said(byPeople) },
  { weight: 4, arbitrary: said(byTime) },
  { weight: 1, arbitrary: said(outside) },
  { weight: 2, arbitrary: fc.constantFrom(...cloudFates, ...fatesOfTheBot).map((cloud) => ({ cloud })) },
  { weight: 1, arbitrary: fc.constantFrom(...slackFates, ...fatesOfTheBot).map((slack) => ({ slack })) },
);

/** Most begin with an offer that Bob has on his card: without one there is little to do. */
export const anyStory = (maxActs: number): fc.Arbitrary<readonly Act[]> =>
  fc
    .tuple(
      fc.constantFrom<readonly Act[]>(
        [],
        [{ act: 'Alice offers the image' }, { act: 'a quarter of a minute passes' }],
        [
          { act: 'Alice offers the image' },
          { act: 'a quarter of a minute passes' },
          { act: 'Bob rejects on his card' },
        ],
      ),
      fc.array(anyAct, { maxLength: maxActs, size: 'max' }),
    )
    .map(([first, then]) => [...first, ...then]);

const fateInWords = (service: string, fate: string) =>
  (fatesOfTheBot as readonly string[]).includes(fate)
    ? `at a call to ${service}, the bot ${fate} it`
    : `${service} ${fate}`;

export const inWords = (act: Act): string => {
  if ('act' in act) return act.act;
  return 'cloud' in act ? fateInWords('the cloud', act.cloud) : fateInWords('Slack', act.slack);
};

export const isOutside = (act: Said): act is OutsideAct => (outside as readonly Said[]).includes(act);
export const isTime = (act: Said): act is TimesAct => (byTime as readonly Said[]).includes(act);
