/** Finds an image and tenants in somebody else's message; the person sees them in the form and decides. Pure. */
import { maxMembers } from '../../sharing/rules/typed-ids.ts';
import { piecesOf } from '../../slack/input/wire-text.ts';
import { nothingTyped, type Typed } from './share-request.ts';

const uuid = /(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])/gi;

/** Keystone's project ids and Rackspace's numeric ones. */
const tenant = /(?<![\w-])(?:[0-9a-f]{32}|\d{5,9})(?![\w-])/gi;

/** @param text in Slack's wire format */
export const readMessage = (text: string): Typed => {
  const plain = piecesOf(text)
    .map((piece) => (typeof piece === 'string' ? piece : ' '))
    .join('');
  const [image = ''] = plain.match(uuid) ?? [];
  const tenants = plain.replace(uuid, ' ').match(tenant) ?? [];
  return {
    ...nothingTyped,
    image: image.toLowerCase(),
    tenants: [...new Set(tenants)].slice(0, maxMembers),
  };
};
