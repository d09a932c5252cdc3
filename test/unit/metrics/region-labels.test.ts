/** What a catalog may put into a label. */
import { expect, test } from 'vitest';
import { createRegionLabels, maxRegions } from '../../../src/metrics/region-labels.ts';

test.each([
  ['its name', 'IAD', 'IAD'],
  ['nothing for the identity service', null, ''],
  ['other, for a text', 'our "best" region', 'other'],
  ['other, for a long one', 'r'.repeat(65), 'other'],
  ['other, for none', '', 'other'],
])('a region is %s', (_, region, label) => {
  expect(createRegionLabels()({ cloud: 'acme', region })).toBe(label);
});

test('of each cloud there are at most fifty, the first that were asked', () => {
  const labelOf = createRegionLabels();
  const regions = Array.from({ length: maxRegions + 5 }, (_, n) => `r${n}`);
  for (const cloud of ['acme', 'other']) {
    const labels = new Set(regions.map((region) => labelOf({ cloud, region })));
    expect(labels.size).toBe(maxRegions + 1);
    expect(labelOf({ cloud, region: 'r0' })).toBe('r0');
    expect(labelOf({ cloud, region: `r${maxRegions}` })).toBe('other');
  }
});
