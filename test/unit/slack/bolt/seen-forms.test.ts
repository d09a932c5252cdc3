/** What stood in a form that is closed is given back once, however often Slack says that it was closed. */
import { expect, test } from 'vitest';
import { createSeenForms } from '../../../../src/slack/bolt/seen-forms.ts';

const typed = (value: string) => ({ note: { note: { type: 'plain_text_input', value } } });
const blocks = [
  { type: 'input', block_id: 'note', element: { type: 'plain_text_input', action_id: 'note' } },
];
type Closed = Parameters<ReturnType<typeof createSeenForms>['closed']>[0];
const closed = (id: string) => ({ id, blocks }) as unknown as Closed;

test('once, and nothing of a form in which nobody typed', () => {
  const seen = createSeenForms();
  seen.saw('V1', typed('hello'));
  expect(seen.closed(closed('V1'))).toEqual({ note: 'hello' });
  expect(seen.closed(closed('V1'))).toBeUndefined();
  expect(seen.closed(closed('V2'))).toBeUndefined();
});

test('of more than five hundred the oldest is forgotten: the one that was not typed in for longest', () => {
  const seen = createSeenForms();
  for (let n = 0; n < 500; n += 1) seen.saw(`V${n}`, typed(`${n}`));
  seen.saw('V0', typed('again'));
  seen.saw('V500', typed('500'));
  expect(seen.closed(closed('V0'))).toEqual({ note: 'again' });
  expect(seen.closed(closed('V1'))).toBeUndefined();
});
