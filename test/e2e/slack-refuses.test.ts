/** Slack refuses for a while, for good, or lets nobody change a message: every card ends up true, or who waits for it reads why not. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../playground/slack/web-api/slack-faults.ts';
import { onPlayground } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const minuteMs = 60_000;
const always = { times: Number.POSITIVE_INFINITY } as const;
const code = (error: string) => ({ do: 'error', error }) as const;
const proxy = (status: number) => ({ do: 'status', status, body: '<html>Forbidden</html>' }) as const;

/** Whether a request of the Web API is about bob. */
const aboutBob = ({ user, users, channel, user_id }: Readonly<Record<string, unknown>>) =>
  [user, users, user_id].includes('UBOB') || channel === 'DBOB';

const refuse = (method: Fault['method'], how: object) =>
  stage.slack.faults.add({ method, when: aboutBob, ...always, ...how } as Fault);

const share = (more = '') => stage.actor('alice').command('/share-image', `${image.id} ${consumer} ${more}`);

/** So many minutes, with all that is due in them. */
const minutes = async (count: number) => {
  for (let n = 0; n < count; n++) await stage.later(minuteMs);
  await stage.atRest();
};

const newest = (name: Name) => fullText(stage.cards(name, image).at(-1) ?? { text: 'no card' });

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob', 'ben'] });

  const refusals: [string, Fault['method'], object, string][] = [
    ['users.info, on this network', 'users.info', code('accesslimited'), 'accesslimited'],
    ['users.info, by a proxy', 'users.info', proxy(404), 'http_404'],
    ['chat.postMessage, while it moves', 'chat.postMessage', code('team_added_to_org'), 'team_added_to_org'],
    ['chat.postMessage, by a proxy', 'chat.postMessage', proxy(403), 'http_403'],
  ];
  it.each(refusals)(
    '%s: the producer reads it after ten minutes, until the card arrives',
    async (_name, method, how, said) => {
      // whom it looked up a moment ago the bot does not look up again
      await minutes(2);
      const lift = refuse(method, how);
      await share();
      await stage.card('ben', 'Waiting for an answer', image);
      await minutes(5);
      expect(newest('alice')).toMatch(/asked .*<@UBOB>/);
      expect(newest('alice')).not.toContain('not accepting');
      await minutes(8);
      expect(newest('alice')).toContain(
        `Slack is not accepting messages to <@UBOB> (\`${said}\`); the bot keeps trying`,
      );
      expect(newest('alice')).not.toContain('gets no card');
      expect(stage.cards('bob', image)).toEqual([]);
      await stage.actor('ben').click(await stage.card('ben', 'Waiting for an answer', image), 'Accept');
      lift();
      await minutes(6);
      expect(stage.cards('bob', image)).toHaveLength(1);
      expect(newest('bob')).toContain('*Accepted* by <@UBEN>');
      expect(newest('alice')).toContain('*accepted* by <@UBEN>');
      expect(newest('alice')).not.toContain('not accepting');
    },
  );

  it.each(['update_failed', 'a_code_of_next_year', 'ekm_access_denied'])(
    'a card that Slack does not change for a while (%s) is changed in the end',
    async (error) => {
      await share();
      await stage.card('bob', 'Waiting for an answer', image);
      const lift = refuse('chat.update', code(error));
      await stage.actor('ben').click(await stage.card('ben', 'Waiting for an answer', image), 'Accept');
      await minutes(12);
      expect(newest('bob')).toContain('Waiting for an answer');
      expect(newest('alice')).toContain(`Slack is not accepting messages to <@UBOB> (\`${error}\`)`);
      lift();
      await minutes(6);
      expect(stage.cards('bob', image)).toHaveLength(1);
      expect(newest('bob')).toContain('*Accepted* by <@UBEN>');
      expect(newest('alice')).not.toContain('not accepting');
    },
  );

  it.each(['cant_update_message', 'edit_window_closed', 'block_mismatch'])(
    'a message that nobody may change (%s) is replaced, and deleted',
    async (error) => {
      await share();
      await stage.card('bob', 'Waiting for an answer', image);
      refuse('chat.update', code(error));
      await stage.actor('ben').click(await stage.card('ben', 'Waiting for an answer', image), 'Accept');
      await minutes(3);
      expect(stage.cards('bob', image)).toHaveLength(1);
      expect(newest('bob')).toContain('*Accepted* by <@UBEN>');
    },
  );

  it('where it may not be deleted either, a click on it shows the state and its successor', async () => {
    await share();
    const old = await stage.card('bob', 'Waiting for an answer', image);
    refuse('chat.update', code('edit_window_closed'));
    refuse('chat.delete', code('cant_delete_message'));
    await stage.actor('ben').click(await stage.card('ben', 'Waiting for an answer', image), 'Accept');
    await minutes(3);
    const [first, second, ...more] = stage.cards('bob', image);
    expect(more).toEqual([]);
    expect(fullText(second ?? { text: '' })).toContain('*Accepted* by <@UBEN>');
    expect(fullText(first ?? { text: '' })).toContain('Waiting for an answer');
    await stage.actor('bob').click(old, 'Reject');
    const told = await stage.ephemeral('bob', 'This message is out of date');
    expect(fullText(told)).toContain(`/archives/DBOB/p${second?.ts.replace('.', '')}`);
    expect(fullText(told)).toContain('*Accepted* by <@UBEN>');
    await stage.atRest();
    expect(stage.status(image.id, 'consumer')).toBe('accepted');
  });

  it('and where every change is refused, a card is posted once a minute at most', async () => {
    await share();
    refuse('chat.update', code('edit_window_closed'));
    for (const answer of ['Accept', 'Reject', 'Accept']) {
      await stage.actor('ben').command('/image-status', `${image.id} ${answer.toLowerCase()}ed`);
      await stage.later(5_000);
    }
    await minutes(5);
    const posts = stage.slack.requests.filter(
      ({ method, args }) =>
        method === 'chat.postMessage' &&
        args.channel === 'DBOB' &&
        JSON.stringify(args.blocks).includes(image.id),
    );
    expect(posts.length).toBeGreaterThan(1);
    for (const [n, post] of posts.entries())
      if (n > 0) expect(post.at - (posts[n - 1]?.at ?? 0)).toBeGreaterThanOrEqual(minuteMs);
    expect(stage.cards('bob', image)).toHaveLength(1);
    expect(newest('bob')).toContain('*Accepted* by <@UBEN>');
  });

  it('one person that Slack refuses for good is named, and nobody else’s cards change', async () => {
    // its direct message with bob the bot remembers for an hour
    await stage.later(61 * minuteMs);
    refuse('conversations.open', code('user_disabled'));
    await share();
    await stage.actor('ben').click(await stage.card('ben', 'Waiting for an answer', image), 'Accept');
    await stage.card('alice', '<@UBOB> is deactivated in Slack and gets no card', image);
    await stage.card('ben', '*Accepted* by <@UBEN>', image);
    await stage.card('alice', '*accepted* by <@UBEN>', image);
  });

  it('a lost post is found beneath everything that was written since', async () => {
    stage.slack.faults.add({ method: 'chat.postMessage', when: aboutBob, do: 'drop-after-effect' });
    const lift = refuse('conversations.history', code('internal_error'));
    await share();
    await stage.card('ben', 'Waiting for an answer', image);
    for (let n = 0; n < 1_100; n++) await stage.actor('bob').say(`message ${n}`);
    await minutes(2);
    lift();
    await minutes(6);
    expect(stage.cards('bob', image)).toHaveLength(1);
    await stage.actor('ben').click(await stage.card('ben', 'Waiting for an answer', image), 'Accept');
    await stage.card('bob', '*Accepted* by <@UBEN>', image);
  });

  it('what only the operator can change is named in /readyz, and told to whoever waits for their own card', async () => {
    await stage.actor('alice').openHome();
    await stage.later(61 * minuteMs);
    const before = stage.slack.requests.length;
    const needed = { do: 'error', error: 'missing_scope', more: { needed: 'im:write' } } as const;
    const lift = stage.slack.faults.add({ method: 'conversations.open', ...always, ...needed });
    await share();
    await minutes(16);
    const ready = await fetch(`http://127.0.0.1:${stage.port}/readyz`);
    // every replica would be taken out for it, although each can still take requests and keep them
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      degraded: { 'conversations.open': 'missing_scope: im:write' },
    });
    expect(stage.lines.filter((line) => line.includes('until the app or its token is changed'))).toHaveLength(
      1,
    );
    const asked = stage.slack.requests.slice(before).filter(({ method }) => method === 'conversations.open');
    // those that were under way together when it began, and then one every five minutes
    expect(asked.length).toBeLessThanOrEqual(3 + 3);
    const own = 'Slack is not accepting messages to you (`missing_scope`)';
    await stage.slack.until(() => JSON.stringify(stage.actor('alice').home()).includes(own));
    await share('--region IAD');
    await stage.ephemeral('alice', own);
    lift();
    await minutes(6);
    await stage.card('bob', 'Waiting for an answer', image);
    expect(newest('alice')).toMatch(/asked .*<@UBOB>/);
    const mended = await fetch(`http://127.0.0.1:${stage.port}/readyz`);
    expect(await mended.json()).not.toHaveProperty('degraded');
    expect(JSON.stringify(stage.actor('alice').home())).not.toContain('not accepting');
  });

  describe('a reply with one way left', () => {
    const unanswered = async () => {
      stage.slack.faults.add({ method: 'response_url', ...always, do: 'status', status: 404 });
      return refuse('chat.postMessage', { do: 'ratelimited', retryAfterS: 120 });
    };
    const asked = () => stage.actor('bob').command('/show-image', image.id);
    // that the image is not there for him
    const replies = () => stage.cards('bob', image);

    it('waits until Slack takes it, once', async () => {
      const lift = await unanswered();
      await asked();
      await minutes(3);
      expect(replies()).toEqual([]);
      lift();
      await minutes(4);
      expect(replies()).toHaveLength(1);
    });

    it('and for an hour at most', async () => {
      const lift = await unanswered();
      await asked();
      await minutes(61);
      // a try that began within the hour may still be under way
      await stage.atRest();
      lift();
      await minutes(10);
      expect(replies()).toEqual([]);
    });
  });
});
