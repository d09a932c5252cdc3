/** Buttons and overflow menus of Block Kit. */
import { use, useState } from 'react';
import { optionsOf } from '../../slack/format/inputs.ts';
import type { Block, Element } from '../../slack/format/wire.ts';
import { Icon } from '../icons.tsx';
import { LiveContext } from '../live-context.ts';
import { Menu } from '../menu.tsx';
import { useSurface } from './surface.ts';
import { Text } from './text.tsx';

/** Clicks, after the question if there is one. `busy` until the bot has acknowledged. */
const usePress = (block: Block, element: Element) => {
  const surface = useSurface();
  const { act } = use(LiveContext);
  const [busy, setBusy] = useState(false);
  const press = async (which: string) => {
    if (busy || !(await surface.confirmed(element))) return;
    setBusy(true);
    surface.report(
      await act({ do: 'click', place: surface.place, block: block.block_id, which, values: surface.typed() }),
    );
    setBusy(false);
  };
  return { busy, press: (which: string) => void press(which) };
};

export const ButtonElement = ({ block, element }: { block: Block; element: Element }) => {
  const { busy, press } = usePress(block, element);
  const classes = `button ${element.style ? `button-${element.style}` : ''}`;
  if (typeof element.url === 'string')
    return (
      <a
        className={classes}
        href={element.url}
        target="_blank"
        rel="noreferrer"
        onClick={() => press(element.action_id ?? '')}
      >
        <Text of={element.text} />
      </a>
    );
  return (
    <button
      type="button"
      className={classes}
      aria-busy={busy}
      aria-label={element.accessibility_label as string | undefined}
      onClick={() => press(element.action_id ?? '')}
    >
      <Text of={element.text} />
    </button>
  );
};

export const Overflow = ({ block, element }: { block: Block; element: Element }) => {
  const { busy, press } = usePress(block, element);
  return (
    <Menu
      label="More actions"
      className="button button-overflow"
      isBusy={busy}
      items={optionsOf(element).map(({ text, value, url }, index) => ({
        key: `${index}`,
        label: <Text of={text} />,
        run: () => {
          if (url) open(url, '_blank', 'noreferrer');
          press(value);
        },
      }))}
    >
      <Icon name="dots" />
    </Menu>
  );
};
