/** Choosing endpoints from a catalog as clouds really write them. */
import { expect, test } from 'vitest';
import { findEndpoint, imageEndpoints } from '../../../src/cloud/catalog.ts';
import type { CloudConfig, CloudEntry } from '../../../src/cloud/cloud-config.ts';
import { endpointIn } from '../../../src/cloud/endpoint-in-region.ts';
import { seenFrom } from '../../../src/cloud/same-cloud.ts';

const endpoint = (region_id: string, url: string, face = 'public') => ({ interface: face, region_id, url });
const catalog = [
  { type: 'identity', endpoints: [endpoint('IAD', 'https://id/v3')] },
  {
    type: 'image',
    endpoints: [
      endpoint('IAD', 'https://inside/', 'internal'),
      endpoint('IAD', 'https://iad.example:9292'),
      endpoint('DFW', 'https://dfw.example/image/v2/'),
      { interface: 'public', region: 'ORD', url: 'https://ord.example/v2.1' },
      endpoint('LON', 'https://lon.example/v2/'),
    ],
  },
];
const all: CloudConfig = {
  name: 'lab',
  authType: 'v3',
  authUrl: 'https://id/v3',
  interface: 'public',
  regions: [],
  verify: true,
  cacert: null,
};

test('by type and interface, in the catalog’s order, without the version', () => {
  expect(imageEndpoints(catalog, all)).toEqual([
    { region: 'IAD', url: 'https://iad.example:9292' },
    { region: 'DFW', url: 'https://dfw.example/image' },
    { region: 'ORD', url: 'https://ord.example' },
    { region: 'LON', url: 'https://lon.example' },
  ]);
  expect(imageEndpoints(catalog, { ...all, interface: 'internal' })).toEqual([
    { region: 'IAD', url: 'https://inside' },
  ]);
  expect(imageEndpoints(catalog.slice(0, 1), all)).toEqual([]);
});

test('of two endpoints in a region the first is the one, and of two services too', () => {
  const twice = [
    { type: 'image', endpoints: [endpoint('IAD', 'https://first'), endpoint('IAD', 'https://second')] },
    { type: 'image', endpoints: [endpoint('IAD', 'https://third'), endpoint('DFW', 'https://dfw')] },
  ];
  expect(imageEndpoints(twice, all)).toEqual([
    { region: 'IAD', url: 'https://first', others: ['https://second', 'https://third'] },
    { region: 'DFW', url: 'https://dfw' },
  ]);
});

test('the operator’s regions are the ones, in that order; what the catalog lacks is left out', () => {
  const found = imageEndpoints(catalog, { ...all, regions: ['lon', 'SYD', 'IAD'] });
  expect(found.map(({ region }) => region)).toEqual(['LON', 'IAD']);
});

test('a region is found in any case; null is the first', () => {
  const endpoints = imageEndpoints(catalog, all);
  expect(findEndpoint(endpoints, 'dfw')?.region).toBe('DFW');
  expect(findEndpoint(endpoints, null)?.region).toBe('IAD');
  expect(findEndpoint(endpoints, 'HKG')).toBeUndefined();
  expect(findEndpoint([], null)).toBeUndefined();
});

test.each([
  ['ftp://files.example/', 'not http or https'],
  ['file:///etc/passwd', 'not http or https'],
  ['not a URL', 'not http or https'],
  ['https://user:word@glance.example/', 'user name, query or fragment'],
  ['https://glance.example/?a=', 'user name, query or fragment'],
  ['https://glance.example/#a', 'user name, query or fragment'],
  ['http://glance.example/', 'http, where the auth URL is https'],
  [`https://glance.example/${'/'.repeat(60_000)}`, 'too long'],
])('%.40s gets no token: %s', (url, refused) => {
  const withBad = [
    { type: 'image', endpoints: [endpoint('BAD', url), endpoint('IAD', 'https://iad.example')] },
  ];
  expect(imageEndpoints(withBad, all)).toEqual([
    { region: 'BAD', refused },
    { region: 'IAD', url: 'https://iad.example' },
  ]);
});

test('http is used where the operator signs in over it, or names the address', () => {
  const plain = [{ type: 'image', endpoints: [endpoint('IAD', 'http://iad.example/')] }];
  const used = [{ region: 'IAD', url: 'http://iad.example' }];
  expect(imageEndpoints(plain, { ...all, authUrl: 'http://id/v3' })).toEqual(used);
  const override = { regions: ['iad'], imageEndpoint: 'http://iad.example' };
  expect(imageEndpoints(plain, { ...all, ...override })).toEqual(used);
});

test('of two endpoints of a region the first counts, and the operator’s own before both', () => {
  const twice = [
    {
      type: 'image',
      endpoints: [endpoint('IAD', 'https://one.example'), endpoint('IAD', 'https://two.example')],
    },
  ];
  expect(imageEndpoints(twice, all)).toEqual([
    { region: 'IAD', url: 'https://one.example', others: ['https://two.example'] },
  ]);
  expect(imageEndpoints(twice, { ...all, imageEndpoint: 'https://own.example/v2' })).toEqual([
    { region: 'IAD', url: 'https://own.example' },
  ]);
});

