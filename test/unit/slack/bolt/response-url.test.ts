/** Which successes of a response_url are Slack's, and which are somebody's between. */
import { expect, test } from 'vitest';
import { isTaken, strictResponseUrls } from '../../../../src/slack/bolt/response-url.ts';

test.each([
  ['ok', true],
  ['', true],
  ['{"ok":true}', true],
  ['{"ok":true,"warning":"x"}', true],
  ['{"ok":false,"error":"used_url"}', false],
  ['{"ok":"true"}', false],
  ['{"error":"no such route"}', false],
  ['{"ok":true', false],
  ['{}', false],
  ['[]', false],
  ['[{"ok":true}]', false],
  ['<html>ok</html>', false],
])('%s: %s', (text, taken) => {
  expect(isTaken(text)).toBe(taken);
});

const answering = (body: string | ReadableStream, status = 200) =>
  strictResponseUrls(async () => new Response(body, { status }));
const url = 'https://hooks.example/commands/1';

test('no more is read than Slack says', async () => {
  const endless = new ReadableStream({ pull: (to) => to.enqueue(Buffer.from('{"ok":true,     ')) });
  expect(await answering(endless)(url)).toMatchObject({ ok: false });
  expect(await answering(' \n{"ok":true}\n')(url)).toMatchObject({ ok: true });
});

test('a failure is left as it is, and so are the Web API’s own answers', async () => {
  expect(await answering('used_url', 404)(url)).toMatchObject({ status: 404 });
  const asked = await answering('{"ok":false}')('https://slack.com/api/chat.update');
  expect(await asked.text()).toBe('{"ok":false}');
});

test('nobody is followed elsewhere', async () => {
  const asked: unknown[] = [];
  const send = strictResponseUrls(async (_, init) => {
    asked.push(init);
    return new Response('ok');
  });
  await send(url, { method: 'POST' });
  expect(asked).toEqual([{ method: 'POST', redirect: 'error' }]);
});
