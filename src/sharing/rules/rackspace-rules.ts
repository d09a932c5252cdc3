/** What Rackspace does differently, as far as sharing is concerned; the account's way to sign in tells whether it is Rackspace. */
import type { Account } from '../../model/account.ts';

type Method = Pick<Account, 'method'>;

/** Members are added to an image as it is: nobody sets `shared` there, and a `private` image with members is listed as shared. */
export const sharesPrivateImages = ({ method }: Method): boolean => method === 'rackspace_apikey';

const roles = {
  'read-member': 'cloudImages:observer',
  share: 'cloudImages:creator',
  answer: 'cloudImages:admin',
  remove: 'cloudImages:admin',
} as const;

/**
 * The least role that may do `act`, if roles alone can keep the right account from it; else null.
 * @see https://docs.rackspace.com/support/how-to/detailed-permissions-matrix-for-cloud-images
 */
export const roleFor = ({ method }: Method, act: keyof typeof roles): string | null =>
  method === 'rackspace_apikey' ? roles[act] : null;
