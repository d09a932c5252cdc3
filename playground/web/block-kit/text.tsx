/** Draws Slack's text objects: mrkdwn with people's names and times in the reader's zone, or plain text. */
import { createContext, Fragment, use } from 'react';
import { emoji } from '../../emoji.ts';
import { numbered } from '../numbered.ts';
import { Moment } from './moment.tsx';
import { type Inline, type Part, parseMrkdwn } from './mrkdwn.ts';

/** People and channels by id. */
export const NamesContext = createContext<Readonly<Record<string, string>>>({});

interface TextObject {
  readonly type: string;
  readonly text: string;
  readonly emoji?: boolean;
}

/** @param unicode its code points in hexadecimal, if Slack gives them: `1f468-200d-1f4bb` */
export const Emoji = ({ name, unicode }: { name: string; unicode?: string | undefined }) => {
  const points = unicode?.split('-').map((point) => Number.parseInt(point, 16));
  const rendered = emoji[name] ?? (points && String.fromCodePoint(...points));
  if (!rendered) return <>:{name}:</>;
  return (
    <span className="emoji" role="img" aria-label={name.replaceAll('_', ' ')}>
      {rendered}
    </span>
  );
};

const InlineNode = ({ node }: { node: Inline }) => {
  const names = use(NamesContext);
  switch (node.is) {
    case 'text':
      return <>{node.text}</>;
    case 'code':
      return <code>{node.text}</code>;
    case 'emoji':
      return <Emoji name={node.text} />;
    case 'bold':
      return (
        <strong>
          <Inlines nodes={node.inside} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Inlines nodes={node.inside} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Inlines nodes={node.inside} />
        </s>
      );
    case 'user':
      return <span className="mention">@{names[node.id] ?? node.label ?? node.id}</span>;
    case 'channel':
      return <span className="mention">#{names[node.id] ?? node.label ?? node.id}</span>;
    case 'broadcast':
      return <span className="mention mention-all">@{node.label ?? node.id}</span>;
    case 'date':
      return <Moment atS={node.atS} format={node.format} />;
    case 'link':
      return (
        <a href={node.url} target="_blank" rel="noreferrer">
          {node.label}
        </a>
      );
    default:
      return node satisfies never;
  }
};

const Inlines = ({ nodes }: { nodes: readonly Inline[] }) =>
  numbered(nodes).map(([key, node]) => <InlineNode key={key} node={node} />);

const Lines = ({ lines }: { lines: readonly (readonly Inline[])[] }) =>
  numbered(lines).map(([key, line]) => (
    <Fragment key={key}>
      {key !== '0' && <br />}
      <Inlines nodes={line} />
    </Fragment>
  ));

const PartNode = ({ part }: { part: Part }) => {
  if (part.is === 'preformatted') return <pre>{part.text}</pre>;
  if (part.is === 'quote')
    return (
      <blockquote>
        <Lines lines={part.lines} />
      </blockquote>
    );
  return <Lines lines={part.lines} />;
};

export const Mrkdwn = ({ text }: { text: string }) =>
  numbered(parseMrkdwn(text)).map(([key, part]) => <PartNode key={key} part={part} />);

const withEmoji = (text: string) =>
  numbered(text.split(/(:[a-z0-9_+-]+:)/)).map(([key, piece]) =>
    /^:.+:$/.test(piece) ? (
      <Emoji key={key} name={piece.slice(1, -1)} />
    ) : (
      <Fragment key={key}>{piece}</Fragment>
    ),
  );

/** A text object of either kind. */
export const Text = ({ of }: { of: TextObject | undefined }) => {
  if (!of) return null;
  if (of.type === 'mrkdwn') return <Mrkdwn text={of.text} />;
  return of.emoji === false ? of.text : withEmoji(of.text);
};
