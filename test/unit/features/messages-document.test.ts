/** docs/messages.md says all that the bot says. `UPDATE_MESSAGES=1 npx vitest run test/unit/features/messages-document.test.ts` rewrites it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { messagesPage } from '../../support/messages/page.ts';

const path = 'docs/messages.md';

test('docs/messages.md is what the code says', () => {
  const page = messagesPage();
  if (process.env.UPDATE_MESSAGES) writeFileSync(path, page);
  expect(readFileSync(path, 'utf8')).toBe(page);
});
