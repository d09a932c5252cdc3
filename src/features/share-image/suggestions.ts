/** The projects that people here have linked, as the form suggests them. Pure. */
import type { SlackUserId } from '../../core/ids.ts';
import type { Account } from '../../model/account.ts';
import { plain } from '../../slack/blocks/plain.ts';
import type { Option } from '../../slack/feature.ts';

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
    const [{ projectName = projectId } = {}] = linked;
    const people = linked.map(({ userId }) => names.get(userId) ?? '').filter(Boolean);
    const words = [projectName, projectId, ...people];
    if (projectId.length > 150 || !words.some((word) => word.toLowerCase().includes(wanted))) return [];
    const more = linked.length > maxNamed ? ` and ${linked.length - maxNamed} more` : '';
    const description = people.slice(0, maxNamed).join(', ');
    return [
      {
        text: plain`${projectName}`,
        value: projectId,
        ...(description && { description: plain`${description}${more}` }),
      },
    ];
  });
};
