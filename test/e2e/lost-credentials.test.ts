/** Tokens run out, credentials are revoked, accounts are unlinked: what waits says so, and goes on. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../../playground/cloud/cloud-server.ts';
import { onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

describe.each(onPlayground())('$name', (setting) => {
  let cloud: Cloud;
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });
  beforeEach(() => {
    if (!stage.cloud) throw new Error('these stories play on the playground’s cloud');
    ({ cloud } = stage);
  });

  const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);

  const share = () => stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
  const offered = () => card('bob', 'Waiting for an answer');
  const revoke = (of: 'alice' | 'bob') =>
    cloud.revokeApplicationCredential(stage.lab.users[of].app_credentials.bot.id);

  /** Links the person's other credential by the button that `on` says has to be pressed. */
  const linkAgain = async (name: 'alice' | 'bob') => {
    const { id, secret } = stage.lab.users[name].app_credentials['bot-restricted'];
    await stage.fillLink(name, {
      'Application credential ID': id,
      'Application credential secret': secret,
    });
  };
  const accountList = async (name: Name, words: string) => {
    await stage.actor(name).command('/image-account');
    return stage.ephemeral(name, words);
  };

  it('a token that expires between two calls costs one more sign-in, and nobody notices', async () => {
    await share();
    await stage.actor('bob').click(await offered(), 'Accept');
    const accepted = await card('bob', '*Accepted* by <@UBOB>');
    cloud.expireTokens();
    const before = cloud.requests.length;
    await stage.actor('bob').click(accepted, 'Reject instead');
    await card('alice', '*rejected* by <@UBOB>');
    await stage.atRest();
    const made = cloud.requests
      .slice(before)
      .filter(({ path }) => path.includes(image.id) || path.startsWith('/v3'))
      .map(({ method, status }) => `${method} ${status}`);
    expect(made).toEqual(['PUT 401', 'POST 201', 'PUT 200']);
  });

  it('a consumer whose credential was revoked: the answer waits, is told, and goes on after linking again', async () => {
    await share();
    const asked = await offered();
    revoke('bob');
    await stage.actor('bob').click(asked, 'Accept');
    await card('alice', '<@UBOB> chose *accepted*; updating the cloud… lab refuses the account “consumer”');
    const told = await card('bob', 'lab refuses the account “consumer”');
    expect(buttons(told)).toEqual(['Link again']);
    expect(cloud.state.imageIn('IAD', image.id)?.members.get(consumer)?.status).toBe('pending');
    await stage.actor('bob').click(told, 'Link again');
    await stage.slack.until(() => stage.actor('bob').views.length > 0, { what: 'the link modal' });
    await linkAgain('bob');
    await card('bob', '*Accepted* by <@UBOB>');
    await card('alice', '*accepted* by <@UBOB>');
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
  });

  it('the owner of a refused account is told once, in words of its own, and again when the next one is refused', async () => {
    const asks = () =>
      stage
        .cards('bob')
        .filter((message) => buttons(message).includes('Link again') && !message.text.includes(image.id));
    await share();
    const asked = await offered();
    revoke('bob');
    await stage.actor('bob').click(asked, 'Accept');
    const told = await stage.card(
      'bob',
      'The cloud refuses your account *consumer* (project consumer on lab)',
    );
    expect(buttons(told)).toEqual(['Link again']);
    // what else fails for the same reason says nothing new
    await stage.actor('bob').openHome();
    await stage.actor('bob').command('/list-images', '--visibility shared');
    await stage.ephemeral('bob', 'lab refuses the account “consumer”');
    await stage.atRest();
    expect(asks()).toHaveLength(1);
    await stage.actor('bob').click(told, 'Link again');
    await stage.slack.until(() => stage.actor('bob').views.length > 0, { what: 'the link modal' });
    await linkAgain('bob');
    await card('bob', '*Accepted* by <@UBOB>');
    await stage.card(
      'bob',
      'This account has been kept, linked again or unlinked. There is nothing left to do here.',
    );
    await stage.atRest();
    expect(asks()).toHaveLength(0);
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');

    cloud.revokeApplicationCredential(stage.lab.users.bob.app_credentials['bot-restricted'].id);
    await stage.actor('bob').click(await card('bob', '*Accepted* by <@UBOB>'), 'Reject instead');
    await stage.slack.until(() => asks().length === 1, { what: 'the next refusal said' });
    const { password, project } = stage.lab.users.bob;
    await stage.linkPassword('bob', { user: 'bob', password, project });
    await card('bob', '*Rejected* by <@UBOB>');
  });

  it('a producer whose credential was revoked: the offer waits, is told, and goes on after linking again', async () => {
    revoke('alice');
    await share();
    await card('alice', 'Waiting. lab refuses the account “producer”');
    const list = await accountList('alice', 'The cloud refuses this account');
    await stage.actor('alice').click(list, 'Link again');
    await stage.slack.until(() => stage.actor('alice').views.length > 0, { what: 'the link modal' });
    await linkAgain('alice');
    await stage.actor('bob').click(await offered(), 'Accept');
    await card('alice', '*accepted* by <@UBOB>');
  });

  it('a colleague’s good account answers what one with a refused account could not', async () => {
    const { id, secret } = stage.lab.users.bob.app_credentials['bot-restricted'];
    await stage.openLink('ben');
    await stage.fillLink('ben', { 'Application credential ID': id, 'Application credential secret': secret });
    await share();
    const asked = await offered();
    revoke('bob');
    await stage.actor('bob').click(asked, 'Accept');
    await card('bob', 'lab refuses the account “consumer”');
    const bens = await card('ben', '<@UBOB> chose *accepted*; updating the cloud…\n:hourglass: lab refuses');
    await stage.actor('ben').click(bens, 'Accept');
    await card('ben', '*Accepted* by <@UBEN>');
    await card('alice', '*accepted* by <@UBEN>');
  });

  it('unlinking closes that person’s cards and no other’s', async () => {
    await stage.link('ben');
    await share();
    const asked = await offered();
    await card('ben', 'Waiting for an answer');
    await stage.actor('bob').click(await accountList('bob', 'Your linked accounts'), 'Unlink');
    await stage.ephemeral('bob', 'You have no linked cloud account');
    const left = await card('bob', 'This needs an account of project “consumer” on lab');
    expect(buttons(left)).toEqual(['Link account']);
    expect(buttons(await card('ben', 'Waiting for an answer'))).toEqual(['Accept', 'Reject']);
    await stage.actor('bob').click(asked, 'Accept');
    await stage.ephemeral('bob', 'This needs an account of project “consumer” on lab');
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBe('pending');
    await stage.actor('ben').click(await card('ben', 'Waiting for an answer'), 'Accept');
    await card('alice', '*accepted* by <@UBEN>');
    await stage.atRest();
    expect(fullText(await card('bob', 'This needs an account'))).not.toContain('UBEN');
  });

  it('unlinked between the click and the cloud: the answer waits for the account', async () => {
    await share();
    const asked = await offered();
    cloud.faults.add({ match: ({ method }) => method === 'PUT', do: 'status', status: 503, times: 1000 });
    await stage.actor('bob').click(asked, 'Accept');
    await card('bob', 'lab is not answering properly');
    await stage.actor('bob').click(await accountList('bob', 'Your linked accounts'), 'Unlink');
    cloud.faults.clear();
    await card('alice', 'The account of project “consumer” on lab was unlinked before the bot was done');
    await stage.link('bob');
    await card('alice', '*accepted* by <@UBOB>');
  });
});
