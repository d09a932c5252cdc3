/** A form that is given back as the words of a command: read again, they mean the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SlackUserId } from '../../../src/core/ids.ts';
import { asWords as filterWords, readAsked } from '../../../src/features/list-images/query.ts';
import { asWords } from '../../../src/features/share-image/as-words.ts';
import { nothingTyped, readTyped } from '../../../src/features/share-image/share-request.ts';

const image = '8b818b61-cfbf-44ca-b57e-727da7c9464d';
const project = fc.stringMatching(/^[0-9a-f]{32}$/);
/** As typed in an input; with quotation marks of both kinds something has to give way. */
const text = fc
  .stringMatching(/^[\w<>&@#.,;:!?/\\-][\w <>&@#.,;:!?/\\-]{0,40}[\w<>&@#.:!?/\\-]$/)
  .filter((it) => it.trim() === it);

test('a share form', () => {
  const typed = fc.record({
    tenants: fc.array(project, { minLength: 1, maxLength: 5 }),
    people: fc.constantFrom<readonly SlackUserId[]>([], ['U1' as SlackUserId, 'U2' as SlackUserId]),
    region: fc.option(text),
    account: fc.option(text),
    note: fc.option(text),
    accept: fc.boolean(),
    answerWithin: fc.constantFrom(null, '7d'),
    until: fc.constantFrom(null, '2030-01-31'),
  });
  fc.assert(
    fc.property(typed, (some) => {
      const whole = { ...nothingTyped, image, ...some };
      const { typed: read, problems } = readTyped(asWords(whole));
      expect(problems).toEqual([]);
      expect(read).toEqual(whole);
    }),
  );
});

test.each(['say "hello"', "Bob's build", 'two\nlines', "'quoted' words"])('the note %j', (note) => {
  expect(readTyped(asWords({ ...nothingTyped, image, note })).typed.note).toBe(note);
});

test('nothing worth keeping', () => {
  expect(asWords({ ...nothingTyped, region: 'DFW', answerWithin: '7d' })).toBe('');
  expect(filterWords({}, { region: 'DFW', account: null })).toBe('');
});

test('the list’s filters', () => {
  const filters = {
    custom: true,
    name: 'a "b" & <c>',
    status: 'active',
    tags: ['web', 'two words'],
    sort: [['name', 'asc']],
  } as const;
  const read = readAsked(
    filterWords(
      { ...filters, tags: [...filters.tags], sort: [['name', 'asc']] },
      { region: 'D W', account: 'x' },
    ),
  );
  expect(read).toEqual({ filters, region: 'D W', account: 'x' });
  expect(
    readAsked(
      filterWords(
        { memberStatus: 'pending', visibility: 'shared', owner: 'o' },
        { region: null, account: null },
      ),
    ),
  ).toEqual({
    filters: { memberStatus: 'pending', visibility: 'shared', owner: 'o' },
    region: null,
    account: null,
  });
});
