/** What people read when something in between answers for a cloud: the next step is one that helps. */
import { expect, test } from 'vitest';
import { wordProblem } from '../../../src/core/problems/problem.ts';

const answered = (status: number, waits: boolean) =>
  wordProblem({ kind: 'proxy-answered', cloud: 'north', status, waits });

test.each([
  [301, 'north answered with a redirect (301), which the bot does not follow', 'clouds.yaml'],
  [308, 'north answered with a redirect (308), which the bot does not follow', 'clouds.yaml'],
  [407, 'A proxy in front of north answered 407', 'user and password into the proxy’s address'],
  [404, 'A proxy in front of north answered 404', ''],
])('after a %i people read what would help', (status, found, next) => {
  for (const waits of [true, false]) {
    expect(answered(status, waits)).toContain(found);
    expect(answered(status, waits)).toContain(next);
    if (next !== '') expect(answered(status, waits)).not.toContain('Send this again');
  }
  expect(answered(status, true)).toContain('The bot keeps trying');
});
