/** A modal's state off the wire, and what its schema says of it. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { modalValues, readModal } from '../../../../src/slack/blocks/modals.ts';

const chosen = (value: string) => ({ text: { type: 'plain_text' as const, text: value }, value });

test('each kind of input comes flat under its block', () => {
  expect(
    modalValues({
      id: { id: { type: 'plain_text_input', value: ' abc ' } },
      blank: { blank: { type: 'plain_text_input', value: ' \n' } },
      empty: { empty: { type: 'plain_text_input', value: null } },
      cloud: { other: { type: 'static_select', selected_option: chosen('prod') } },
      none: { none: { type: 'radio_buttons', selected_option: null } },
      tags: { tags: { type: 'checkboxes', selected_options: [chosen('a'), chosen('b')] } },
      people: { people: { type: 'multi_users_select', selected_users: ['U1'] } },
      person: { person: { type: 'users_select', selected_user: 'U2' } },
      nothing: {},
    }),
  ).toEqual({
    id: ' abc ',
    blank: null,
    empty: null,
    cloud: 'prod',
    none: null,
    tags: ['a', 'b'],
    people: ['U1'],
    person: 'U2',
    nothing: null,
  });
});

const schema = z.object({
  id: z.string().trim().min(4, 'An id has four characters.'),
  note: z.string().nullable(),
});

test('good values come as the schema has them', () => {
  expect(readModal({ id: ' abcd ', note: null }, schema)).toEqual({ data: { id: 'abcd', note: null } });
});

test('what is wrong stands under its input, what is empty in our words', () => {
  expect(readModal({ id: 'abc', note: null }, schema)).toEqual({
    errors: { id: 'An id has four characters.' },
  });
  expect(readModal({ id: null, note: null }, schema)).toEqual({
    errors: { id: 'This is missing. Fill it in.' },
  });
});

test('what names no input stands under the first; one text an input', () => {
  const either = schema.refine(() => false, 'Give one or the other.');
  expect(readModal({ id: 'abcd', note: 'x' }, either)).toEqual({ errors: { id: 'Give one or the other.' } });
  const twice = z.object({ id: z.string().min(4, 'Too short.').regex(/^\d+$/, 'Digits only.') });
  expect(readModal({ id: 'abc' }, twice)).toEqual({ errors: { id: 'Too short.' } });
});
