/** Text from outside made plain, in one pass whatever it holds. */

/** Without the characters of `characters` at its end. A pattern such as `/x+$/` would start again at each of them. */
export const withoutTrailing = (text: string, characters: string): string => {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
};

/** What is in these is no text. */
const unreadElements = ['script', 'style', 'title'] as const;

/**
 * The text of a page: tags, and what stands in `<title>`, `<style>` and `<script>`, become blanks. A `<` that nothing closes is text.
 */
export const withoutMarkup = (page: string): string => {
  // of the same length, which `toLowerCase` alone does not promise
  const lower = page.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const ends = new Map<string, number>();
  /** Where `text` is next from `from` on; what is not there once is not looked for again. */
  const next = (text: string, from: number): number => {
    const known = ends.get(text);
    if (known !== undefined && (known === -1 || known >= from)) return known;
    const at = lower.indexOf(text, from);
    ends.set(text, at);
    return at;
  };
  let plain = '';
  for (let at = 0; ; ) {
    const tag = page.indexOf('<', at);
    const end = tag === -1 ? -1 : next('>', tag);
    if (end === -1) return plain + page.slice(at);
    plain += `${page.slice(at, tag)} `;
    at = end + 1;
    const element = unreadElements.find((name) => lower.startsWith(name, tag + 1));
    const closing = element === undefined ? -1 : next(`</${element}`, at);
    if (closing !== -1) at = closing;
  }
};

/** Never seen: U+200B, U+FEFF and what turns the direction of text around. Scripts and emoji need U+200C and U+200D, so these stay. */
const unseen = /[\u200b\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const needsCleaning = /[\p{Cc}\u200b\ufeff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/** Without what is not seen: control characters too, but for the line's end; a tab is a blank. */
export const withoutUnseen = (text: string): string => {
  const wellFormed = text.toWellFormed();
  // most text is a name that has none of it
  return needsCleaning.test(wellFormed)
    ? wellFormed
        .replace(unseen, '')
        .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
        .replace(/\t/g, ' ')
        .replace(/[^\n\P{Cc}]/gu, '')
    : wellFormed;
};

/** On one line, {@link withoutUnseen}: control characters become blanks too. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(unseen, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Where the grapheme at `at` begins: what readers see as one character may be many, such as an emoji of several people. */
export const graphemeStart = (text: string, at: number): number =>
  graphemes.segment(text).containing(at)?.index ?? at;

/** At most `max` UTF-16 units; an ellipsis replaces the rest, from the beginning of a grapheme on. */
export const clipText = <T extends string>(text: T, max: number): T =>
  text.length <= max ? text : (`${text.slice(0, graphemeStart(text, max - 1))}…` as T);
