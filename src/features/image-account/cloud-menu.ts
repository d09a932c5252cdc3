/** The menu in which people choose the cloud of an account. Pure. */
import type { CloudChoice } from '../../cloud/cloud-choices.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { elementLimits } from '../../slack/blocks/limits.ts';
import type { Block, Option } from '../../slack/feature.ts';

const optionOf = ({ id, label }: CloudChoice): Option => ({ text: label, value: id });

/** What the menu of clouds suggests for the letters typed. */
export const cloudOptions = (choices: readonly CloudChoice[], typed: string): readonly Option[] =>
  choices
    .filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()))
    .slice(0, elementLimits.selectOptions)
    .map(optionOf);

/** The type-ahead menu of clouds, where there are more than fit into a plain one. */
export const cloudMenuId = 'link-cloud';

/** A plain menu; with type-ahead, if there are more clouds than fit into one. `dispatch`: the inputs depend on the choice. */
export const cloudInput = (
  choices: readonly CloudChoice[],
  chosen: CloudChoice | undefined,
  dispatch: boolean,
): Block => {
  const common = { label: 'Cloud', blockId: 'cloud', dispatch };
  return choices.length > elementLimits.selectOptions
    ? input({
        ...common,
        actionId: cloudMenuId,
        kind: 'suggest',
        placeholder: 'Type a part of its name',
        initial: chosen && optionOf(chosen),
      })
    : input({
        ...common,
        kind: 'select',
        options: choices.map(optionOf),
        ...(chosen && { initial: chosen.id }),
      });
};
