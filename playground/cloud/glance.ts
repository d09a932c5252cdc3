/** The playground's Glance v2: shows, creates, fills, changes, deactivates and deletes one image; other files do the rest. */
import { createHash } from 'node:crypto';
import type { Image, NewImage, StoredImage } from './cloud-model.ts';
import { listing, wireImage } from './listing.ts';
import { members } from './members.ts';
import {
  type Call,
  type Context,
  glanceError,
  isRecord,
  jsonBody,
  notAuthorized,
  type Reply,
} from './reply.ts';
import { type Caller, callerOf, isOwner, visibleImage } from './sight.ts';

const patchType = 'application/openstack-images-v2.1-json-patch';
const patchTypes = ['application/openstack-images-v2.0-json-patch', patchType];
const settable = [
  'name',
  'visibility',
  'min_disk',
  'min_ram',
  'protected',
  'os_hidden',
  'tags',
  'disk_format',
  'container_format',
];

const imageFor = (context: Context, call: Call, caller: Caller, imageId: string): StoredImage => {
  const stored = visibleImage(context, caller, call.region ?? '', imageId);
  if (!stored) throw glanceError(404, `No image found with ID ${imageId}`);
  return stored;
};

/** The image, if this caller may change it. */
const ownImage = (
  context: Context,
  call: Call,
  caller: Caller,
  imageId: string,
  action: string,
): StoredImage => {
  const stored = imageFor(context, call, caller, imageId);
  if (!caller.isAdmin && !(caller.isMember && isOwner(caller, stored.image))) {
    throw notAuthorized(action);
  }
  return stored;
};

/** @throws Refusal 400 unknown visibility; 403 `public` is for admins */
const checkedVisibility = (caller: Caller, value: unknown): Image['visibility'] => {
  if (value !== 'community' && value !== 'public' && value !== 'private' && value !== 'shared') {
    throw glanceError(
      400,
      `Provided object does not match schema 'image': '${value}' is not one of ['community', 'public', 'private', 'shared']\n\nFailed validating 'enum' in schema['properties']['visibility']`,
    );
  }
  if (value === 'public' && !caller.isAdmin) {
    throw notAuthorized('publicize_image');
  }
  return value;
};

const create = (context: Context, call: Call, caller: Caller): Reply => {
  const body = jsonBody(call, () => glanceError(400, 'Malformed JSON in request body.'));
  if (!isRecord(body)) throw glanceError(400, 'Malformed JSON in request body.');
  const { id, owner, visibility = 'shared', ...more } = body;
  if (
    !caller.isMember ||
    caller.projectId === null ||
    (owner !== undefined && owner !== caller.projectId && !caller.isAdmin)
  ) {
    throw notAuthorized('add_image');
  }
  const region = call.region ?? '';
  if (typeof id === 'string' && context.state.imageIn(region, id))
    throw glanceError(409, `Image ${id} already exists`);
  const fields = Object.entries(more);
  const image = context.state.addImage(region, {
    status: 'queued',
    size: null,
    checksum: null,
    os_hash_algo: null,
    os_hash_value: null,
    disk_format: null,
    container_format: null,
    ...(Object.fromEntries(fields.filter(([name]) => settable.includes(name))) as Partial<NewImage>),
    ...(typeof id === 'string' ? { id } : {}),
    owner: typeof owner === 'string' ? owner : caller.projectId,
    visibility: checkedVisibility(caller, visibility),
    properties: Object.fromEntries(
      fields.filter(([name]) => !settable.includes(name)).map(([name, value]) => [name, String(value)]),
    ),
  });
  return {
    status: 201,
    body: wireImage(image),
    headers: { Location: `${context.imageUrl(region)}/v2/images/${image.id}` },
  };
};

const fill = (context: Context, call: Call, { image }: StoredImage): Reply => {
  const hash = (algorithm: string) => createHash(algorithm).update(call.text).digest('hex');
  Object.assign(image, {
    status: 'active',
    size: Buffer.byteLength(call.text),
    checksum: hash('md5'),
    os_hash_algo: 'sha512',
    os_hash_value: hash('sha512'),
    updated_at: context.state.timestamp(),
  });
  return { status: 204 };
};

