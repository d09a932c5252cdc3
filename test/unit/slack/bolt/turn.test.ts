/** In the direct message, the line that says what is being read gives its place to the answer; to one, and if Slack lets it. */
import { expect, test } from 'vitest';
import type { SlackUserId, TeamId } from '../../../../src/core/ids.ts';
import { createLog, type Log } from '../../../../src/core/log.ts';
import { UserError } from '../../../../src/core/problems/problem.ts';
import type { Messenger } from '../../../../src/slack/api/messenger.ts';
import { mrkdwn } from '../../../../src/slack/blocks/mrkdwn.ts';
import { problemOf, takeTurn } from '../../../../src/slack/bolt/turn.ts';

const [line, answer, more] = [mrkdwn`Reading`, mrkdwn`the answer`, mrkdwn`and more`];
const userId = 'UBOB' as SlackUserId;
const belonging = { teamId: 'T1', enterpriseId: undefined };

/** What is said in a direct message after the line, where `update` changes what Slack shows. */
const said = async (update: () => Promise<void>) => {
  const changed: string[] = [];
  const posted: string[] = [];
  await takeTurn(
    {
      source: 'message',
      name: 'message',
      userId,
      userName: 'bob',
      belonging,
      respond: undefined,
      ack: async () => {},
    },
    {
      installation: { teamId: 'T1' as TeamId, enterpriseId: null, botUserId: 'UBOT' as SlackUserId },
      messenger: {
        openConversation: async () => 'D1',
        post: async () => '1.0',
        update: async (_, __, { text }) => {
          await update();
          changed.push(text);
        },
      } as Partial<Messenger> as Messenger,
      keepReply: async (_, { text }) => void posted.push(text),
      log: createLog('silent'),
    },
    async ({ turn, tell }) => {
      await tell({ text: line });
      for (const text of [answer, more]) await turn.sendPrivately({ text });
    },
  );
  return { changed, posted };
};

test('the first answer takes the place of the line, the second comes after it', async () => {
  expect(await said(async () => {})).toEqual({ changed: [answer], posted: [more] });
});

test('where Slack does not change the line, both come after it', async () => {
  expect(await said(() => Promise.reject(new Error('gone')))).toEqual({
    changed: [],
    posted: [answer, more],
  });
});

test.each([
  [
    'an error, with its cause',
    new Error('late', { cause: new Error('early') }),
    [/Error: late/, /caused by Error: early/],
  ],
  ['an error without one', new Error('late'), [/Error: late(?![\s\S]*caused by)/]],
  ['what is no error', 'a word', [/^a word$/]],
])('the log has %s, under the reference that the person reads', (_, error, parts) => {
  const logged: { reference?: string; stack?: string }[] = [];
  const log = { error: (line: object) => void logged.push(line) } as unknown as Log;
  const problem = problemOf(error, log);
  expect(logged).toHaveLength(1);
  expect(problem).toEqual({ kind: 'unknown', reference: logged[0]?.reference });
  for (const part of parts) expect(logged[0]?.stack).toMatch(part);
});

test('what a person caused is theirs to read, and not in the log', () => {
  const log = { error: () => expect.unreachable('it was logged') } as unknown as Log;
  expect(problemOf(new UserError({ kind: 'outdated' }), log)).toEqual({ kind: 'outdated' });
});
