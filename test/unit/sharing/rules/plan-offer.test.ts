/** The rules of finding an Offer's image, each as a row of a table. */
import { describe, expect, it } from 'vitest';
import type { ImageId, ProjectId } from '../../../../src/core/ids.ts';
import type { ImageFacts } from '../../../../src/model/image.ts';
import type { Offer } from '../../../../src/model/offer.ts';
import { judgeRegions, otherRegions, planOffer } from '../../../../src/sharing/rules/plan-offer.ts';
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
    tenants: ['one', 'two'],
    stopped: [],
    asOf: null,
    ...more,
  }) as Offer;

it('the next step follows the phase', () => {
  const phases = ['finding', 'opening', 'checking', 'placing', 'placed', 'failed'] as const;
  expect(phases.map((phase) => planOffer(offer({ phase })))).toEqual([
    { do: 'find-image' },
    { do: 'make-shared' },
    { do: 'read-members' },
    { do: 'place' },
    { do: 'nothing' },
    { do: 'nothing' },
  ]);
});

it('an offer whose tenants were all withdrawn stops, whatever its phase; one that is over stays as it is', () => {
  const stopped = ['two', 'one'] as ProjectId[];
  const phases = ['finding', 'opening', 'checking', 'placing', 'placed', 'failed'] as const;
  expect(phases.map((phase) => planOffer(offer({ phase, stopped })).do)).toEqual([
    'stop',
    'stop',
    'stop',
    'stop',
    'nothing',
    'nothing',
  ]);
  expect(planOffer(offer({ phase: 'finding', stopped: stopped.slice(1) }))).toEqual({ do: 'find-image' });
});

it('one that came back with a backup looks for its image, but makes none shared before its producer says so', () => {
  expect(planOffer(offer({ phase: 'finding', asOf: 1 }))).toEqual({ do: 'find-image' });
  expect(planOffer(offer({ phase: 'opening', asOf: 1 }))).toEqual({ do: 'nothing' });
});

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
  const failed = (region: string): RegionAnswer => ({ region, error: down, refused: false });
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

  const mine = (more: Partial<ImageFacts>) => ({ ...imageFacts, ...more });
  const unusable = (status: string) => ({ kind: 'image-unusable', image: 'web-base', status });
  const images: [string, ImageFacts, Pick<Offer, 'phase' | 'problem'>][] = [
    ['shared', mine({}), { phase: 'placing', problem: null }],
    ['private', mine({ visibility: 'private' }), { phase: 'opening', problem: null }],
    [
      'of another project',
      mine({ owner: 'other' as ImageFacts['owner'] }),
      { phase: 'failed', problem: { kind: 'image-not-yours', image: 'web-base', project: 'producer' } },
    ],
    ...(['public', 'community'] as const).map(
      (visibility): [string, ImageFacts, Pick<Offer, 'phase' | 'problem'>] => [
        `${visibility}: everybody has it`,
        mine({ visibility }),
        { phase: 'failed', problem: { kind: 'image-needs-no-members', image: 'web-base', visibility } },
      ],
    ),
    ...['deleted', 'pending_delete', 'killed'].map(
      (status): [string, ImageFacts, Pick<Offer, 'phase' | 'problem'>] => [
        `${status}: nobody can use it`,
        mine({ status }),
        { phase: 'failed', problem: unusable(status) as Offer['problem'] },
      ],
    ),
  ];
  it.each(images)('an image that is %s', (_, image, after) => {
    expect(judgeRegions(offer(), [{ region: 'IAD', image }], account)).toEqual({
      ...after,
      image,
      region: 'IAD',
    });
  });

  it('Rackspace shares a private image as it is', () => {
    const image = mine({ visibility: 'private' });
    const { phase } = judgeRegions(offer(), [{ region: 'IAD', image }], { method: 'rackspace_apikey' });
    expect(phase).toBe('placing');
  });
});
