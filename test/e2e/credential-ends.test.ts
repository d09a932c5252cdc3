/** An application credential expires: its owner knows when, is told in time, and links a new one; nothing is refused. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../playground/cloud/cloud-faults.ts';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { StageOptions } from '../support/stage.ts';
import { people } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const expires = 'The application credential of your account *producer* (project producer on lab) expires';

/** A new one of alice's; without an end if it lasts for null. */
const credentialFor = (ms: number | null) => {
  const { cloud, demo } = stage;
  if (cloud === null || demo === null) throw new Error('these stories play on the playground’s cloud');
  const { user, bot } = demo.people.alice;
  const more = { expiresAt: ms === null ? null : stage.now() + ms };
  const { id, secret } = cloud.state.addApplicationCredential(user, bot.projectId, `for ${ms}`, more);
  return { 'Application credential ID': id, 'Application credential secret': secret };
};
const linkFor = async (ms: number | null) => {
  const credential = credentialFor(ms);
  await stage.openLink('alice');
  await stage.fillLink('alice', credential);
  await stage.atRest();
};
const accountList = async (words: string) => {
  await stage.actor('alice').command('/image-account');
  return stage.ephemeral('alice', words);
};
const home = async () => {
  await stage.actor('alice').openHome();
  await stage.atRest();
  return fullText({ text: '', blocks: stage.actor('alice').home()?.blocks });
};
const warnings = () => stage.cards('alice').filter((message) => fullText(message).includes(expires));
const dateOf = (ms: number) => `expires <!date^${Math.floor(ms / 1_000)}^`;
const fault = (more: Partial<Fault> & Pick<Fault, 'do'>) =>
  stage.cloud?.faults.add({
    match: ({ path }) => path.includes('/application_credentials/'),
    times: Number.POSITIVE_INFINITY,
    ...more,
  });
const asked = () =>
  stage.cloud?.requests.filter(
    ({ path, user }) => path.includes('/application_credentials/') && user === 'alice',
  ).length;

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, metered: true, about: 'nightly', linked: ['bob'] });

  it('is announced a week and a day before, replaced by the button, and no share is refused', async () => {
    const endsAt = stage.now() + 30 * dayMs;
    await linkFor(30 * dayMs);
    expect(fullText(await accountList('Your linked accounts'))).toContain(dateOf(endsAt));
    expect(await home()).toContain(dateOf(endsAt));
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer} --for 60d`);
    await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Accept');
    await stage.later(22 * dayMs);
    await stage.atRest();
    expect(warnings()).toEqual([]);
    await stage.later(dayMs + hourMs);
    await stage.atRest();
    const [first] = warnings();
    expect(warnings()).toHaveLength(1);
    expect(await (await stage.scrape()).text()).toContain('image_share_credentials_ending{cloud="lab"} 1');
    await stage.later(6 * dayMs);
    await stage.atRest();
    // a new message, which notifies, in place of the former one
    expect(warnings()).toHaveLength(1);
    const [second] = warnings();
    expect(second?.ts).not.toBe(first?.ts);
    if (second) await stage.actor('alice').click(second, 'Link again');
    await stage.slack.until(() => stage.actor('alice').views.length > 0, { what: 'the form that links' });
    await stage.fillLink('alice', credentialFor(null));
    await stage.card('alice', 'This account has been kept, linked again or unlinked');
    await stage.later(2 * dayMs);
    await stage.atRest();
    expect(warnings()).toEqual([]);
    expect(await home()).not.toContain('expires');
    expect(await (await stage.scrape()).text()).toContain('image_share_credentials_ending{cloud="lab"} 0');
    await stage.later(30 * dayMs);
    await stage.card('bob', 'the share ended as scheduled', image);
    expect(stage.cards('alice').filter((message) => /refuse/.test(fullText(message)))).toEqual([]);
  });

  it('one that ends within a week is announced at once, and after a restart not again', async () => {
    await linkFor(3 * dayMs);
    expect(warnings()).toHaveLength(1);
    expect(warnings().flatMap(buttons)).toEqual(['Link again']);
    await stage.restart();
    await stage.later(dayMs + hourMs);
    await stage.atRest();
    expect(warnings()).toHaveLength(1);
  });

  it.each([401, 403, 404])(
    'a cloud that answers %i does not tell, and is asked again after a week',
    async (status) => {
      fault({ do: 'status', status });
      await linkFor(20 * dayMs);
      expect(asked()).toBe(0);
      await stage.later(6.5 * dayMs);
      await stage.atRest();
      expect(asked()).toBe(0);
      stage.cloud?.faults.clear();
      await stage.later(2 * dayMs);
      await stage.atRest();
      expect(asked()).toBe(1);
      expect(fullText(await accountList('Your linked accounts'))).toContain('expires');
      expect(stage.lines.join('\n')).not.toContain('"health":"refused"');
    },
  );

  it('a cloud that is away for this is asked again the next day; the account is linked all the same', async () => {
    fault({ do: 'status', status: 503 });
    await linkFor(20 * dayMs);
    expect(fullText(await accountList('Your linked accounts'))).not.toContain('expires');
    stage.cloud?.faults.clear();
    await stage.later(dayMs + hourMs);
    await stage.atRest();
    expect(fullText(await accountList('Your linked accounts'))).toContain('expires');
  });

  it('nobody is told of one that was unlinked, and who is away is told when they are back', async () => {
    await linkFor(10 * dayMs);
    stage.slack.setUser({ id: people.alice, deleted: true });
    await stage.slack.tellOfUser(people.alice);
    await stage.later(4 * dayMs);
    await stage.atRest();
    expect(warnings()).toEqual([]);
    stage.slack.setUser({ id: people.alice, deleted: false });
    await stage.slack.tellOfUser(people.alice);
    await stage.later(dayMs + hourMs);
    await stage.atRest();
    expect(warnings()).toHaveLength(1);
    const list = await accountList('Your linked accounts');
    await stage.actor('alice').click(list, 'Unlink');
    await stage.later(10 * dayMs);
    await stage.atRest();
    expect(warnings()).toEqual([]);
  });
});

const night: StageOptions['policy'] = {
  remindAfterMs: [],
  quietHours: { from: 22 * 60, until: 7 * 60 },
  syncInterval: { minMs: hourMs, maxMs: dayMs },
  syncRequestsPerMinute: 300,
};

describe.each(onPlayground())('in quiet hours, $name', (setting) => {
  onStage({ ...setting, policy: night });

  it('the announcement waits for the morning', async () => {
    const today = new Date(stage.now()).setUTCHours(23, 0, 0, 0);
    const at = today > stage.now() ? today : today + dayMs;
    await linkFor(at + 7 * dayMs - stage.now());
    await stage.later(at + hourMs - stage.now());
    await stage.atRest();
    expect(warnings()).toEqual([]);
    await stage.later(7.5 * hourMs);
    await stage.atRest();
    expect(warnings()).toHaveLength(1);
  });
});
