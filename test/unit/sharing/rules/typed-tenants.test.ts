/** What may be typed for tenants: what is taken unasked, each rule as a row, and of any mix of words only what the rule allows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProjectId } from '../../../../src/core/ids.ts';
import { maxMembers } from '../../../../src/sharing/rules/typed-ids.ts';
import {
  isSurelyId,
  mayBeName,
  otherSpellings,
  readTenants,
  type TenantPlace,
} from '../../../../src/sharing/rules/typed-tenants.ts';

const id = '883982ae96cf433f89e6c9097d5b8082';
const other = id.slice(1);
const image = '8b818b61-cfbf-44ca-b57e-727da7c9464d';
const dashed = '883982ae-96cf-433f-89e6-c9097d5b8082';
const place: TenantPlace = {
  image,
  numbered: false,
  known: new Set(),
  named: new Map(),
  after: new Map(),
  asked: () => false,
};
const knows = (...ids: string[]) => ({ ...place, known: new Set(ids) });
const following = (flag: string) => ({ ...place, after: new Map([['build', flag]]) });
const named = (...ids: string[]) => ({ ...place, named: new Map([['finance', ids as ProjectId[]]]) });

describe('taken unasked', () => {
  test.each<[string, string, TenantPlace, string]>([
    ['an id as Keystone makes it', id, place, id],
    ['one in capitals is put right', id.toUpperCase(), place, id],
    ['one with dashes that the rows know without them', dashed, knows(id), id],
    ['the same in capitals', dashed.toUpperCase(), knows(id), id],
    ['an id with dashes that the rows know as it is', dashed, knows(dashed), dashed],
    ['a number on Rackspace', '5821', { ...place, numbered: true }, '5821'],
    ['whatever the rows know', 'finance', knows('finance'), 'finance'],
  ])('%s', (_, typed, at, taken) => {
    expect(readTenants([typed, typed], at)).toEqual({
      tenants: [taken],
      problems: [],
      corrected: taken === typed ? [] : [{ typed, projectId: taken }],
      confirmed: [],
    });
  });
});

describe('asked, with what stands in the form', () => {
  test.each<[string, string, TenantPlace, string, readonly string[]]>([
    ['a second image', '9b818b61-cfbf-44ca-b57e-727da7c9464d', place, 'image', []],
    ['an image that lost a digit', '9b818b61-cfbf-44ca-b57e-727da7c9464', place, 'image', []],
    ['the image itself, without dashes', image.replaceAll('-', ''), place, 'image', []],
    ['a digit lost', other, place, 'length', [other]],
    ['a digit too many', `${id}a`, place, 'length', [`${id}a`]],
    ['a number where ids are not numbers', '5821', place, 'number', ['5821']],
    ['a channel', '#images', place, 'channel', []],
    ['an address', 'bob@example.com', place, 'address', []],
    ['a word after the note', 'build', following('--note'), 'after-note', []],
    ['a word after another flag', 'build', following('--accept'), 'after-flag', []],
    ['a word of the sentence', 'please', place, 'filler', []],
    ['a word', 'finance', place, 'word', ['finance']],
    ['a long word of an id’s letters', 'deadbeefcafe', place, 'word', ['deadbeefcafe']],
    ['a long word with a digit', 'production42', place, 'word', ['production42']],
    ['a long run of an id’s letters and digits', 'deadbeef42', place, 'length', ['deadbeef42']],
    ['a short one', 'deadbee42', place, 'word', ['deadbee42']],
    ['a number on Rackspace with a letter', '5821x', { ...place, numbered: true }, 'word', ['5821x']],
    ['the name of a project', 'Finance', named(id), 'name', [id]],
    ['the name of several projects', 'Finance', named(id, other), 'name', []],
    ['an id in brackets', `(${id}).`, place, 'inside', [id]],
    [
      'an id in a dashboard’s address',
      `https://horizon.example/identity/${id}/detail/`,
      place,
      'inside',
      [id],
    ],
    ['an id beside an emoji', `👉${id}`, place, 'inside', [id]],
    ['an id after a word', `tenant=${id.toUpperCase()}`, place, 'inside', [id]],
  ])('%s', (_, typed, at, why, tenants) => {
    const read = readTenants([typed], at);
    expect(read.problems).toEqual([expect.objectContaining({ kind: 'doubtful-tenant', typed, why })]);
    expect(read.tenants).toEqual(tenants);
  });
});

test('what was asked about and sent again is taken, and confirmed', () => {
  const read = readTenants([id, 'finance'], { ...place, asked: (word) => word === 'finance' });
  expect(read).toEqual({ tenants: [id, 'finance'], problems: [], corrected: [], confirmed: ['finance'] });
});

test.each<[string, readonly string[], object]>([
  ['none', [], { kind: 'no-tenant' }],
  ['with space', ['a b'], { kind: 'bad-tenant', typed: 'a b', why: 'space' }],
  ['too long', ['x'.repeat(256)], { kind: 'bad-tenant', typed: 'x'.repeat(256), why: 'long' }],
  ...['a/b', 'ä', 'a\u007f', '.', '..'].map((typed): [string, string[], object] => [
    `a character that no path takes: “${typed}”`,
    [typed],
    { kind: 'bad-tenant', typed, why: 'character' },
  ]),
  [
    'one too many, whatever else is wrong with them',
    Array.from({ length: maxMembers + 1 }, (_, at) => `t${at}`),
    { kind: 'too-many-tenants', count: maxMembers + 1, max: maxMembers },
  ],
])('never taken, asked or not: %s', (_, typed, problem) => {
  expect(readTenants(typed, { ...place, asked: () => true }).problems).toEqual([problem]);
});

test('as many as an image has members', () => {
  const typed = Array.from({ length: maxMembers }, (_, at) => at.toString(16).padStart(32, '0'));
  expect(readTenants(typed, place)).toMatchObject({ tenants: typed, problems: [] });
});

describe('of any mix of words', () => {
  const digits = (min: number, max: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF-'), minLength: min, maxLength: max });
  const word = fc.oneof(
    fc.constantFrom(
      id,
      id.toUpperCase(),
      dashed,
      image,
      'to',
      '#images',
      'bob@example.com',
      '@bob',
      '5821',
      '30',
    ),
    fc.constantFrom('finance', 'Finance', `(${id})`, `${id}.`, "Bob's", '–', '…', '𝟞𝟠', '__proto__'),
    digits(1, 40),
    fc.stringMatching(/^[0-9a-f]{32}$/),
    fc.uuid(),
    fc.string(),
  );

  test('only what the rule allows is taken unasked', () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 8 }),
        fc.array(word, { maxLength: 4 }),
        fc.boolean(),
        fc.constantFrom('--note', '--accept', undefined),
        (typed, known, numbered, flag) => {
          const at = {
            ...place,
            numbered,
            known: new Set([...known, ...otherSpellings(known)]),
            named: new Map([['finance', [id as ProjectId]]]),
            after: new Map(flag === undefined ? [] : typed.map((each) => [each, flag])),
          };
          const { tenants, problems, confirmed } = readTenants(typed, at);
          expect(confirmed).toEqual([]);
          if (problems.length > 0) return;
          for (const tenant of tenants) {
            const asKeystone = /^[0-9a-f]{32}$/.test(tenant);
            const asRackspace = numbered && /^\d+$/.test(tenant);
            expect(asKeystone || asRackspace || at.known.has(tenant)).toBe(true);
            // nothing is invented
            const same = (each: string) =>
              each.toLowerCase().replaceAll('-', '') === tenant.replaceAll('-', '').toLowerCase();
            expect(typed.some(same)).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

test.each([
  ['an id as Keystone makes it', id, true],
  ['the image’s id without dashes', image.replaceAll('-', ''), false],
  ['an id with dashes', dashed, false],
  ['a word', 'finance', false],
])('%s is surely a project’s, or not', (_, typed, isSure) => {
  expect(isSurelyId(typed, image)).toBe(isSure);
});

test.each([
  ['a word', 'finance', true],
  ['an id', id, false],
  ['an id in capitals', id.toUpperCase(), false],
  ['an id with dashes', dashed, false],
])('%s may be a project’s name, or not', (_, word, may) => {
  expect(mayBeName(word)).toBe(may);
});

test('of many projects of one name five are guessed', () => {
  const many = Array.from({ length: 7 }, (_, n) => `p${n}`);
  const [problem] = readTenants(['finance'], named(...many)).problems;
  expect(problem).toMatchObject({ kind: 'doubtful-tenant', why: 'name', guesses: many.slice(0, 5) });
});

test('255 characters are not too long', () => {
  const long = 'x'.repeat(255);
  expect(readTenants([long], { ...place, known: new Set([long]) }).tenants).toEqual([long]);
});
