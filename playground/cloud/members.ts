/** The members of an image in the playground's Glance, with the rights of each side. */
import type { Image, Member, Status, StoredImage } from './cloud-model.ts';
import {
  type Call,
  type Context,
  glanceError,
  isRecord,
  jsonBody,
  notAuthorized,
  type Reply,
} from './reply.ts';
import { type Caller, isOwner, visibleImage } from './sight.ts';

const quota = 128;

const wire = (member: Member) => ({ ...member, schema: '/v2/schemas/member' });

/** Whether it can have members: on Rackspace, a private image has none yet. */
const isShareable = ({ kind }: Context, { visibility }: Image) =>
  visibility === 'shared' || (kind === 'rackspace' && visibility === 'private');

const imageFor = (context: Context, call: Call, caller: Caller, imageId: string): StoredImage => {
  const stored = visibleImage(context, caller, call.region ?? '', imageId);
  if (!stored) throw glanceError(404, `Image ${imageId} not found.`);
  return stored;
};

const bodyOf = (context: Context, call: Call, property: string): Record<string, unknown> => {
  if (call.text === '') throw glanceError(400, 'Body expected in request.');
  const body = jsonBody(call, () => glanceError(400, 'Malformed JSON in request body.'));
  if (!isRecord(body)) throw glanceError(400, 'Malformed JSON in request body.');
  const strange = Object.keys(body).filter((key) => key !== property);
  if (strange.length > 0) context.surprise(call, `unknown in the body: ${strange.join(', ')}`);
  return body;
};

/** The member id, which Glance hardly checks; reports what a bot should not send. */
const memberIdOf = (context: Context, call: Call): string => {
  const { member } = bodyOf(context, call, 'member');
  if (member === undefined) throw glanceError(400, 'Member to be added not specified');
  if (member === '') throw glanceError(400, "Member can't be empty");
  if (typeof member === 'object') {
    context.surprise(call, 'a member that is no string');
    throw glanceError(
      500,
      'The server has either erred or is incapable of performing the requested operation.',
    );
  }
  const id = String(member);
  if (/[\u{10000}-\u{10ffff}]/u.test(id))
    throw glanceError(400, "Member can't contain 4 byte unicode characters.");
  if (typeof member !== 'string') context.surprise(call, 'a member that is no string');
  if (id.length > 255) context.surprise(call, 'a member of more than 255 characters');
  return id;
};

const add = (context: Context, call: Call, caller: Caller, imageId: string): Reply => {
  const projectId = memberIdOf(context, call);
  const { image, members } = imageFor(context, call, caller, imageId);
  if (context.kind === 'rackspace' && !isOwner(caller, image))
    throw glanceError(404, `Image ${imageId} not found.`);
  if (!isShareable(context, image))
    throw glanceError(403, `Not allowed to create members for image ${imageId}.`);
  if (!caller.isAdmin && !(caller.isMember && isOwner(caller, image))) throw notAuthorized('add_member');
  if (members.size >= quota) {
    throw glanceError(
      413,
      `Image member limit exceeded for image ${imageId}: The limit has been exceeded on the number of allowed image members for this image. Attempted: ${members.size + 1}, Maximum: ${quota}:`,
    );
  }
  if (members.has(projectId))
    throw glanceError(409, `Member ${projectId} is duplicated for image ${imageId}`);
  return {
    status: 200,
    body: wire(context.state.setMember(call.region ?? '', imageId, projectId, 'pending')),
  };
};

const list = (context: Context, call: Call, caller: Caller, imageId: string): Reply => {
  const { image, members } = imageFor(context, call, caller, imageId);
  if (!isShareable(context, image)) {
    throw glanceError(
      403,
      `Not allowed to list members for image ${imageId}: Only shared images have members.`,
    );
  }
  const seen = [...members.values()].filter(
    ({ member_id }) => caller.isAdmin || isOwner(caller, image) || member_id === caller.projectId,
  );
  return { status: 200, body: { members: seen.map(wire), schema: '/v2/schemas/members' } };
};

/** A member that this caller may see: the owner sees all, a member only itself. */
const memberFor = (caller: Caller, { image, members }: StoredImage, projectId: string): Member => {
  const member = members.get(projectId);
  if (member && (caller.isAdmin || isOwner(caller, image) || projectId === caller.projectId)) return member;
  throw glanceError(404, `${projectId} not found in the member list of the image ${image.id}.`);
};

const show = (context: Context, call: Call, caller: Caller, imageId: string, projectId: string): Reply => {
  const stored = imageFor(context, call, caller, imageId);
  if (!isShareable(context, stored.image)) throw glanceError(404, 'Only shared images have members.');
  return { status: 200, body: wire(memberFor(caller, stored, projectId)) };
};

const isStatus = (status: unknown): status is Status =>
  status === 'pending' || status === 'accepted' || status === 'rejected';

const update = (context: Context, call: Call, caller: Caller, imageId: string, projectId: string): Reply => {
  const { status } = bodyOf(context, call, 'status');
  if (status === undefined) throw glanceError(400, 'Status not specified');
  const stored = imageFor(context, call, caller, imageId);
  if (!isShareable(context, stored.image)) {
    throw glanceError(403, `Not allowed to update members for image ${imageId}.`);
  }
  memberFor(caller, stored, projectId);
  if (
    !caller.isAdmin &&
    !(caller.isMember && projectId === caller.projectId && !isOwner(caller, stored.image))
  ) {
    throw notAuthorized('modify_member');
  }
  if (!isStatus(status)) {
    throw glanceError(400, 'Incorrect request: Status must be "pending", "accepted" or "rejected".');
  }
  return { status: 200, body: wire(context.state.setMember(call.region ?? '', imageId, projectId, status)) };
};

const remove = (context: Context, call: Call, caller: Caller, imageId: string, projectId: string): Reply => {
  const stored = imageFor(context, call, caller, imageId);
  if (!isShareable(context, stored.image)) {
    throw glanceError(403, `Not allowed to delete members for image ${imageId}.`);
  }
  memberFor(caller, stored, projectId);
  if (!caller.isAdmin && !(caller.isMember && isOwner(caller, stored.image)))
    throw notAuthorized('delete_member');
  context.state.removeMember(call.region ?? '', imageId, projectId);
  return { status: 204 };
};

/** `/v2/images/{id}/members` and below; undefined for an unknown method. */
export const members = (
  context: Context,
  call: Call,
  caller: Caller,
  imageId: string,
  projectId: string | undefined,
): Reply | undefined => {
  if (projectId === undefined) {
    if (call.method === 'GET') return list(context, call, caller, imageId);
    return call.method === 'POST' ? add(context, call, caller, imageId) : undefined;
  }
  if (call.method === 'GET') return show(context, call, caller, imageId, projectId);
  if (call.method === 'PUT') return update(context, call, caller, imageId, projectId);
  return call.method === 'DELETE' ? remove(context, call, caller, imageId, projectId) : undefined;
};
