/** What mail programs, chats and word processors make of a text that is copied through them, undone. Pure. */

const quotes: Readonly<Record<string, string>> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '‘': "'",
  '’': "'",
  '‚': "'",
};

/** Slack and Markdown write `<https://a.example|a.example>` for a link. */
const plainLinks = (text: string): string =>
  text
    .split('<')
    .map((part, at) => {
      const end = part.indexOf('>');
      if (at === 0 || end === -1 || !/^https?:\/\//i.test(part)) return at === 0 ? part : `<${part}`;
      return part.slice(0, end).split('|')[0] + part.slice(end + 1);
    })
    .join('');

/** Without the `>` of a quotation, which stands before each line; a single `>` is YAML's. */
const unquotedLines = (lines: readonly string[]): readonly string[] => {
  const isQuoted = lines.every((line) => line.startsWith('>') || line.trim() === '');
  return isQuoted ? lines.map((line) => line.replace(/^> ?/, '')) : lines;
};

/** Straight quotes, ordinary blanks and line ends; no fence (```) around it, no quotation, no links, nothing that is not seen. */
export const cleanPaste = (text: string): string => {
  const plain = plainLinks(
    text
      .replace(/[“”„‟‘’‚]/g, (quote) => quotes[quote] ?? quote)
      .replace(/[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
      .replace(/[\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g, '')
      .replaceAll('\r\n', '\n')
      .replaceAll('\r', '\n'),
  );
  return unquotedLines(plain.split('\n'))
    .filter((line) => !/^```[a-z]{0,15}$/i.test(line.trim()))
    .map((line) => line.replaceAll('```', ''))
    .join('\n');
};
