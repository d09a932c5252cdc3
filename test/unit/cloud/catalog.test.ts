/** Choosing endpoints from a catalog as clouds really write them. */
import { expect, test } from 'vitest';
import { findEndpoint, imageEndpoints } from '../../../src/cloud/catalog.ts';

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
const all = { interface: 'public', regions: [] } as const;

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
    { region: 'IAD', url: 'https://first' },
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
