/** The playground's Glance: the list of images, with its filters, its order and its pages. */
import type { Image, Kind, StoredImage } from './cloud-model.ts';
import { type Call, type Context, glanceError, notAuthorized, type Reply } from './reply.ts';
import { type Caller, isOwner, visibleImage } from './sight.ts';

const visibilities = {
  openstack: ['public', 'private', 'shared', 'community', 'all'],
  rackspace: ['public', 'private', 'shared'],
};
const limits = { openstack: { usual: 25, max: 1000 }, rackspace: { usual: 100, max: 100 } };
const statuses = ['accepted', 'pending', 'rejected', 'all'];
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
const paging = [
  'limit',
  'marker',
  'sort',
  'sort_key',
  'sort_dir',
  'visibility',
  'member_status',
  'os_hidden',
  'tag',
];
const operators = ['name', 'id', 'status', 'container_format', 'disk_format'];

/** Fields that Rackspace's Glance is too old for. */
const newer = ['os_hidden', 'os_hash_algo', 'os_hash_value', 'virtual_size'];
const known = (image: Omit<Image, 'properties'>) =>
  Object.fromEntries(
    Object.entries(image).filter(([name, value]) => value !== null && !newer.includes(name)),
  );

/** An image as it goes over the wire: its own properties are beside Glance's fields. Rackspace leaves out what is not set. */
export const wireImage = ({ properties, ...image }: Image, kind: Kind = 'openstack') => ({
  ...properties,
  ...(kind === 'rackspace' ? known(image) : image),
  self: `/v2/images/${image.id}`,
  file: `/v2/images/${image.id}/file`,
  schema: '/v2/schemas/image',
});

/** What the list contains before any filter, which is less than what can be seen by id. */
const isListed = (
  caller: Caller,
  { image, members }: StoredImage,
  visibility: string | null,
  status: string,
) => {
  const own = isOwner(caller, image);
  const member = image.visibility === 'shared' ? members.get(caller.projectId ?? '') : undefined;
  const shared = member !== undefined && (status === 'all' || member.status === status);
  const community = image.visibility === 'community' && (visibility === 'community' || visibility === 'all');
  const listed = own || shared || community || image.visibility === 'public' || caller.isAdmin;
  return listed && (visibility === null || visibility === 'all' || image.visibility === visibility);
};

const compare = (value: unknown, wanted: string, isTime: boolean): boolean => {
  const [, operator, operand = ''] = /^(in|gt|gte|lt|lte|eq|neq):(.*)$/.exec(wanted) ?? [];
  if (operator === undefined) {
    const [unknown] = !isTime && wanted.includes(':') ? wanted.split(':') : [];
    if (unknown !== undefined) throw glanceError(400, `Unable to filter by unknown operator '${unknown}'.`);
    return String(value) === wanted;
  }
  if (operator === 'in') return operand.split(',').includes(String(value));
  if (!isTime && operator === 'eq') return String(value) === operand;
  if (!isTime && operator === 'neq') return String(value) !== operand;
  const difference = Date.parse(String(value)) - Date.parse(operand);
  return {
    gt: difference > 0,
    gte: difference >= 0,
    lt: difference < 0,
    lte: difference <= 0,
    eq: difference === 0,
    neq: difference !== 0,
  }[operator] as boolean;
};

const passes = (image: Image, name: string, wanted: string): boolean => {
  const fields = wireImage(image) as Record<string, unknown>;
  if (name === 'size_min') return (image.size ?? 0) >= Number(wanted);
  if (name === 'size_max') return (image.size ?? 0) <= Number(wanted);
  const isTime = name === 'created_at' || name === 'updated_at';
  if (isTime || operators.includes(name)) return compare(fields[name], wanted, isTime);
  return String(fields[name]) === wanted;
};

const orderOf = (query: URLSearchParams, kind: Kind): readonly (readonly [string, string])[] => {
  const sort = query.get('sort');
  const keys = query.getAll('sort_key');
  const directions = query.getAll('sort_dir');
  const wanted = sort
    ? sort.split(',').map((one) => one.split(':'))
    : keys.map((key, index) => [key, directions[index] ?? directions[0] ?? 'desc']);
  const order = wanted.map(([key = '', direction = 'desc']) => {
    if (!(sortKeys as readonly string[]).includes(key)) {
      throw glanceError(
        400,
        `Invalid sort key: ${key}. It must be one of the following: ${sortKeys.join(', ')}.`,
      );
    }
    return [key, direction] as const;
  });
  // An old Glance breaks ties by these two, in the requested direction.
  const direction = order[0]?.[1] ?? 'desc';
  return kind === 'rackspace' ? [...order, ['created_at', direction], ['id', direction]] : order;
};

