/** A reply whose response_url does not take it: the person reads it all the same, once. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../playground/slack/web-api/slack-faults.ts';
import { onPlayground } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import { image, onStage, stage } from '../support/story.ts';

const page = '<!doctype html>\n<html><body>Sign in to the network</body></html>';

const dead: readonly [string, object][] = [
  ...[301, 302, 404, 410, 429, 500, 503].map((status): [string, object] => [
    `answers ${status}`,
    { do: 'status', status, body: page },
  ]),
  ['is cut', { do: 'drop' }],
  ['is answered by a page as a success', { do: 'status', status: 200, body: page }],
  ['says that it is used up, as a success', { do: 'answer', body: { ok: false, error: 'used_url' } }],
  ['says so by a gateway', { do: 'answer', body: { error: 'no such route' } }],
];

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  /** What bob reads, wherever it stands. */
  const read = (words: string) => {
    const bob = stage.actor('bob');
    return [...bob.ephemerals(), ...bob.dm()].filter((message) => fullText(message).includes(words));
  };

  it.each(dead)('one that %s', async (_, fault) => {
    stage.slack.faults.add({ method: 'response_url', times: Number.POSITIVE_INFINITY, ...fault } as Fault);
    await stage.actor('bob').command('/show-image', image.id);
    await stage.slack.until(() => read(image.id).length > 0, { what: 'the reply' });
    await stage.atRest();
    expect(read(image.id)).toHaveLength(1);
  });
});
