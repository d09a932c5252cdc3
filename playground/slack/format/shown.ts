/** What a message or view shows, as plain lines and names: for tests, transcripts and the message of a failed wait. */
import { placed } from './inputs.ts';
import { isObject } from './shape.ts';
import type { SlackMessage, View } from './wire.ts';

/** Every text in it, in reading order, one per line; a button as `[Text]`. A message without blocks shows its `text`. */
export const shownText = (place: SlackMessage | View): string => {
  if (place.type === 'message' && !place.blocks?.length) return place.text;
  const title = place.type === 'modal' ? [place.title.text] : [];
  const buttons =
    place.type === 'modal'
      ? [place.submit, place.close].flatMap((each) => (each ? [`[${each.text}]`] : []))
      : [];
  return [...title, ...(place.blocks ?? []).flatMap(texts), ...buttons].join('\n');
};

/** Every text in a block or in any part of it. */
export const texts = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (!isObject(value)) return [];
  const { type, text } = value;
  if (type === 'button' && isObject(text)) return [`[${String(text.text)}]`];
  if (typeof text === 'string') return [text];
  const hidden = ['confirm', 'placeholder', 'state'];
  return Object.entries(value).flatMap(([key, each]) => (hidden.includes(key) ? [] : texts(each)));
};

/** The texts of its buttons and of the options of its overflow menus, in order. */
export const buttonsOf = (place: SlackMessage | View): string[] =>
  placed(place.blocks ?? []).flatMap(({ element }) => {
    if (element.type === 'overflow') return (element.options ?? []).map(({ text }) => text.text);
    return element.type === 'button' ? [element.text?.text ?? ''] : [];
  });
