/** Blocks, drawn as Slack's client draws them. @see https://docs.slack.dev/reference/block-kit/blocks */
import type { Block, Element } from '../../slack/format/wire.ts';
import { numbered } from '../numbered.ts';
import { Confirm } from './confirm.tsx';
import { ElementNode } from './element.tsx';
import { Input } from './input.tsx';
import { Markdown } from './markdown.tsx';
import { RichText, Table } from './rich-text.tsx';
import { useSurface } from './surface.ts';
import { Text } from './text.tsx';

const Section = ({ block }: { block: Block }) => {
  const { text, fields, accessory } = block;
  return (
    <div className="section">
      <div className="section-words">
        {text && (
          <div className="section-text">
            <Text of={text} />
          </div>
        )}
        {fields && (
          <div className="section-fields">
            {numbered(fields).map(([key, field]) => (
              <div key={key}>
                <Text of={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div className="accessory">
          <ElementNode block={block} element={accessory} />
        </div>
      )}
    </div>
  );
};

const ContextElement = ({ element }: { element: Element }) =>
  element.type === 'image' ? (
    <img className="context-image" src={String(element.image_url)} alt={String(element.alt_text)} />
  ) : (
    // The elements of a context are text objects themselves.
    <span>
      <Text of={element as unknown as NonNullable<Block['text']>} />
    </span>
  );

const BlockNode = ({ block }: { block: Block }) => {
  switch (block.type) {
    case 'section':
      return <Section block={block} />;
    case 'header':
      return (
        <h3 className="header">
          <Text of={block.text} />
        </h3>
      );
    case 'divider':
      return <hr />;
    case 'context':
      return (
        <div className="context">
          {numbered(block.elements).map(([key, element]) => (
            <ContextElement key={key} element={element} />
          ))}
        </div>
      );
    case 'actions':
      return (
        <div className="actions">
          {(block.elements ?? []).map((element) => (
            <ElementNode key={element.action_id} block={block} element={element} />
          ))}
        </div>
      );
    case 'input':
      return <Input block={block} />;
    case 'image':
      return (
        <figure className="image">
          {block.title !== undefined && (
            <figcaption>
              <Text of={block.title as Block['text']} />
            </figcaption>
          )}
          <img src={String(block.image_url)} alt={String(block.alt_text)} />
        </figure>
      );
    case 'rich_text':
      return <RichText parts={block.elements ?? []} />;
    case 'table':
      return (
        <Table
          rows={block.rows as Parameters<typeof Table>[0]['rows']}
          columns={(block.column_settings ?? []) as Parameters<typeof Table>[0]['columns']}
        />
      );
    case 'markdown':
      return <Markdown text={String(block.text)} />;
    default:
      return <p className="unknown">A block of type {block.type}, which this page cannot draw.</p>;
  }
};

/** The blocks of a message or view; needs a surface around it. */
export const Blocks = ({ blocks }: { blocks: readonly Block[] }) => {
  const { problem, question } = useSurface();
  return (
    <div className="blocks">
      {blocks.map((block) => (
        <BlockNode key={block.block_id} block={block} />
      ))}
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {question && <Confirm {...question} />}
    </div>
  );
};
