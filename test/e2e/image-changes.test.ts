/** What owners do with an image while it is offered or hidden, in any order: after each act, every card says what the cloud has. */
import { describe, expect, it } from 'vitest';
import { createDice, type Dice } from '../faults/dice.ts';
import { everywhere, onRealCloud } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

interface Facts {
  readonly visibility: 'shared' | 'private' | 'community' | 'public' | 'deleted';
  readonly isActive: boolean;
  /** Null: it is no member. */
  readonly status: 'pending' | 'accepted' | 'rejected' | null;
}
type Act = readonly [
  name: string,
  may: (now: Facts) => boolean,
  then: Partial<Facts>,
  act: () => Promise<unknown>,
];

const visible = ({ visibility }: Facts) => visibility === 'shared';
const exists = ({ visibility }: Facts) => visibility !== 'deleted';

const acts: readonly Act[] = [
  [
    'private',
    (now) => exists(now) && now.visibility !== 'private',
    { visibility: 'private' },
    () => stage.byHand.hide(image),
  ],
  [
    'community',
    (now) => exists(now) && now.visibility !== 'community',
    { visibility: 'community' },
    () => stage.byHand.makeCommunity(image),
  ],
  [
    'public',
    (now) => exists(now) && now.visibility !== 'public',
    { visibility: 'public' },
    () => stage.byHand.makePublic(image),
  ],
  [
    'shared',
    (now) => exists(now) && now.visibility !== 'shared',
    { visibility: 'shared' },
    () => stage.byHand.show(image),
  ],
  [
    'deactivate',
    (now) => exists(now) && now.isActive,
    { isActive: false },
    () => stage.byHand.deactivate(image),
  ],
  [
    'reactivate',
    (now) => exists(now) && !now.isActive,
    { isActive: true },
    () => stage.byHand.reactivate(image),
  ],
  [
    'accept',
    (now) => visible(now) && now.status !== null && now.status !== 'accepted',
    { status: 'accepted' },
    () => stage.byHand.answer(image, 'consumer', 'accepted'),
  ],
  [
    'reject',
    (now) => visible(now) && now.status !== null && now.status !== 'rejected',
    { status: 'rejected' },
    () => stage.byHand.answer(image, 'consumer', 'rejected'),
  ],
  [
    'remove',
    (now) => visible(now) && now.status !== null,
    { status: null },
    () => stage.byHand.removeMember(image, 'consumer'),
  ],
  [
    'add',
    (now) => visible(now) && now.status === null,
    { status: 'pending' },
    () => stage.byHand.addMember(image, consumer),
  ],
];
const deleting: Act = ['delete', exists, { visibility: 'deleted' }, () => stage.byHand.deleteImage(image)];

const possibleIn = (now: Facts) => acts.filter(([, may]) => may(now));

const ended = /[Nn]o longer (?:shared\*|a member)/;

/** What bob's and alice's cards may not say, or have to. */
const untruths = ({ visibility, isActive, status }: Facts): string[] => {
  const wrong: string[] = [];
  const [bob, alice] = (['bob', 'alice'] as const).map((name) => stage.cards(name, image));
  // what was rejected, removed and added again is asked about again, in a message of its own
  const offered = bob?.findLast((one) => fullText(one).includes('is sharing the image'));
  const own = alice?.[0];
  const [its, hers] = [offered, own].map((one) => (one ? fullText(one) : ''));
  const must = (who: string, text: string | undefined, what: RegExp, is = true) => {
    if (what.test(text ?? '') !== is) wrong.push(`${who} ${is ? 'lacks' : 'says'} ${what}: ${text}`);
  };
  const hasMember = status !== null;
  if (visibility === 'deleted') {
    must('bob', its, /deleted/);
    if (offered && buttons(offered).includes('Accept')) wrong.push('bob can still accept');
    must('alice', hers, /deleted|no longer/);
    return wrong;
  }
  must('bob', its, /(?<!or the image )was deleted/, false);
  must('alice', hers, /(?<!or the image )was deleted/, false);
  if (visibility !== 'shared') {
    if (!hasMember) return wrong;
    must('bob', its, ended, false);
    must('alice', hers, ended, false);
    must('bob', its, visibility === 'private' ? /Hidden by its owner/ : /Open to everyone now/);
    must('alice', hers, new RegExp(`The image is ${visibility}`));
    return wrong;
  }
  must('bob', its, /Hidden by its owner|Open to everyone now|Not available/, false);
  must('alice', hers, /The image is (?:private|community|public)/, false);
  must('bob', its, ended, !hasMember);
  must('alice', hers, ended, !hasMember);
  if (!hasMember) return wrong;
  must('bob', its, status === 'pending' ? /Waiting for an answer/ : new RegExp(`\\*${status}\\*`, 'i'));
  must('alice', hers, new RegExp(`\\*${status}\\*`));
  must('bob', its, /The image is deactivated/, !isActive);
  must('alice', hers, /The image is deactivated/, !isActive);
  return wrong;
};

const story = async (dice: Dice, count: number) => {
  let now: Facts = { visibility: 'shared', isActive: true, status: 'pending' };
  await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
  await stage.card('bob', 'Waiting for an answer', image);
  const done: string[] = [];
  for (let n = 0; n <= count; n += 1) {
    const possible = n === count ? [deleting] : possibleIn(now);
    const [first, ...others] = possible;
    if (first === undefined) break;
    const [name, , then, act] = dice.pick(first, ...others);
    await act();
    now = { ...now, ...then };
    done.push(name);
    const [one, another] = dice.pick(['alice', 'bob'] as const, ['bob', 'alice'] as const);
    for (const who of [one, another]) {
      await stage.actor(who).openHome();
      await stage.atRest();
    }
    expect(untruths(now), `seed ${dice.seed}: ${done.join(', ')}`).toEqual([]);
  }
};

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  it.each(Array.from({ length: onRealCloud ? 1 : 8 }, (_, n) => n + 19))('seed %i', async (seed) => {
    await story(createDice(seed), 8);
  });
});
