/** Secrets are cut out of the log by name, wherever they might have slipped in. */
import { expect, it } from 'vitest';
import { createLog } from '../../../src/core/log.ts';
import { Secret } from '../../../src/core/secret.ts';

const written = (what: object): string => {
  const lines: string[] = [];
  createLog('info', { write: (line) => lines.push(line) }).info(what, 'said');
  return lines.join('');
};

it('cuts out what is named as a secret, at any depth, in lists and in errors', () => {
  const failed = Object.assign(new Error('failed'), {
    token: 'hush-1',
    cause: { headers: { authorization: 'hush-2' } },
  });
  const line = written({
    password: 'hush-3',
    user: { apiKey: 'hush-4', deeper: { deeper: { secret: 'hush-5' } } },
    answers: [{ 'x-subject-token': 'hush-6' }],
    response_url: 'hush-7',
    err: failed,
    another: failed,
    key: new Secret('hush-8'),
  });
  expect(line).not.toContain('hush');
  expect(line).toContain('[secret]');
});

it('keeps the rest, with the stack of an error and times as they are', () => {
  const line = JSON.parse(
    written({ image: 'web-base', at: new Date(0), tries: [1, null], err: new TypeError('odd') }),
  );
  expect(line).toMatchObject({
    level: 'info',
    msg: 'said',
    image: 'web-base',
    at: '1970-01-01T00:00:00.000Z',
    tries: [1, null],
    err: { type: 'TypeError', message: 'odd', stack: expect.stringContaining('log.test.ts') },
  });
});

it('says what it can of something that contains itself', () => {
  const circle: Record<string, unknown> = { name: 'round' };
  circle.again = circle;
  expect(written(circle)).toContain('"name":"round"');
});
