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

/** Markdown writes `[https://a.example](https://a.example)` for a link. */
const withoutMarkdown = (text: string): string =>
  text.split('](').reduce((before, after) => {
    const open = before.lastIndexOf('[');
    const [address, end] = [before.slice(open + 1), after.indexOf(')')];
    return open !== -1 && end !== -1 && /^https?:\S*$/i.test(address)
      ? before.slice(0, open) + address + after.slice(end + 1)
      : `${before}](${after}`;
  });

/** Straight quotes, ordinary blanks and line ends; no fence (```), no quotation, no links, no colours, nothing that is not seen. */
export const cleanPaste = (text: string): string => {
  const plain = plainLinks(
    text
      .replace(/[“”„‟‘’‚]/g, (quote) => quotes[quote] ?? quote)
      .replace(/[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
      .replace(/[\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g, '')
      .replaceAll('\r\n', '\n')
      .replaceAll('\r', '\n')
      // a terminal's colours and the like; some copies lack the escape itself
      .replace(/[^\P{Cc}\s]\[[\d;?]*[a-z]|\[[\d;]+m/giu, ''),
  );
  return withoutMarkdown(plain)
    .split('\n')
    .map((line) => line.replace(/^(?:> ?)+/, ''))
    .filter((line) => !/^```[a-z]{0,15}$/i.test(line.trim()))
    .map((line) => line.replaceAll('`', ''))
    .join('\n');
};
