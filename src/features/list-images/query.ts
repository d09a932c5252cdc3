/** The filters of a list: read from typed words, checked, and translated into Glance's query. Pure. */
import { z } from 'zod';
import type { Image } from '../../cloud/glance-image.ts';
import type { ImageFilters } from '../../cloud/images.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import { valueBytes } from '../../slack/blocks/button-value.ts';
import { quotedWire } from '../../slack/input/wire-text.ts';
import { readWords } from '../../slack/input/words.ts';

export const visibilities = ['public', 'private', 'shared', 'community', 'all'] as const;
export const memberStatuses = ['pending', 'accepted', 'rejected', 'all'] as const;
/** @see https://docs.openstack.org/glance/latest/user/statuses.html */
export const statuses = [
  'queued',
  'saving',
  'uploading',
  'importing',
  'active',
  'deactivated',
  'killed',
  'pending_delete',
  'deleted',
] as const;
const sortKeys = [
  'name',
  'status',
  'container_format',
  'disk_format',
  'size',
  'id',
  'created_at',
  'updated_at',
] as const;
const directions = ['asc', 'desc'] as const;

const sortSchema = z.array(z.tuple([z.enum(sortKeys), z.enum(directions)])).min(1);
export type Sort = z.infer<typeof sortSchema>;

/** The filters; also what Next and Previous carry. */
export const filtersSchema = z.object({
  visibility: z.enum(visibilities).optional(),
  /** For images that others share with the account's project. */
  memberStatus: z.enum(memberStatuses).optional(),
  name: z.string().optional(),
  owner: z.string().optional(),
  status: z.enum(statuses).optional(),
  tags: z.array(z.string()).optional(),
  sort: sortSchema.optional(),
  /** The project's own images that are not public. */
  custom: z.literal(true).optional(),
});
export type Filters = z.infer<typeof filtersSchema>;

export interface Asked {
  readonly filters: Filters;
  readonly region: string | null;
  readonly account: string | null;
}

const flags = {
  '--visibility': 'value',
  '--member-status': 'value',
  '--name': 'value',
  '--owner': 'value',
  '--status': 'value',
  '--tag': 'list',
  '--sort': 'value',
  '--custom': 'flag',
  '--region': 'value',
  '--account': 'value',
} as const;

/** Leaves room for the other things that a button carries. */
const filterBytes = Math.floor(valueBytes * 0.6);

/** Reads a command's words, or returns the first problem with them. */
export const readAsked = (text: string): Asked | Problem => {
  const { args, people, flags: typed, problems } = readWords(text, flags);
  const wrong: Problem[] = [...problems];
  for (const word of [...args, ...people.map(() => '@…')])
    wrong.push({ kind: 'unexpected-word', typed: word });
  const one = <Known extends string>(
    flag: keyof typeof typed,
    word: string | undefined,
    known: readonly Known[],
  ) => {
    const chosen = known.find((each) => each === word?.toLowerCase());
    if (word !== undefined && chosen === undefined)
      wrong.push({ kind: 'bad-choice', flag, typed: word, known });
    return chosen;
  };
  const sort = typed['--sort']?.split(',').map((part): [Sort[0][0] | undefined, Sort[0][1] | undefined] => {
    const [key, direction = 'asc'] = part.split(':');
    return [one('--sort', key, sortKeys), one('--sort', direction, directions)];
  });
  const filters = {
    visibility: one('--visibility', typed['--visibility'], visibilities),
    memberStatus: one('--member-status', typed['--member-status'], memberStatuses),
    name: typed['--name'],
    owner: typed['--owner'],
    status: one('--status', typed['--status'], statuses),
    tags: typed['--tag'],
    sort,
    custom: typed['--custom'],
  };
  const [problem] = wrong;
  if (problem) return problem;
  const checked = checkFilters(filters);
  if ('kind' in checked) return checked;
  return {
    filters: checked,
    region: typed['--region'] ?? null,
    account: typed['--account'] ?? null,
  };
};

