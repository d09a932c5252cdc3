/** What an answer is about: one act, the account, the cloud, or a proxy in front of it. Nothing is taken for something else. */
import { afterEach, describe, expect, it } from 'vitest';
import { type ReverseProxy, startReverseProxy } from '../support/reverse-proxy.ts';
import { everywhere } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const minuteMs = 60_000;
const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);
const share = () => stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
const textsOf = (name: Name) => stage.cards(name, image).map(fullText).join('\n');

describe.each(await everywhere())('$name', (setting) => {
  describe('a credential whose access rules lack one act', () => {
    onStage({ ...setting, about: 'nightly', linked: ['bob'] });

    it('shares no private image and says which rule is missing, and goes on with everything else', async () => {
      const rules = await stage.byHand.restricted([
        ['GET', '/v2/images'],
        ['GET', '/v2/images/*'],
        ['GET', '/v2/images/*/members'],
        ['GET', '/v2/images/*/members/*'],
        ['POST', '/v2/images/*/members'],
      ]);
      await stage.openLink('alice');
      await stage.fillLink('alice', rules);
      const hidden = await stage.byHand.image({ name: 'hidden', visibility: 'private' });
      await stage.actor('alice').command('/share-image', `${hidden.id} ${consumer}`);
      const told = await stage.card('alice', 'Nothing was shared', hidden);
      expect(fullText(told)).toContain('lack `PATCH /v2/images/*`');
      expect(await stage.byHand.visibilityOf(hidden)).toBe('private');
      await share();
      await card('bob', 'Waiting for an answer');
      await stage.actor('alice').command('/list-images', '--visibility shared');
      await stage.ephemeral('alice', 'nightly');
      await stage.atRest();
      expect(stage.cards('alice').map(fullText).join()).not.toContain('Link it again');
    });

    it('polls without what it may not read, and asks for it once', async () => {
      const rules = await stage.byHand.restricted([
        ['GET', '/v2/images'],
        ['GET', '/v2/images/*'],
        ['POST', '/v2/images/*/members'],
      ]);
      await stage.openLink('alice');
      await stage.fillLink('alice', rules);
      await share();
      await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
      await card('alice', '*accepted* by <@UBOB>');
      const refused = () =>
        stage.lines.filter((line) => line.includes('/members') && line.includes('"status":401')).length;
      await stage.actor('alice').openHome();
      await stage.atRest();
      const once = refused();
      for (let times = 0; times < 3; times += 1) {
        await stage.actor('alice').openHome();
        await stage.atRest();
      }
      expect(refused()).toBe(once);
      await stage.byHand.answer(image, 'consumer', 'rejected');
      await stage.actor('bob').openHome();
      await card('alice', '*rejected* outside the bot');
    });
  });

  describe('a proxy in front of the image service', () => {
    const proxies: ReverseProxy[] = [];
    afterEach(() => {
      for (const proxy of proxies.splice(0)) proxy.close();
    });
    const frontOf = async (url: string) => {
      const proxy = await startReverseProxy(url);
      proxies.push(proxy);
      return proxy.url;
    };
    const answering = (how: Parameters<ReverseProxy['answer']>[0]) => {
      for (const proxy of proxies) proxy.answer(how);
    };
    onStage({ ...setting, frontOf, about: 'nightly', linked: ['alice', 'bob'] });

    it('answers 404 to a removal: nobody reads that the member is gone while it is there', async () => {
      await share();
      await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
      await card('alice', '*accepted* by <@UBOB>');
      answering(({ method }) => (method === 'DELETE' ? { status: 404 } : null));
      await stage.actor('alice').command('/unshare-image', `${image.id} ${consumer}`);
      const question = await stage.ephemeral('alice', 'Stop sharing');
      await stage.actor('alice').click(question, 'Remove 1 member');
      await stage.card('alice', 'A proxy in front of lab answered 404');
      await stage.later(minuteMs);
      await stage.atRest();
      expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
      for (const name of ['alice', 'bob'] as const)
        expect(textsOf(name)).not.toMatch(/removed by|[Nn]o longer|withdrawn by/);
      answering(() => null);
      await stage.later(5 * minuteMs);
      await card('bob', '*No longer shared*: withdrawn by <@UALICE>');
      expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
    });

    it('answers 404 to everything: no image is gone, and no offer ends', async () => {
      answering(() => ({ status: 404 }));
      await share();
      await card('alice', 'A proxy in front of lab answered 404');
      answering(() => null);
      await stage.later(minuteMs);
      await card('bob', 'Waiting for an answer');
    });

    it('a Glance that answers 401 to all for a minute: every account works afterwards, without a new link', async () => {
      await share();
      const asked = await card('bob', 'Waiting for an answer');
      answering(() => ({
        status: 401,
        headers: { 'www-authenticate': 'Keystone uri="http://keystone.example"' },
      }));
      await stage.actor('bob').click(asked, 'Accept');
      await card('bob', 'is not answering properly');
      await stage.later(minuteMs);
      await card('bob', 'refuses the token that the cloud has just issued');
      answering(() => null);
      await stage.later(5 * minuteMs);
      await card('alice', '*accepted* by <@UBOB>');
      for (const name of ['alice', 'bob'] as const) {
        await stage.actor(name).command('/list-images', '--visibility shared');
        await stage.ephemeral(name, 'nightly');
        await stage.atRest();
        expect(stage.cards(name).map(fullText).join()).not.toMatch(/[Ll]ink it again/);
      }
    });
  });
});
