/** Which account and region a form offers and carries along, as tables; and that the forms fit into Slack at the largest input. */
import { describe, expect, it } from 'vitest';
import { validateBlocks } from '../../../playground/slack/format/validate-blocks.ts';
import {
  carriedWhere,
  carryWhere,
  readWhere,
  type Where,
  whereChoices,
} from '../../../src/accounts/account-and-region.ts';
import { listForm } from '../../../src/features/list-images/list-form.ts';
import { pickModal } from '../../../src/features/pick-image/pick-modal.ts';
import { shareModal } from '../../../src/features/share-image/share-modal.ts';
import { nothingTyped } from '../../../src/features/share-image/share-request.ts';
import type { Account } from '../../../src/model/account.ts';
import { viewLimits } from '../../../src/slack/blocks/limits.ts';

const account = (id: string, cloudId = 'lab') =>
  ({
    id,
    name: `name of ${id}`,
    projectName: id,
    cloudId,
    cloudName: cloudId,
    region: null,
    isDefault: id === 'a',
  }) as Account;
const regions: Readonly<Record<string, readonly string[]>> = {
  lab: ['IAD', 'DFW'],
  small: ['only'],
  other: [],
};
const regionsOf = (cloud: string) => regions[cloud] ?? [];
const nothing: Where = { account: null, region: null };
const unnamed = { region: 'any region' };

describe('what there is to choose', () => {
  const rows: [string, Account[], Where, { account?: string; region: string }, object][] = [
    ['one account: only its regions', [account('a')], nothing, unnamed, { accounts: [], account: 'a' }],
    ['one region: nothing', [account('a', 'small')], nothing, unnamed, { accounts: [], regions: [] }],
    ['several: the default one', [account('b'), account('a')], nothing, unnamed, { account: 'a' }],
    [
      'several, by name',
      [account('a'), account('b')],
      { ...nothing, account: 'NAME OF B' },
      unnamed,
      { account: 'b' },
    ],
    [
      'two: each by its name and project',
      [account('a'), account('b')],
      nothing,
      unnamed,
      {
        accounts: [
          { text: 'name of a — a on lab', value: 'a' },
          { text: 'name of b — b on lab', value: 'b' },
        ],
      },
    ],
    [
      'any of two clouds, of which one tells no regions: the region is typed',
      [account('a'), account('b', 'other')],
      nothing,
      { ...unnamed, account: 'any' },
      { regions: null, region: '' },
    ],
    ['several, by id', [account('a'), account('b')], { ...nothing, account: 'b' }, unnamed, { account: 'b' }],
    ['any of them', [account('a'), account('b')], nothing, { ...unnamed, account: 'any' }, { account: '*' }],
    [
      'one that is gone',
      [account('a'), account('b')],
      { ...nothing, account: 'c' },
      unnamed,
      { account: 'a' },
    ],
    ['a region in any case', [account('a')], { ...nothing, region: 'dfw' }, unnamed, { region: 'DFW' }],
    [
      'a region that is none: typed, to be mended',
      [account('a')],
      { ...nothing, region: 'mars' },
      unnamed,
      { regions: null, region: 'mars' },
    ],
    [
      'a cloud whose regions nobody named: typed',
      [account('a', 'other')],
      nothing,
      unnamed,
      { regions: null, region: '' },
    ],
  ];
  it.each(rows)('%s', (_, accounts, where, means, choices) => {
    expect(whereChoices(accounts, where, regionsOf, means)).toMatchObject(choices);
  });

  it('the regions are those of the account that is chosen', () => {
    const own = [account('a', 'small'), account('b')];
    const texts = (where: Where) =>
      whereChoices(own, where, regionsOf, unnamed).regions?.map(({ text }) => text);
    expect(texts(nothing)).toEqual([]);
    expect(texts({ ...nothing, account: 'b' })).toEqual(['any region', 'IAD', 'DFW']);
  });
});

describe('what was chosen', () => {
  it.each([
    [{ account: '*', region: '*' }, nothing],
    [
      { account: 'a', region: ' DFW ' },
      { account: 'a', region: 'DFW' },
    ],
    [
      { account: 'a', region: null },
      { account: 'a', region: null },
    ],
    [{}, nothing],
  ])('%o', (values, where) => {
    expect(readWhere(values)).toEqual(where);
  });

  it('is carried along, beside other things; of anything else nothing is named', () => {
    const choices = whereChoices(
      [account('a'), account('b')],
      { account: 'b', region: 'DFW' },
      regionsOf,
      unnamed,
    );
    expect(carriedWhere(carryWhere(choices, { command: '/show-image' }))).toEqual({
      account: 'b',
      region: 'DFW',
    });
    for (const metadata of ['', '/show-image', '[]', 'null']) expect(carriedWhere(metadata)).toEqual(nothing);
  });
});

describe('200 accounts and regions with names of 255 characters', () => {
  const long = '<!channel> & *x* "'.padEnd(255, 'n');
  const many = Array.from({ length: 200 }, (_, at) => ({
    ...account(`${at}`),
    name: long,
    projectName: long,
  }));
  const manyRegions = () => Array.from({ length: 200 }, (_, at) => `region-${at}`);
  const where = { account: '150', region: 'x'.repeat(3000) };
  it.each([
    ['list', (at: Where) => listForm(whereChoices(many, at, manyRegions, unnamed))],
    [
      'pick',
      (at: Where) =>
        pickModal('/image-status', whereChoices(many, at, manyRegions, { ...unnamed, account: 'any' })),
    ],
    [
      'share',
      (at: Where) => shareModal({ ...nothingTyped, ...at }, [], many, manyRegions, { at: 0, timeZone: null }),
    ],
  ])('the form: %s', (_, form) => {
    for (const at of [where, { account: null, region: 'region-150' }, nothing]) {
      const view = form(at);
      const problems: string[] = [];
      validateBlocks(view.blocks, 'modal', '', (what, at) => problems.push(`${at}: ${what}`));
      expect(problems).toEqual([]);
      expect(view.private_metadata?.length ?? 0).toBeLessThanOrEqual(viewLimits.privateMetadataChars);
    }
  });
});
