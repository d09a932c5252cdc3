/** An entry of clouds.yaml, read key by key as other tools read it. What the bot has no use for, such as a password, is not looked at. */
import { isDeepStrictEqual } from 'node:util';
import type { CloudEntry } from '../cloud-config.ts';
import { readAuthType } from './auth-type.ts';
import { readAuthUrl } from './auth-url.ts';
import { type Places, readTls } from './certificates.ts';
import { EntryError } from './entry-error.ts';
import {
  type EntryRegion,
  type Fields,
  fieldsOf,
  interfaceOf,
  layered,
  regionsOf,
  textAt,
} from './entry-values.ts';
import { isMapping } from './yaml-text.ts';

/** The entries of clouds-public.yaml, by name. */
export type Profiles = ReadonlyMap<unknown, unknown>;

const rackspaceAuthUrl = 'https://identity.api.rackspacecloud.com/v2.0';
const rackspace: Fields = new Map([['auth_type', 'rackspace_apikey']]);

/** Other tools find it one level too high as well. */
const authUrlText = (fields: Fields): string | null => {
  const auth = fields.get('auth');
  if (auth !== undefined && !isMapping(auth)) throw new EntryError('auth', 'is not a mapping');
  const inner = auth === undefined ? null : textAt(fieldsOf(auth), 'auth_url', 'auth.auth_url');
  return inner ?? textAt(fields, 'auth_url');
};

/** The profile's fields; without its regions, if the entry names one in whichever way. */
const regionsBelow = (own: Fields, base: Fields): Fields =>
  own.has('regions') || own.has('region_name')
    ? new Map([...base].filter(([key]) => key !== 'regions' && key !== 'region_name'))
    : base;

/** What the entry's `profile`, formerly `cloud`, stands for: the entry lies on top of it. */
const withProfile = (own: Fields, profiles: Profiles): Fields => {
  const name = textAt(own, 'profile');
  if (name === null) return own;
  const base = profiles.get(name);
  const built = name === 'rackspace' ? rackspace : null;
  if (isMapping(base)) return layered(layered(built ?? new Map(), regionsBelow(own, fieldsOf(base))), own);
  if (built !== null) return layered(built, own);
  // other tools go on as well, if the entry says enough
  if (authUrlText(own) !== null) return own;
  throw new EntryError(
    'profile',
    'is not in clouds-public.yaml, and the bot brings no list of clouds of its own',
  );
};

const authUrlOf = (fields: Fields, region: string | null, isRackspace: boolean): string => {
  const text = authUrlText(fields) ?? (isRackspace ? rackspaceAuthUrl : null);
  if (text === null) throw new EntryError('auth.auth_url', 'is missing');
  const expanded = region === null ? text : text.replaceAll('{region_name}', region);
  const read = readAuthUrl(expanded, isRackspace ? 'v2.0' : 'v3');
  if ('wrong' in read) throw new EntryError('auth.auth_url', read.wrong);
  return read.url;
};

const overrideOf = (fields: Fields): Pick<CloudEntry, 'imageEndpoint'> => {
  const key = fields.has('image_endpoint_override') ? 'image_endpoint_override' : 'image_endpoint';
  const text = textAt(fields, key);
  if (text === null) return {};
  const url = URL.parse(text);
  const isPlain = url !== null && !(url.username || url.password || url.search || url.hash);
  if (!isPlain || !/^https?:$/.test(url.protocol))
    throw new EntryError(key, 'must be an http or https URL without user name and query');
  return { imageEndpoint: text };
};

const readRegion = async (fields: Fields, region: EntryRegion | null, places: Places) => {
  const there = region === null ? fields : layered(fields, region.values);
  const authType = readAuthType(textAt(there, 'auth_type'));
  const sameAs = textAt(there, 'same_as');
  const access = {
    ...authType,
    authUrl: authUrlOf(there, region?.name ?? null, authType.authType === 'rackspace_apikey'),
    interface: interfaceOf(there),
    ...overrideOf(there),
    ...(sameAs !== null && { sameAs }),
    ...(await readTls(places, there)),
  };
  return { region: textAt(there, 'image_region_name') ?? region?.name ?? null, access };
};

/**
 * The entry; several if its regions are reached in different ways, in the order of the file. Only those with one auth URL have one name.
 * @param value as `readYaml` returns it
 * @throws EntryError what the bot cannot use; nothing else
 */
export const readEntry = async (
  entry: string,
  value: unknown,
  profiles: Profiles,
  places: Places,
): Promise<readonly CloudEntry[]> => {
  // no form can offer it
  if (entry.trim() === '') throw new EntryError('', 'has no name');
  if (!isMapping(value) || value.size === 0) throw new EntryError('', 'is empty, or no mapping');
  const fields = withProfile(fieldsOf(value), profiles);
  const regions = regionsOf(fields);
  const read = await Promise.all(
    (regions.length > 0 ? regions : [null]).map((region) => readRegion(fields, region, places)),
  );
  const urls = Map.groupBy(read, ({ access }) => access.authUrl);
  return [...urls.values()].flatMap((of) => {
    const name = urls.size === 1 ? entry : `${entry} (${of.map(({ region }) => region).join(', ')})`;
    const alike = of.filter(
      (one, at) => of.findIndex(({ access }) => isDeepStrictEqual(access, one.access)) === at,
    );
    return alike.map(({ access }) => ({
      name,
      ...(name !== entry && { entry }),
      ...access,
      regions: [
        ...new Set(of.flatMap((one) => (isDeepStrictEqual(one.access, access) ? (one.region ?? []) : []))),
      ],
    }));
  });
};
