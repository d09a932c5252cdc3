/** What the form offers while somebody types: their own images, and the projects that people here have linked. Pure. */
import type { OwnImage } from '../../accounts/own-images.ts';
import type { SlackUserId } from '../../core/ids.ts';
import { readImageId } from '../../sharing/tenants.ts';
import type { Option } from '../../slack/surface.ts';
import type { Account } from '../../store/rows.ts';

/** People who are named beside a project. */
const mostNamed = 3;

/** The images found; and the id that was typed, whether or not the list has it. */
export const imageOptions = (found: readonly OwnImage[], typed: string): readonly Option[] => {
  const id = readImageId(typed);
  const known = found.map((image) => ({
    text: image.name?.trim() || image.id,
    value: image.id,
    description: image.status === 'active' ? image.id : `${image.id} · ${image.status}`,
  }));
  return typeof id !== 'string' || known.some(({ value }) => value === id)
    ? known
    : [{ text: `Use ${id}`, value: id }, ...known];
};

/** The projects of these accounts, by a part of their name or id, or of the name of somebody who linked them. */
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
    const more = linked.length > mostNamed ? ` and ${linked.length - mostNamed} more` : '';
    const description = people.slice(0, mostNamed).join(', ');
    return [
      { text: projectName, value: projectId, ...(description && { description: `${description}${more}` }) },
    ];
  });
};
