/** Whoever waits longer than a second for a cloud is told what is being read. */
import { type BeingRead, hearReading } from '../../core/being-read.ts';
import type { Clock } from '../../core/clock.ts';
import { longWorkMs } from '../blocks/limits.ts';
import { firstOf } from '../blocks/lists.ts';
import { bold, escapeText, joined, mrkdwn } from '../blocks/mrkdwn.ts';
import type { Message, Mrkdwn } from '../feature.ts';

/** A catalog may name hundreds of regions. */
const maxPlaces = 5;

const places = (of: readonly Mrkdwn[]): Mrkdwn => {
  const last = of.at(-1);
  if (of.length > maxPlaces || of.length < 2 || last === undefined) return firstOf(of, maxPlaces);
  return mrkdwn`${joined(of.slice(0, -1), mrkdwn`, `)} and ${last}`;
};

/** @param read at least one */
export const readingMessage = (read: readonly BeingRead[]): Message => {
  const accounts = [...new Set(read.map(({ account }) => account))];
  const each = accounts.map((name) => {
    const of = new Set(read.filter(({ account }) => account === name).map(({ place }) => place));
    return mrkdwn`${places([...of].map(escapeText))} as ${bold(name)}`;
  });
  return { text: mrkdwn`:hourglass: Reading ${firstOf(each, maxPlaces)}…` };
};

/**
 * Returns what `work` returns. If that takes longer than a second and a cloud is being read, `tell` gets a line first; it must
 * not throw.
 */
export const tellOfReading = async <T>(
  { clock, tell }: { readonly clock: Clock; readonly tell: (line: Message) => Promise<void> },
  work: () => Promise<T>,
): Promise<T> => {
  const begun = clock.now();
  const read: BeingRead[] = [];
  let inTime: (() => void) | undefined;
  let told: Promise<void> | undefined;
  const late = () => {
    told ??= tell(readingMessage(read));
  };
  const heard = (one: BeingRead) => {
    read.push(one);
    if (inTime !== undefined) return;
    const left = begun + longWorkMs - clock.now();
    if (left <= 0) return late();
    // most of what is answered reads nothing, and needs no timer
    inTime = clock.after(left, late);
  };
  try {
    return await hearReading(heard, work);
  } finally {
    inTime?.();
    await told;
  }
};
