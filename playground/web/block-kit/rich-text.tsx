/** Rich text, and the table that may contain it. @see https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
import { use } from 'react';
import { numbered } from '../numbered.ts';
import { Moment } from './moment.tsx';
import { Emoji, NamesContext } from './text.tsx';

interface Piece {
  readonly type: string;
  readonly elements?: readonly Piece[];
  readonly style?: string | Readonly<Record<string, boolean>>;
  readonly [key: string]: unknown;
}

const words = (piece: Piece, names: Readonly<Record<string, string>>) => {
  switch (piece.type) {
    case 'user':
      return <span className="mention">@{names[String(piece.user_id)] ?? String(piece.user_id)}</span>;
    case 'channel':
      return <span className="mention">#{names[String(piece.channel_id)] ?? String(piece.channel_id)}</span>;
    case 'broadcast':
      return <span className="mention mention-all">@{String(piece.range)}</span>;
    case 'usergroup':
      return <span className="mention">@{String(piece.usergroup_id)}</span>;
    case 'emoji':
      return <Emoji name={String(piece.name)} unicode={piece.unicode as string | undefined} />;
    case 'color':
      return (
        <>
          <span className="swatch" style={{ background: String(piece.value) }} /> {String(piece.value)}
        </>
      );
    case 'link':
      return (
        <a href={String(piece.url)} target="_blank" rel="noreferrer">
          {String(piece.text ?? piece.url)}
        </a>
      );
    case 'date':
      return <Moment atS={Number(piece.timestamp)} format={String(piece.format)} />;
    default:
      return String(piece.text ?? piece.value ?? '');
  }
};

const Inline = ({ piece }: { piece: Piece }) => {
  const names = use(NamesContext);
  const style = typeof piece.style === 'object' ? piece.style : {};
  let rendered = <>{words(piece, names)}</>;
  if (style.code) rendered = <code>{rendered}</code>;
  if (style.bold) rendered = <strong>{rendered}</strong>;
  if (style.italic) rendered = <em>{rendered}</em>;
  if (style.strike) rendered = <s>{rendered}</s>;
  if (style.underline) rendered = <u>{rendered}</u>;
  return rendered;
};

const Inlines = ({ of }: { of: Piece }) =>
  numbered(of.elements).map(([key, piece]) => <Inline key={key} piece={piece} />);

const Part = ({ part }: { part: Piece }) => {
  switch (part.type) {
    case 'rich_text_preformatted':
      return (
        <pre>
          <Inlines of={part} />
        </pre>
      );
    case 'rich_text_quote':
      return (
        <blockquote>
          <Inlines of={part} />
        </blockquote>
      );
    case 'rich_text_list': {
      const items = numbered(part.elements).map(([key, item]) => (
        <li key={key}>
          <Inlines of={item} />
        </li>
      ));
      const indent = { marginInlineStart: `${Number(part.indent ?? 0) * 1.5}em` };
      return part.style === 'ordered' ? (
        <ol style={indent} start={Number(part.offset ?? 0) + 1}>
          {items}
        </ol>
      ) : (
        <ul style={indent}>{items}</ul>
      );
    }
    default:
      return (
        <p>
          <Inlines of={part} />
        </p>
      );
  }
};

export const RichText = ({ parts }: { parts: readonly Piece[] }) => (
  <div className="rich-text">
    {numbered(parts).map(([key, part]) => (
      <Part key={key} part={part} />
    ))}
  </div>
);

const Cell = ({ cell }: { cell: Piece }) =>
  cell.type === 'rich_text' ? <RichText parts={cell.elements ?? []} /> : String(cell.text ?? '');

interface Column {
  readonly align?: 'left' | 'center' | 'right';
  readonly is_wrapped?: boolean;
}

/** The first row is drawn as the head, as Slack does. */
export const Table = ({
  rows,
  columns,
}: {
  rows: readonly (readonly Piece[])[];
  columns: readonly Column[];
}) => {
  const [head = [], ...body] = rows;
  const look = (index: string) => {
    const { align = 'left', is_wrapped } = columns[Number(index)] ?? {};
    return { textAlign: align, whiteSpace: is_wrapped ? ('normal' as const) : ('nowrap' as const) };
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section className="table" tabIndex={0} aria-label="Table">
      <table>
        <thead>
          <tr>
            {numbered(head).map(([key, cell]) => (
              <th key={key} scope="col" style={look(key)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {numbered(body).map(([at, row]) => (
            <tr key={at}>
              {numbered(row).map(([key, cell]) => (
                <td key={key} style={look(key)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