/** The words of `/list-images` that {@link readAsked} reads as these; '' if there is no filter. */
export const asWords = (
  { visibility, memberStatus, name, owner, status, tags = [], sort, custom }: Filters,
  { region, account }: Omit<Asked, 'filters'>,
): string => {
  const flag = (typed: string, value: string | null | undefined) => (value ? [typed, quotedWire(value)] : []);
  const filters = [
    ...(custom ? ['--custom'] : []),
    ...flag('--member-status', memberStatus),
    ...flag('--visibility', visibility),
    ...flag('--name', name),
    ...flag('--owner', owner),
    ...flag('--status', status),
    ...tags.flatMap((tag) => flag('--tag', tag)),
    ...flag('--sort', sort?.map((each) => each.join(':')).join(',')),
  ];
  return filters.length === 0
    ? ''
    : [...filters, ...flag('--region', region), ...flag('--account', account)].join(' ');
};

/** Here a sort key or direction may still be any word. */
type Unchecked = {
  readonly [Name in keyof Filters]?: Name extends 'sort' | 'tags' ? unknown : Filters[Name] | undefined;
};

/** Each filter is valid on its own; returns them, or why they cannot be combined. */
export const checkFilters = (filters: Unchecked): Filters | Problem => {
  const clash = clashOf(filters);
  if (clash) return clash;
  if (Buffer.byteLength(JSON.stringify(filters)) > filterBytes) return { kind: 'filters-too-long' };
  return filtersSchema.parse(filters);
};

const clashOf = ({ visibility, memberStatus, owner, custom }: Unchecked): Problem | undefined => {
  const shown = `--visibility ${visibility}`;
  if (custom && owner !== undefined) return { kind: 'flags-clash', one: '--custom', other: '--owner' };
  if (custom && memberStatus) return { kind: 'flags-clash', one: '--custom', other: '--member-status' };
  if (custom && visibility === 'public') return { kind: 'flags-clash', one: '--custom', other: shown };
  return memberStatus && visibility && visibility !== 'shared' && visibility !== 'all'
    ? { kind: 'flags-clash', one: '--member-status', other: shown }
    : undefined;
};

/** True if the list holds only images that others share with the project, with the member status asked for. */
export const sharedWithMe = ({ memberStatus, visibility = 'shared' }: Filters): boolean =>
  memberStatus !== undefined && visibility === 'shared';

/** Decides whether an image stays in the list; may have to ask the cloud. */
export type Keep = (image: Image) => boolean | Promise<boolean>;

export interface Query {
  readonly wire: ImageFilters;
  /** Ends in keys that no two images share, so that the list can be read from any image in either direction. */
  readonly sort: Sort;
  /** Leaves out what Glance cannot filter; null = nothing to leave out. */
  readonly keep: Keep | null;
}

/**
 * What Rackspace's own images have as `image_type`. Snapshots have `snapshot` and imported images may have none, so that no
 * filter of the service finds both.
 * @see https://docs.rackspace.com/docs/cloud-servers/v2/api-reference/svr-images-operations
 */
const builtIn = 'base';

/**
 * Translates the filters into Glance's query for an account.
 * @param answered an image that has just been answered, although the cloud may still say that it waits
 */
export const queryOf = (
  filters: Filters,
  { projectId, method }: Pick<Account, 'projectId' | 'method'>,
  answered?: string,
): Query => {
  const { memberStatus, name, status, tags, custom } = filters;
  const owner = custom ? projectId : filters.owner;
  const visibility = filters.visibility ?? (memberStatus && 'shared');
  const sort = filters.sort ?? [['created_at', 'desc']];
  const ties: Sort = [
    ['created_at', 'desc'],
    ['id', 'desc'],
  ];
  return {
    wire: {
      ...(visibility && { visibility }),
      ...(memberStatus && { member_status: memberStatus }),
      // Before a colon, Glance expects an operator.
      ...(name !== undefined && { name: name.includes(':') ? `eq:${name}` : name }),
      ...(owner !== undefined && { owner }),
      ...(status && { status }),
      ...(tags && { tag: tags }),
    },
    sort: [...sort, ...ties.filter(([tie]) => !sort.some(([key]) => key === tie))],
    keep: sharedWithMe(filters)
      ? ({ owner: of, id }) => of !== projectId && id !== answered
      : custom
        ? ({ visibility: seen, image_type: type }) =>
            seen !== 'public' && !(method === 'rackspace_apikey' && type === builtIn)
        : null,
  };
};
