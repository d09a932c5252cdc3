/** The menu in which people choose the cloud of an account, and what stands above it. Pure. */
import type { CloudChoice } from '../../cloud/cloud-choices.ts';
import { isReadOnTheWay } from '../../core/plain-http.ts';
import { context } from '../../slack/blocks/builders.ts';
import { input } from '../../slack/blocks/inputs.ts';
import { elementLimits } from '../../slack/blocks/limits.ts';
import { firstOf } from '../../slack/blocks/lists.ts';
import { escapeText, mrkdwn } from '../../slack/blocks/mrkdwn.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Block, Option } from '../../slack/feature.ts';

/** Stands above the inputs whichever cloud is chosen: choosing another one need not render the form again. */
export const unencrypted = (choices: readonly CloudChoice[]): readonly Block[] => {
  const names = choices
    .filter(({ cloud }) => isReadOnTheWay(cloud.authUrl))
    .map(({ label }) => escapeText(label));
  if (names.length === 0) return [];
  return [
    context(
      mrkdwn`:warning: The bot’s connection to ${firstOf(names, 5)} is not encrypted: others on the way can read what you type here.`,
    ),
  ];
};

const optionOf = ({ id, label }: CloudChoice): Option => ({ text: plain`${label}`, value: id });

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
  const common = { label: plain`Cloud`, blockId: 'cloud', dispatch };
  return choices.length > elementLimits.selectOptions
    ? input({
        ...common,
        actionId: cloudMenuId,
        kind: 'suggest',
        placeholder: plain`Type a part of its name`,
        initial: chosen && optionOf(chosen),
      })
    : input({
        ...common,
        kind: 'select',
        options: choices.map(optionOf),
        ...(chosen && { initial: chosen.id }),
      });
};
