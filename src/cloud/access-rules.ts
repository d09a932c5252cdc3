/** Access rules of an application credential: the only requests that a service lets its tokens make. */
import type { Method } from './errors.ts';

/** One that names the image service. */
export interface AccessRule {
  readonly method: string;
  /** `*` and `{x}` stand for one segment, `**` for any number of them. */
  readonly path: string;
}

/** More of them, or longer ones, are not read; Keystone stores at most 128 characters. */
const limits = { rules: 1_000, pathChars: 255 };

/**
 * The rules for the image service, from `token.application_credential.access_rules`; null if there are none, so that all is allowed.
 * @see https://docs.openstack.org/keystone/latest/user/application_credentials.html#access-rules
 */
export const readAccessRules = (rules: unknown): readonly AccessRule[] | null => {
  if (!Array.isArray(rules)) return null;
  return rules.slice(0, limits.rules).flatMap((rule: unknown) => {
    const { service, method, path } = { ...(rule as object | null) } as Record<string, unknown>;
    if (service !== 'image' || typeof method !== 'string' || typeof path !== 'string') return [];
    return path.length > limits.pathChars ? [] : [{ method, path }];
  });
};

/** The rule that allows a request, such as `POST /v2/images/*\/members`: what stands for an id in `path` is a `*`. */
export const ruleFor = (method: Method, path: string): string => {
  const segments = path.split('/').map((segment, at) => (at > 2 && at % 2 === 1 ? '*' : segment));
  return `${method} ${segments.join('/')}`;
};

type Part = 'segment' | 'anything' | { readonly char: string };

const partsOf = (pattern: string): Part[] => {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const end = pattern[at] === '{' ? pattern.indexOf('}', at) : -1;
    if (pattern.startsWith('**', at)) {
      parts.push('anything');
      at += 1;
    } else if (pattern[at] === '*' || end > 0) {
      parts.push('segment');
      at = Math.max(at, end);
    } else parts.push({ char: pattern[at] ?? '' });
  }
  return parts;
};

/** Reads the path once, whatever the pattern: `places` are all the parts that may come next. */
const matches = (pattern: string, path: string): boolean => {
  const parts = partsOf(pattern);
  const reach = (place: number, into: Set<number>): void => {
    into.add(place);
    if (parts[place] === 'anything') reach(place + 1, into);
  };
  let places = new Set<number>();
  reach(0, places);
  for (const char of path) {
    const next = new Set<number>();
    for (const place of places) {
      const part = parts[place];
      if (part === undefined) continue;
      if (part === 'anything' || (part === 'segment' && char !== '/')) reach(place, next);
      if ((part === 'segment' && char !== '/') || (typeof part === 'object' && part.char === char))
        reach(place + 1, next);
    }
    places = next;
  }
  return places.has(parts.length);
};

/**
 * Whether a rule allows the request. A service that is mounted below a path may compare rules with or without it, so both count.
 * @param prefix the path of the endpoint, such as `/image`
 */
export const isAllowed = (
  rules: readonly AccessRule[],
  { method, path, prefix }: { readonly method: Method; readonly path: string; readonly prefix: string },
): boolean =>
  rules.some(
    (rule) => rule.method === method && [path, prefix + path].some((one) => matches(rule.path, one)),
  );