const sorted = (images: readonly StoredImage[], order: ReturnType<typeof orderOf>): StoredImage[] => {
  const value = (stored: StoredImage, key: string) =>
    (stored.image as unknown as Record<string, unknown>)[key] ?? '';
  return images.toSorted((a, b) => {
    for (const [key, direction] of order) {
      const [left, right] = [value(a, key), value(b, key)];
      if (left !== right) return (left < right ? -1 : 1) * (direction === 'asc' ? 1 : -1);
    }
    return b.sequence - a.sequence;
  });
};

const limitOf = (query: URLSearchParams, kind: Kind): number => {
  const { usual, max } = limits[kind];
  const text = query.get('limit') ?? String(usual);
  if (!/^-?\d+$/.test(text)) throw glanceError(400, 'limit param must be an integer');
  if (text.startsWith('-')) throw glanceError(400, 'limit param must be positive');
  return Math.min(Number(text), max);
};

const oneOf = (values: readonly string[], value: string, complaint: string) => {
  if (!values.includes(value)) throw glanceError(400, `${complaint}: ${value}`);
};

/** The image before the page: one that the caller may see, even if the filters leave it out. */
const startOf = (
  context: Context,
  call: Call,
  caller: Caller,
  images: readonly StoredImage[],
  marker: string,
  order: ReturnType<typeof orderOf>,
) => {
  const region = call.region ?? '';
  const stored = context.state.imageIn(region, marker);
  if (!stored) throw glanceError(400, `No image found with ID ${marker}`);
  if (!visibleImage(context, caller, region, marker)) {
    throw glanceError(403, `Forbidding request, image ${marker} not visible`);
  }
  const at = images.findIndex(({ image }) => image.id === marker);
  return at >= 0 ? at + 1 : sorted([...images, stored], order).indexOf(stored);
};

/** @see https://docs.openstack.org/api-ref/image/v2/#list-images */
export const listing = (context: Context, call: Call, caller: Caller): Reply => {
  const { query } = call;
  if (!caller.isRecipient) throw notAuthorized('get_images');
  const visibility = query.get('visibility');
  const memberStatus = query.get('member_status') ?? 'accepted';
  if (visibility !== null) oneOf(visibilities[context.kind], visibility, 'Invalid visibility value');
  oneOf(statuses, memberStatus, 'Invalid status');
  const limit = limitOf(query, context.kind);
  const order = orderOf(query, context.kind);
  for (const name of ['sort', 'os_hidden'])
    if (context.kind === 'rackspace' && query.has(name)) context.surprise(call, `${name} is not known there`);

  const filters = [...query].filter(([name]) => !paging.includes(name));
  const here = [...context.state.images.values()].filter(({ region }) => region === call.region);
  const found = here.filter(
    (stored) =>
      isListed(caller, stored, visibility, memberStatus) &&
      String(stored.image.os_hidden) === (query.get('os_hidden') ?? 'false').toLowerCase() &&
      query.getAll('tag').every((tag) => stored.image.tags.includes(tag)) &&
      filters.every(([name, wanted]) => passes(stored.image, name, wanted)),
  );
  for (const [name] of filters) {
    const known = name.startsWith('size_') || here.some(({ image }) => name in wireImage(image));
    if (!known && here.length > 0) context.surprise(call, `no image has the property ${name}`);
  }

  const all = sorted(found, order);
  const marker = query.get('marker');
  const start = marker === null ? 0 : startOf(context, call, caller, all, marker, order);
  const page = all.slice(start, start + limit).map(({ image }) => image);

  const rest = new URLSearchParams(query);
  rest.delete('marker');
  const path = (params: URLSearchParams) => (params.size > 0 ? `/v2/images?${params}` : '/v2/images');
  const last = page.at(-1);
  // Like Glance, a full page names a next one even if nothing is left.
  const next =
    last && page.length === limit ? { next: path(new URLSearchParams([...rest, ['marker', last.id]])) } : {};
  return {
    status: 200,
    body: {
      images: page.map((image) => wireImage(image, context.kind)),
      first: path(rest),
      schema: '/v2/schemas/images',
      ...next,
    },
  };
};
