/** Slack refuses to change a form or a Home, or to say who the bot is: what people read is true in the end, and said once. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../playground/slack/web-api/slack-faults.ts';
import { onPlayground } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const minuteMs = 60_000;
const always = { times: Number.POSITIVE_INFINITY } as const;
const page = '<html>Forbidden</html>';

const minutes = async (count: number) => {
  for (let n = 0; n < count; n++) await stage.later(minuteMs);
  await stage.atRest();
};
const refuse = (method: string, fault: object) =>
  stage.slack.faults.add({ method, ...always, ...fault } as Fault);

/** All that somebody reads with these words, in the direct message or as a line of their own. */
const read = (name: Name, words: string) => {
  const actor = stage.actor(name);
  return [...actor.dm(), ...actor.ephemerals()].filter((message) => fullText(message).includes(words));
};
const home = (name: Name) => fullText({ text: '', blocks: stage.actor(name).home()?.blocks ?? [] });

const refusals: readonly [string, object][] = [
  ...[
    'internal_error',
    'a_code_of_next_year',
    'not_found',
    'hash_conflict',
    'view_too_large',
    'missing_scope',
  ].map((error): [string, object] => [error, { do: 'error', error }]),
  ...[403, 503].map((status): [string, object] => [`${status}`, { do: 'status', status, body: page }]),
  ['too many', { do: 'ratelimited', retryAfterS: 90 }],
  ['no connection', { do: 'drop' }],
  ['a gateway’s yes', { do: 'answer', body: { ok: true } }],
];

describe.each(onPlayground())('$name', (setting) => {
  describe('views.update is refused', () => {
    onStage({ ...setting, about: 'nightly', linked: [] });

    /** Submits the link form of bob, whose sign-in takes longer than Slack waits. */
    const submitSlowly = async (values: Record<string, string>) => {
      const answer = Promise.withResolvers<void>();
      let isAsked = false;
      const match = ({ service }: { service: string }) => {
        isAsked ||= service === 'keystone';
        return service === 'keystone';
      };
      stage.cloud?.faults.add({ match, do: 'delay', after: answer.promise });
      // what could not be changed stays until it is closed
      while (stage.actor('bob').views.length > 0) await stage.actor('bob').close();
      await stage.openLink('bob');
      const submitted = stage.actor('bob').submit(values);
      await stage.slack.until(() => isAsked, { what: 'the sign-in' });
      await stage.pass(1_500);
      await submitted;
      return answer.resolve;
    };

    it.each(refusals)('%s: who links reads what came of it in the direct message, once', async (_, fault) => {
      const lift = refuse('views.update', fault);
      const wrong = await submitSlowly({
        ...stage.applicationCredential('bob'),
        'Application credential secret': 'mistyped',
      });
      wrong();
      await stage.card('bob', 'is not linked');
      await stage.atRest();
      expect(read('bob', 'is not linked')).toHaveLength(1);
      const right = await submitSlowly(stage.applicationCredential('bob'));
      right();
      await stage.card('bob', 'Linked as *consumer*');
      await stage.atRest();
      expect(read('bob', 'Linked as *consumer*')).toHaveLength(1);
      lift();
      await minutes(2);
      expect(read('bob', 'Linked as *consumer*')).toHaveLength(1);
      await stage.actor('bob').command('/image-account');
      await stage.ephemeral('bob', 'Your linked accounts');
    });
  });

  describe('views.publish is refused', () => {
    onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

    it.each(refusals)('%s: the cards go on, and the Home is true once it is taken', async (_, fault) => {
      await stage.actor('bob').openHome();
      await stage.slack.until(() => home('bob').includes('Your accounts'), { what: 'the Home' });
      const lift = refuse('views.publish', fault);
      await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
      const card = await stage.card('bob', 'Waiting for an answer', image);
      await stage.actor('bob').openHome();
      await stage.actor('bob').click(card, 'Accept');
      await stage.card('bob', '*Accepted* by <@UBOB>', image);
      await stage.card('alice', '*accepted* by <@UBOB>', image);
      await minutes(15);
      expect(stage.cards('alice', image).map(fullText).join()).not.toContain('not accepting');
      lift();
      await minutes(11);
      expect(home('bob')).not.toContain(image.id);
      await stage.actor('alice').openHome();
      await stage.slack.until(() => home('alice').includes('nightly'), { what: 'what alice shares' });
      expect(read('bob', '*Accepted* by <@UBOB>')).toHaveLength(1);
    });
  });

  describe('auth.test is refused later', () => {
    onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

    it.each([...refusals.slice(-4), ['invalid_auth', { do: 'error', error: 'invalid_auth' }] as const])(
      '%s: the cards go on',
      async (_, fault) => {
        const lift = refuse('auth.test', fault);
        const lost = refuse('chat.update', { do: 'status', status: 503 });
        await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
        await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Accept');
        await minutes(5);
        await fetch(`http://127.0.0.1:${stage.port}/readyz`);
        lost();
        await minutes(6);
        expect(stage.cards('bob', image)).toHaveLength(1);
        await stage.card('bob', '*Accepted* by <@UBOB>', image);
        await stage.card('alice', '*accepted* by <@UBOB>', image);
        lift();
      },
    );
  });
});
