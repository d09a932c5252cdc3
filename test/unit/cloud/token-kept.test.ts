/** For how long a token is used before another sign-in: a tenth of a short life and a minute of a long one is left over. */
import { expect, test } from 'vitest';
import type { Http } from '../../../src/cloud/http.ts';
import { createSessions } from '../../../src/cloud/session.ts';
import type { Token } from '../../../src/cloud/token.ts';
import { dayMs, hourMs } from '../../../src/core/durations.ts';
import type { ProjectId } from '../../../src/core/ids.ts';
import { createLog } from '../../../src/core/log.ts';
import { Secret } from '../../../src/core/secret.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';

const minute = 60_000;

test.each([
  ['an hour', hourMs, hourMs - minute],
  ['five minutes', 5 * minute, 4.5 * minute],
  ['a minute', minute, 0.9 * minute],
  ['less than nothing, by a wrong clock', -hourMs, 0.9 * minute],
  ['ten days', 10 * dayMs, dayMs - minute],
])('%s', async (_, lifeMs, usedMs) => {
  const clock = createDrivenClock(1_000);
  const sessions = createSessions({ http: {} as Http, clock, log: createLog('silent') });
  const project = { id: 'p' as ProjectId, name: 'p' };
  const token: Token = {
    ...{ id: new Secret('token'), lifeMs, project, user: { id: 'u', name: 'u' }, roles: [], catalog: [] },
    ...{ applicationCredentialId: null, accessRules: null },
  };
  sessions.keep('account', token);
  const signsIn = () => Promise.reject(new Error('signs in'));
  const session = sessions.open({ name: 'lab' } as never, 'account', signsIn, project.id);
  clock.moveTo(1_000 + usedMs - 1);
  expect(await session.token()).toBe(token);
  clock.moveTo(1_000 + usedMs);
  await expect(session.token()).rejects.toThrow('signs in');
});
