/** What a text would do to its readers: finds mrkdwn that notifies everybody, and text that was not escaped. */
import { isObject } from './shape.ts';

// https://docs.slack.dev/messaging/formatting-message-text
const known = /^(?:[@#][A-Z0-9]+(?:\|[^>]*)?|!(?:date|subteam)\^[^>]*|(?:https?|mailto|tel|slack):[^>]*)$/;
const broadcast = /^!(?:channel|here|everyone|group)\b/;

/** What is wrong with one mrkdwn text, in words; empty if nothing is. */
export const offences = (text: string): string[] => {
  const sequences = [...text.matchAll(/<([^<>]*)(>?)/g)].flatMap(([whole, inside = '', end]) => {
    if (broadcast.test(inside)) return [`notifies everybody: ${whole}`];
    return end && known.test(inside) ? [] : [`unescaped <: ${whole.slice(0, 40)}`];
  });
  const ampersands = [...text.matchAll(/&(?!amp;|lt;|gt;)(?![^<]*>).{0,10}/g)].map(
    ([at]) => `unescaped &: ${at}`,
  );
  return [...sequences, ...ampersands];
};

/** The same for everything in a message or view that Slack renders as mrkdwn. */
export const offencesWithin = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(offencesWithin);
  if (!isObject(value)) return [];
  if (value.type === 'mrkdwn' || value.type === 'markdown') {
    const text = String(value.text);
    // In a markdown block only broadcasts work; < and & are ordinary there.
    return value.type === 'mrkdwn'
      ? offences(text)
      : offences(text).filter((each) => each.startsWith('notifies'));
  }
  if (value.type === 'broadcast') return [`notifies everybody: ${String(value.range)}`];
  return Object.values(value).flatMap(offencesWithin);
};
