/** What a share form holds, as the words of a command that mean the same. Pure. */
import { quotedWire } from '../../slack/input/wire-text.ts';
import type { Typed } from './share-request.ts';

/** The words of `/share-image` in Slack's wire format; '' if nothing was typed that is worth keeping. */
export const asWords = (typed: Typed): string => {
  const { image, tenants, people, note, accept, answerWithin, lasts, until, region, account } = typed;
  if (image === '' && tenants.length === 0 && people.length === 0 && note === null) return '';
  const flag = (name: string, value: string | null) => (value === null ? [] : [name, quotedWire(value)]);
  const word = (text: string) => (/^[\w.:-]+$/.test(text) ? text : quotedWire(text));
  return [
    ...(image === '' ? [] : [word(image)]),
    ...tenants.map(word),
    ...people.map((userId) => `<@${userId}>`),
    ...flag('--region', region),
    ...flag('--account', account),
    ...flag('--note', note),
    ...(accept ? ['--accept'] : []),
    ...flag('--answer-within', answerWithin),
    ...flag('--for', lasts),
    ...flag('--until', until),
  ].join(' ');
};
