/** The projects that people here have linked, as the form suggests them. Pure. */
import type { SlackUserId } from '../../core/ids.ts';
import type { Account } from '../../model/account.ts';
import { compositionLimits } from '../../slack/blocks/limits.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Option } from '../../slack/feature.ts';

/** What stands for the project in the menu, where an option's value may be too short for its id: the id, or else that of an account. */
const optionFor = ({ id, projectId }: Account): string =>
  projectId.length > compositionLimits.optionValueChars ? id : projectId;

/** The projects that were picked in the menu. @param accounts those that have one of the values as their id */
export const pickedProjects = (picked: readonly string[], accounts: readonly Account[]): readonly string[] =>
  picked.map((value) => accounts.find((one) => optionFor(one) === value)?.projectId ?? value);

/** How many people are named beside a project. */
const maxNamed = 3;

/** The projects of these accounts that match by name, id, or the name of somebody who linked them. */
export const projectOptions = (
  accounts: readonly Account[],
  names: ReadonlyMap<SlackUserId, string>,
  typed: string,
): readonly Option[] => {
  const wanted = typed.trim().toLowerCase();
  return [...Map.groupBy(accounts, ({ projectId }) => projectId)].flatMap(([projectId, linked]) => {
    const [first] = linked;
    if (first === undefined) return [];
    const { projectName } = first;
    const people = linked.map(({ userId }) => names.get(userId) ?? '').filter(Boolean);
    const words = [projectName, projectId, ...people];
    if (!words.some((word) => word.toLowerCase().includes(wanted))) return [];
    const more = linked.length > maxNamed ? ` and ${linked.length - maxNamed} more` : '';
    const description = people.slice(0, maxNamed).join(', ');
    return [
      {
        text: plain`${projectName}`,
        value: optionFor(first),
        ...(description && { description: plain`${description}${more}` }),
      },
    ];
  });
};
