/** The Home is true each time it is opened, within a budget of requests that people who look share with nobody. */
import { describe, expect, test } from 'vitest';
import { onPlayground } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const minuteMs = 60_000;

/** alice's Home once it has all of `words`, and none of `without`. */
const home = (words: readonly string[], without: readonly string[] = []) =>
  stage.slack.until(
    () => {
      const view = stage.actor('alice').home();
      const text = view ? fullText({ text: '', blocks: view.blocks }) : '';
      return words.every((one) => text.includes(one)) && !without.some((one) => text.includes(one));
    },
    { what: `a Home with ${words.join(', ')}` },
  );

describe.each(onPlayground())('ten openings in a minute, with a change before each, $name', (setting) => {
  onStage({
    ...setting,
    linked: ['alice', 'bob'],
    about: 'nightly',
    policy: {
      remindAfterMs: [],
      quietHours: null,
      syncInterval: { minMs: minuteMs, maxMs: 60 * minuteMs },
      syncRequestsPerMinute: 30,
    },
  });

  test('each is true, and each account asks no more than it may', async () => {
    const alice = stage.actor('alice');
    await alice.command('/share-image', `${image.id} ${consumer}`);
    await stage.card('alice', '*pending*', image);
    await alice.openHome();
    await home(['1 pending']);
    await stage.later(minuteMs);
    const glance = () => stage.cloud?.requests.filter(({ service }) => service === 'glance') ?? [];
    const before = glance().length;
    for (let times = 0; times < 10; times += 1) {
      const status = times % 2 === 0 ? 'rejected' : 'accepted';
      await stage.byHand.answer(image, 'consumer', status);
      await alice.openHome();
      await home([`1 ${status}`]);
    }
    const made = glance().slice(before);
    expect(made.filter(({ user }) => user === 'alice').length).toBeLessThanOrEqual(120);
  });

  test('beyond that it says as of when it is, and is read within a minute', async () => {
    const alice = stage.actor('alice');
    await alice.command('/share-image', `${image.id} ${consumer}`);
    await stage.card('alice', '*pending*', image);
    for (let times = 0; times < 20; times += 1) {
      await alice.openHome();
      await stage.atRest();
    }
    await home(['As of']);
    await stage.byHand.answer(image, 'consumer', 'rejected');
    await stage.later(minuteMs + 1_000);
    await home(['1 rejected'], ['As of']);
  });
});

describe.each(onPlayground())('Refresh, $name', (setting) => {
  onStage({ ...setting, linked: ['alice', 'bob'], about: 'nightly' });

  test('many members of one image are listed together', async () => {
    const alice = stage.actor('alice');
    const others = Array.from({ length: 40 }, (_, n) => (n + 1).toString(16).padStart(32, '0'));
    await alice.command('/share-image', `${image.id} ${consumer} ${others.join(' ')}`);
    const card = await stage.card('alice', '*pending*', image);
    await stage.atRest();
    await stage.byHand.answer(image, 'consumer', 'accepted');
    const before = stage.cloud?.requests.length ?? 0;
    await alice.click(card, 'Refresh');
    await stage.card('alice', '*accepted*', image);
    await stage.atRest();
    const made = (stage.cloud?.requests ?? []).slice(before).filter(({ service }) => service === 'glance');
    expect(made.length, made.map(({ method, path }) => `${method} ${path}`).join('\n')).toBeLessThan(20);
  });
});