test('what the operator names in a region that the catalog lacks is there', () => {
  const override = { regions: ['LAB'], imageEndpoint: 'https://lab.example' };
  expect(imageEndpoints([], { ...all, ...override })).toEqual([
    { region: 'LAB', url: 'https://lab.example' },
  ]);
});

test('of several interfaces, each region has the first that it knows', () => {
  const some = [
    {
      type: 'image',
      endpoints: [
        endpoint('IAD', 'https://iad'),
        endpoint('IAD', 'https://in.iad', 'internal'),
        endpoint('DFW', 'https://dfw'),
      ],
    },
  ];
  expect(imageEndpoints(some, { ...all, interface: ['internal', 'public'] })).toEqual([
    { region: 'IAD', url: 'https://in.iad' },
    { region: 'DFW', url: 'https://dfw' },
  ]);
});

test('each region is reached as the first entry says that names it, the others as the one that names none', () => {
  const entries: CloudEntry[] = [
    { ...all, name: 'west', regions: ['dfw'], imageEndpoint: 'https://own.example' },
    { ...all, name: 'inside', regions: ['IAD', 'DFW'], interface: 'internal' },
    { ...all, name: 'rest' },
  ];
  const cloud = { ...all, entries };
  expect(imageEndpoints(catalog, cloud)).toEqual([
    { region: 'DFW', url: 'https://own.example' },
    { region: 'IAD', url: 'https://inside' },
    { region: 'ORD', url: 'https://ord.example' },
    { region: 'LON', url: 'https://lon.example' },
  ]);
  expect(imageEndpoints(catalog, seenFrom(cloud, 'inside')).map(({ region }) => region)).toEqual([
    'IAD',
    'ORD',
    'LON',
  ]);
  expect(imageEndpoints(catalog, { ...cloud, entries: entries.slice(0, 2) })).toHaveLength(2);
});

test.each([
  ['https://glance.example/v1', 'https://glance.example'],
  ['https://glance.example/image/v2/0123456789abcdef', 'https://glance.example/image'],
  ['https://glance.example/v2/%(tenant_id)s', 'https://glance.example'],
  ['https://gateway.example/api/v1/glance/v2/0123456789abcdef', 'https://gateway.example/api/v1/glance'],
  ['https://glance.example/v2/v2', 'https://glance.example'],
  ['https://glance.example/image/%(tenant_id)s', 'https://glance.example/image'],
  ['https://glance.example/$(project_id)s', 'https://glance.example'],
  ['https://glance.example/v2team/image/', 'https://glance.example/v2team/image'],
])('%s begins at %s', (url, begins) => {
  const of = [{ type: 'image', endpoints: [endpoint('IAD', url)] }];
  expect(imageEndpoints(of, all)).toEqual([{ region: 'IAD', url: begins }]);
});

test('of two image services in a region, the one that is not v1 counts', () => {
  const of = ['https://old/v1', 'https://new/v2'].map((url) => ({
    type: 'image',
    endpoints: [endpoint('IAD', url)],
  }));
  for (const one of [of, of.toReversed()])
    expect(imageEndpoints(one, all)).toEqual([
      { region: 'IAD', url: 'https://new', others: ['https://old'] },
    ]);
});

test('v1 and v2 at one address are one; an address that is refused hides no other', () => {
  const urls = ['ftp://files.example', 'https://one/v1', 'https://one/v2'];
  const of = [{ type: 'image', endpoints: urls.map((url) => endpoint('IAD', url)) }];
  expect(imageEndpoints(of, all)).toEqual([{ region: 'IAD', url: 'https://one' }]);
});

test.each<[string, string | null, Partial<CloudConfig>, string, readonly string[]]>([
  ['is for others', 'IAD', { interface: 'admin' }, 'OtherInterfaceError', ['public', 'internal']],
  ['is for another', 'DFW', { interface: 'internal' }, 'OtherInterfaceError', ['public']],
  ['is for others everywhere', null, { interface: 'admin' }, 'OtherInterfaceError', ['public', 'internal']],
  ['is none', 'SYD', {}, 'NoSuchRegionError', ['IAD', 'DFW', 'ORD', 'LON']],
  [
    'is not the operator’s choice',
    'IAD',
    { interface: 'internal', regions: ['DFW'] },
    'NoSuchRegionError',
    [],
  ],
])('the image service %s: an error that says which', (_, region, chosen, name, have) => {
  const odd = { type: 'image', endpoints: [endpoint('DFW', 'https://dfw', 'x`y')] };
  const find = () => endpointIn(region, [...catalog, odd], { ...all, ...chosen });
  expect(find).toThrow(expect.objectContaining({ name, region, have }));
});

test('other addresses of a region are named only if there are any', () => {
  const twice = (...urls: string[]) =>
    imageEndpoints([{ type: 'image', endpoints: urls.map((url) => endpoint('IAD', url)) }], all);
  expect(twice('https://a.example', 'https://a.example/')).toEqual([
    { region: 'IAD', url: 'https://a.example' },
  ]);
  expect(twice('https://a.example', 'https://b.example', 'https://c.example')).toEqual([
    { region: 'IAD', url: 'https://a.example', others: ['https://b.example', 'https://c.example'] },
  ]);
});
