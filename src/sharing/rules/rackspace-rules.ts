/** What Rackspace does its own way, as far as the rules of sharing care; how an account signs in tells whether it is there. */
import type { Account } from '../../model/account.ts';

type Method = Pick<Account, 'method'>;

/** Members go on an image as it is: nobody sets `shared` there, a `private` image with members is listed so. */
export const sharesPrivateImages = ({ method }: Method): boolean => method === 'rackspace_apikey';

const roles = {
  'read-member': 'cloudImages:observer',
  share: 'cloudImages:creator',
  answer: 'cloudImages:admin',
  remove: 'cloudImages:admin',
} as const;

/**
 * The least role that may do `act`, where roles are the only thing that can stand in the way of the right account; else null.
 * @see https://docs.rackspace.com/support/how-to/detailed-permissions-matrix-for-cloud-images
 */
export const roleFor = ({ method }: Method, act: keyof typeof roles): string | null =>
  method === 'rackspace_apikey' ? roles[act] : null;
