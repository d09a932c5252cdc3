/** The rules of finding an Offer's image, each as a row of a table. */
import { describe, expect, it } from 'vitest';
import type { ImageId } from '../../../../src/core/ids.ts';
import type { ImageFacts } from '../../../../src/model/image.ts';
import type { Offer } from '../../../../src/model/offer.ts';
import { judgeRegions, otherRegions } from '../../../../src/sharing/rules/plan-offer.ts';
import type { RegionAnswer as Answer } from '../../../../src/sharing/rules/region-search.ts';
import { imageFacts } from '../../../support/share-row.ts';

const account = { method: 'application_credential' } as const;
const imageId = '8b818b61-cfbf-44ca-b57e-727da7c9464d' as ImageId;
const offer = (more: Partial<Offer> = {}) =>
  ({
    imageId,
    region: 'IAD',
    homeRegion: 'IAD',
    accountName: 'prod',
    projectId: 'producer-id',
    projectName: 'producer',
    ...more,
  }) as Offer;

describe('where else it is looked for', () => {
  const rows: [string, Partial<Offer>, string[]][] = [
    ['no region was named: in all others', {}, ['DFW', 'ORD']],
    ['found before, and tried again: in all but that one', { region: 'DFW' }, ['iad', 'ORD']],
    ['a region was named: nowhere', { homeRegion: null }, []],
  ];
  it.each(rows)('%s', (_, more, others) => {
    expect(otherRegions(offer(more), ['iad', 'DFW', 'ORD'])).toEqual(others);
  });
});

describe('what the answers mean', () => {
  type RegionAnswer = Answer<ImageFacts>;
  const none = (region: string): RegionAnswer => ({ region, image: null });
  const there = (region: string): RegionAnswer => ({ region, image: imageFacts });
  const down = new Error('down');
  const failed = (region: string): RegionAnswer => ({ region, error: down });
  const rows: [string, RegionAnswer[], object][] = [
    ['where one looks first', [there('IAD')], { phase: 'placing', region: 'IAD', image: imageFacts }],
    ['elsewhere', [none('IAD'), there('DFW')], { phase: 'placing', region: 'DFW' }],
    ['in two others: the first of them', [none('IAD'), there('DFW'), there('ORD')], { region: 'DFW' }],
    ['a region is down, another has it', [none('IAD'), failed('DFW'), there('ORD')], { region: 'ORD' }],
    [
      'in none',
      [none('IAD'), none('DFW')],
      {
        phase: 'failed',
        region: 'IAD',
        problem: { kind: 'image-nowhere', imageId, searched: [{ account: 'prod', regions: ['IAD', 'DFW'] }] },
      },
    ],
    [
      'found elsewhere, and private',
      [none('IAD'), { region: 'DFW', image: { ...imageFacts, visibility: 'private' } }],
      { phase: 'opening', region: 'DFW' },
    ],
  ];
  it.each(rows)('%s', (_, looked, after) => {
    expect(judgeRegions(offer(), looked, account)).toMatchObject(after);
  });

  it('a region was named, and has none', () => {
    expect(judgeRegions(offer({ homeRegion: null }), [none('IAD')], account)).toMatchObject({
      phase: 'failed',
      problem: { kind: 'image-not-found', imageId, region: 'IAD' },
    });
  });

  it('a region that does not answer may have it: that is not “not found”', () => {
    expect(() => judgeRegions(offer(), [none('IAD'), failed('DFW')], account)).toThrow(down);
  });
});
