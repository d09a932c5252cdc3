/** Select menus of Block Kit: where their options come from, and what choosing one does. */
import { use, useMemo, useState } from 'react';
import type { Block, Element, Option } from '../../slack/format/wire.ts';
import { LiveContext } from '../live-context.ts';
import { Combobox } from './combobox.tsx';
import type { Described } from './described.ts';
import type { Choice } from './offered-choices.ts';
import { useControl, useSurface } from './surface.ts';

const fewestLetters = 3;

const choice = ({ text, value, description }: Option): Choice => ({
  value,
  text: text.text,
  ...(description && { description: description.text }),
});

const initialOf = ({ initial_option, initial_options }: Element): Choice[] =>
  ([initial_option ?? [], initial_options ?? []].flat() as Option[]).map(choice);

export const MenuElement = ({
  block,
  element,
  described,
}: {
  block: Block;
  element: Element;
  described?: Described;
}) => {
  const { act, snapshot } = use(LiveContext);
  const { place } = useSurface();
  const { value, choose } = useControl(block, element);
  const [suggested, setSuggested] = useState<readonly Choice[]>([]);
  const isExternal = element.type.endsWith('external_select');
  const fewest = isExternal ? Number(element.min_query_length ?? fewestLetters) : 0;

  const offered = useMemo((): readonly Choice[] => {
    if (element.type.endsWith('users_select'))
      return snapshot?.people.map(({ id, name }) => ({ value: id, text: name })) ?? [];
    if (/(?:conversations|channels)_select$/.test(element.type)) {
      const isAny = element.type.endsWith('conversations_select');
      const there = snapshot?.conversations.filter(({ isIm }) => isAny || !isIm) ?? [];
      return there.map(({ id, name, isIm }) => ({ value: id, text: isIm ? name : `#${name}` }));
    }
    const groups = element.option_groups ?? [];
    return [
      ...(element.options ?? []).map(choice),
      ...groups.flatMap(({ label, options }) =>
        options.map((option) => ({ ...choice(option), group: label.text })),
      ),
    ];
  }, [element, snapshot]);

  const ask = async (typed: string): Promise<readonly Choice[]> => {
    const which = (block.type === 'actions' ? element.action_id : block.block_id) ?? '';
    const { options = [] } = await act({ do: 'suggest', place, which, typed });
    const choices = options.map(choice);
    setSuggested((before) => [...choices, ...before]);
    return choices;
  };
  const choices = (typed: string) => {
    const letters = typed.trim().toLowerCase();
    return offered.filter(({ text }) => text.toLowerCase().includes(letters));
  };

  return (
    <Combobox
      isMany={element.type.startsWith('multi_')}
      isRequired={block.type !== 'input' || block.optional !== true}
      chosen={[value].flat().filter((each) => each !== '')}
      known={[...offered, ...suggested, ...initialOf(element)]}
      placeholder={
        element.placeholder?.text ??
        (element.type.startsWith('multi_') ? 'Select options' : 'Select an option')
      }
      max={Number(element.max_selected_items ?? Number.POSITIVE_INFINITY)}
      fewest={fewest}
      source={isExternal ? { ask } : { choices }}
      choose={(values) => void choose(element.type.startsWith('multi_') ? values : (values[0] ?? ''))}
      described={described}
      name={element.placeholder?.text ?? element.action_id ?? ''}
    />
  );
};
