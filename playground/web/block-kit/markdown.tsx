/** The markdown block: the part of Markdown that Slack draws and a bot's messages use. @see https://docs.slack.dev/reference/block-kit/blocks/markdown-block */
import type { ReactNode } from 'react';
import { numbered } from '../numbered.ts';

const inline = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|_([^_]+)_|~~([^~]+)~~|\[([^\]]+)\]\(([^)\s]+)\)/;

const Inlines = ({ text }: { text: string }): ReactNode => {
  const found = inline.exec(text);
  if (!found) return text;
  const [whole, code, bold, star, underscore, strike, label, url] = found;
  const node = () => {
    if (code) return <code>{code}</code>;
    if (bold)
      return (
        <strong>
          <Inlines text={bold} />
        </strong>
      );
    if (strike)
      return (
        <s>
          <Inlines text={strike} />
        </s>
      );
    if (url)
      return (
        <a href={url} target="_blank" rel="noreferrer">
          {label}
        </a>
      );
    return <em>{star ?? underscore}</em>;
  };
  return (
    <>
      {text.slice(0, found.index)}
      {node()}
      <Inlines text={text.slice(found.index + whole.length)} />
    </>
  );
};

const list = /^\s*(?:[-*]|\d+\.) /;

const Paragraph = ({ text }: { text: string }) => {
  const [first = ''] = text.split('\n');
  const [, hashes, title = ''] = /^(#{1,6}) (.*)$/.exec(text) ?? [];
  if (hashes)
    return (
      <p className={`markdown-heading level-${hashes.length}`}>
        <Inlines text={title} />
      </p>
    );
  if (/^(?:---|\*\*\*)$/.test(text)) return <hr />;
  if (list.test(first)) {
    const items = numbered(text.split('\n')).map(([key, line]) => (
      <li key={key}>
        <Inlines text={line.replace(list, '')} />
      </li>
    ));
    return /^\s*\d/.test(first) ? <ol>{items}</ol> : <ul>{items}</ul>;
  }
  if (first.startsWith('>'))
    return (
      <blockquote>
        <Inlines text={text.replace(/^> ?/gm, '')} />
      </blockquote>
    );
  return (
    <p>
      <Inlines text={text} />
    </p>
  );
};

/** Headings and changes between lists and text begin a new paragraph, as blank lines do. */
const paragraphs = (text: string) =>
  text
    .replace(/^(#{1,6} .*)\n/gm, '$1\n\n')
    .split(/\n{2,}/)
    .filter((each) => each.trim());

export const Markdown = ({ text }: { text: string }) => (
  <div className="rich-text">
    {numbered(text.split(/^```.*$/m)).map(([key, piece]) =>
      Number(key) % 2 === 1 ? (
        <pre key={key}>{piece.trim()}</pre>
      ) : (
        numbered(paragraphs(piece)).map(([at, paragraph]) => (
          <Paragraph key={`${key}-${at}`} text={paragraph} />
        ))
      ),
    )}
  </div>
);
