/** What people typed before they had this bot, and what to type now: the command-line tool's subcommands and OpenStack's own. */

export interface OldName {
  /** As typed, without the arguments. */
  readonly old: string;
  /** The command that replaces it. */
  readonly command: `/${string}`;
  /** The arguments of that command. */
  readonly rest: string;
}

/** In the order of a typical sharing: the tool's subcommands, then OpenStack's. */
export const oldNames: readonly OldName[] = [
  { old: 'share-image', command: '/share-image', rest: '<uuid> <tenant> --accept' },
  { old: 'add-member', command: '/share-image', rest: '<uuid> <tenant> [<tenant>…]' },
  { old: 'remove-member', command: '/unshare-image', rest: '<uuid> <tenant>' },
  { old: 'set-status', command: '/image-status', rest: '<uuid> accepted|rejected|pending' },
  { old: 'list-members', command: '/image-members', rest: '<uuid>' },
  { old: 'list-single-image', command: '/show-image', rest: '<uuid>' },
  { old: 'list-custom-images', command: '/list-images', rest: '--custom' },
  {
    old: 'list-all-images',
    command: '/list-images',
    rest: '[--visibility V] [--member-status S] [--owner ID]',
  },
  { old: 'list-images', command: '/list-images', rest: '[--visibility V] [--member-status S] [--owner ID]' },
  { old: '-r', command: '/list-images', rest: '--region DFW' },
  { old: 'openstack image set --shared', command: '/share-image', rest: '<uuid> <tenant>' },
  { old: 'openstack image add project', command: '/share-image', rest: '<uuid> <tenant>' },
  { old: 'openstack image remove project', command: '/unshare-image', rest: '<uuid> <tenant>' },
  { old: 'openstack image member list', command: '/image-members', rest: '<uuid>' },
  {
    old: 'openstack image list --member-status pending',
    command: '/list-images',
    rest: '--member-status pending',
  },
  { old: 'openstack image list', command: '/list-images', rest: '' },
  { old: 'openstack image show', command: '/show-image', rest: '<uuid>' },
  { old: 'openstack image set --accept', command: '/image-status', rest: '<uuid> accepted' },
  { old: 'openstack image set --reject', command: '/image-status', rest: '<uuid> rejected' },
  { old: 'openstack image set --pending', command: '/image-status', rest: '<uuid> pending' },
  { old: 'openstack configuration show -c auth.project_id', command: '/image-account', rest: '' },
];

/** What always belongs to the command: without `<uuid>`, `[filters]`, choices and examples of values. */
const more = (rest: string) =>
  rest
    .split(' ')
    .filter((word) => /^(?:--\w+|[a-z]+)$/.test(word) && word !== '--region')
    .join(' ');

/** The old command that the words begin with, the longest of them; null if they begin with none. */
export const formerCommand = (
  words: readonly string[],
): { readonly command: string; readonly used: number; readonly more: string } | null => {
  for (let used = words.length; used > 0; used -= 1) {
    const typed = words.slice(0, used).join(' ');
    const found = oldNames.find(
      ({ old }) => old !== '-r' && [old, old.replace(/^openstack /, '')].includes(typed),
    );
    if (found) return { command: found.command, used, more: more(found.rest) };
  }
  return null;
};

const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/[\u2010-\u2015\u2212]+/g, '--')
    .replace(/^-{2,}r$/, '-r')
    .replace(/^(?:-{1,2}region)$/, '-r')
    .replace(/\s+/g, ' ')
    .trim();

/** The old names that equal `typed`, or else those that begin with it, such as `openstack image set`. */
export const formerly = (typed: string): readonly OldName[] => {
  const asked = plain(typed);
  const same = oldNames.filter(({ old }) => [old, old.replace(/^openstack /, '')].includes(asked));
  if (same.length > 0 || asked === '') return same;
  return oldNames.filter(
    ({ old }) => old.startsWith(`${asked} `) || old.replace(/^openstack /, '').startsWith(`${asked} `),
  );
};
