/** The address of an identity service, as people write and copy it, in the one form in which two of them can be compared. Pure. */
import { lastVersionsAt } from '../versions-document.ts';

export type AuthUrl = { readonly url: string } | { readonly wrong: string };

const maxChars = 2_048;
const version = /^v[23](?:\.\d+)?$/i;

/**
 * Scheme and host in lower case, without the usual port; the path as it is up to the last version, which is replaced by `wanted`, and
 * nothing after it: `HTTPS://Id.Example:443/identity/V3/auth/tokens/` is `https://id.example/identity/v3`. A gateway's own version
 * may come before it, as in `/api/v2/keystone/v3`.
 * Reads its own result as the same.
 * @param wanted the version whose root is asked for; null: the root above all versions
 * @returns `wrong`: what is, without the address
 */
export const readAuthUrl = (text: string, wanted: 'v3' | 'v2.0' | null): AuthUrl => {
  const trimmed = text.trim();
  if (trimmed.length > maxChars) return { wrong: 'is too long' };
  if (!/^https?:\/\//i.test(trimmed)) return { wrong: 'must begin with http:// or https://' };
  if (/[\s\p{Cc}]/u.test(trimmed)) return { wrong: 'has a blank in it' };
  if (/[{}]/.test(trimmed)) return { wrong: 'has a placeholder other than {region_name}' };
  const url = URL.parse(trimmed);
  if (url === null) return { wrong: 'is not a URL' };
  if (url.username || url.password) return { wrong: 'has a user name or a password in it' };
  if (/[?#]/.test(trimmed)) return { wrong: 'has a query or a fragment' };
  const segments = url.pathname.split('/').filter(Boolean);
  const at = lastVersionsAt(segments, (segment) => version.test(segment));
  const prefix = at === -1 ? segments : segments.slice(0, at);
  return { url: [url.origin, ...prefix, ...(wanted === null ? [] : [wanted])].join('/') };
};
