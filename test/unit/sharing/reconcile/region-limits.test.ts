/** How the work at the clouds is shared out, each rule as a row. */

import { describe, expect, it } from 'vitest';
import type { CloudId } from '../../../../src/core/ids.ts';
import {
  createRegionLimits,
  hasEnough,
  maxInRegion,
} from '../../../../src/sharing/reconcile/region-limits.ts';

const iad = { cloudId: 'acme' as CloudId, region: 'IAD' };
const dfw = { cloudId: 'acme' as CloudId, region: 'DFW' };

describe('an account', () => {
  const rows: [string, number, number, boolean][] = [
    ['alone may have three', 3, 3, false],
    ['and a fourth', 4, 4, true],
    ['with others, less', 2, 12, true],
    ['one, where it is almost full', 1, maxInRegion - 6, true],
    ['the last places are for who has none', 1, maxInRegion - 1, true],
    ['one, where there is room', 1, 12, false],
  ];
  it.each(rows)('%s', (_name, own, inside, enough) => expect(hasEnough(own, inside)).toBe(enough));
});

describe('the region limits', () => {
  it('holds an account back where it has enough, and lets it go on elsewhere', () => {
    const regionLimits = createRegionLimits();
    expect(regionLimits.hold()).toEqual([]);
    const ends = Array.from({ length: 4 }, () => regionLimits.begin({ ...iad, actor: 'a1' }));
    regionLimits.begin({ ...dfw, actor: 'a1' });
    expect(regionLimits.hold()).toEqual([{ ...iad, actor: 'a1' }]);
    ends[0]?.();
    expect(regionLimits.hold()).toEqual([]);
  });

  it('a region that is full is held back whole, and no other', () => {
    const regionLimits = createRegionLimits();
    const ends = Array.from({ length: maxInRegion }, (_, n) =>
      regionLimits.begin({ ...iad, actor: `a${n}` }),
    );
    expect(regionLimits.hold()).toEqual([iad]);
    for (const end of ends) end();
    expect(regionLimits.hold()).toEqual([]);
  });

  it('where others take all they can, one that comes late finds a place', () => {
    const regionLimits = createRegionLimits();
    const isHeld = (actor: string) =>
      regionLimits.hold().some((held) => held.actor === undefined || held.actor === actor);
    for (let round = 0; round < 10; round++)
      for (let n = 0; n < 8; n++) if (!isHeld(`a${n}`)) regionLimits.begin({ ...iad, actor: `a${n}` });
    expect(isHeld('late')).toBe(false);
  });
});