const patch = (context: Context, call: Call, caller: Caller, imageId: string): Reply => {
  if (!patchTypes.includes(call.contentType)) {
    throw glanceError(415, `The request media type ${call.contentType} is not supported by this server.`, {
      'Accept-Patch': patchTypes.join(', '),
    });
  }
  const operations = jsonBody(call, () => glanceError(400, 'Malformed JSON in request body.'));
  if (!Array.isArray(operations) || !operations.every(isRecord)) {
    throw glanceError(400, 'Request body must be a JSON array of operation objects.');
  }
  const { image } = ownImage(context, call, caller, imageId, 'modify_image');
  for (const { op, path, value } of operations) {
    const name = String(path).slice(1);
    const readOnly = context.kind === 'rackspace' && name === 'visibility';
    if (op !== 'replace' || !settable.includes(name) || readOnly) {
      context.surprise(call, `${op} of ${path}`);
      throw glanceError(403, `Attribute '${name}' is read-only.`);
    }
    Object.assign(image, { [name]: name === 'visibility' ? checkedVisibility(caller, value) : value });
  }
  image.updated_at = context.state.timestamp();
  return { status: 200, body: wireImage(image, context.kind) };
};

const remove = (context: Context, call: Call, caller: Caller, imageId: string): Reply => {
  const { image } = ownImage(context, call, caller, imageId, 'delete_image');
  if (image.protected) throw glanceError(403, `Image ${imageId} is protected and cannot be deleted.`);
  context.state.deleteImage(call.region ?? '', imageId);
  return { status: 204 };
};

const act = (context: Context, call: Call, caller: Caller, imageId: string, action: string): Reply => {
  const { image } = ownImage(context, call, caller, imageId, action);
  image.status = action === 'deactivate' ? 'deactivated' : 'active';
  return { status: 204 };
};

const image = (context: Context, call: Call, caller: Caller, imageId: string): Reply | undefined => {
  if (call.method === 'GET') {
    return { status: 200, body: wireImage(imageFor(context, call, caller, imageId).image, context.kind) };
  }
  if (call.method === 'PATCH') return patch(context, call, caller, imageId);
  return call.method === 'DELETE' ? remove(context, call, caller, imageId) : undefined;
};

const images = (context: Context, call: Call, caller: Caller): Reply | undefined => {
  if (call.method === 'GET') return listing(context, call, caller);
  // Rackspace's images come from servers and from tasks.
  return call.method === 'POST' && context.kind === 'openstack' ? create(context, call, caller) : undefined;
};

/** A path segment as Glance reads it: its bytes as Latin-1, so that it finds nothing beyond ASCII again. */
const segment = (encoded: string) => Buffer.from(decodeURIComponent(encoded)).toString('latin1');

const route = (context: Context, call: Call, caller: Caller): Reply | undefined => {
  const [imageId, collection, id, ...more] = call.path
    .replace(/^\/v2\/images\/?/, '')
    .split('/')
    .map(segment);
  if (!imageId) return images(context, call, caller);
  if (collection === undefined) return image(context, call, caller, imageId);
  if (collection === 'members' && more.length === 0) return members(context, call, caller, imageId, id);
  if (collection === 'file' && call.method === 'PUT')
    return fill(context, call, ownImage(context, call, caller, imageId, 'upload_image'));
  if (collection === 'actions' && call.method === 'POST' && (id === 'deactivate' || id === 'reactivate')) {
    return act(context, call, caller, imageId, id);
  }
  context.surprise(call, 'no such path');
  throw glanceError(404, 'The resource could not be found.');
};

/** What Glance answers to whatever is not below a version, token or not. */
const versions = (context: Context, { region }: Call): Reply => {
  const root = context.imageUrl(region ?? '').replace(/(\/v2)?\/?$/, '');
  const links = [{ rel: 'self', href: `${root}/v2/` }];
  const each = ['v2.15', 'v2.9', 'v2.0'].map((id, at) => ({
    ...{ id, links },
    status: at === 0 ? 'CURRENT' : 'SUPPORTED',
  }));
  return { status: 300, body: { versions: each } };
};

export const glance = (context: Context, call: Call): Reply => {
  if (!/^\/v[12](\.\d+)?(\/|$)/.test(call.path)) return versions(context, call);
  if (!/^\/v2\/images(\/|$)/.test(call.path)) {
    context.surprise(call, 'no such path');
    throw glanceError(404, 'The resource could not be found.');
  }
  if (call.path !== '/v2/images' && call.query.size > 0)
    context.surprise(call, `an unknown query: ${call.query}`);
  const reply = route(context, call, callerOf(context, call));
  if (reply) return reply;
  context.surprise(call, 'no such method');
  throw glanceError(405, `The method ${call.method} is not allowed for this resource.`);
};
