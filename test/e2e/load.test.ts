/** Many at once: nobody is written to out of order or too often for Slack, and nobody waits for somebody else's slow work. */
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Cloud, startCloud } from '../../playground/cloud/cloud-server.ts';
import { type Slack, startSlack } from '../../playground/slack/slack.ts';
import type { Manifest } from '../../playground/slack/workspace/manifest.ts';
import { type BotProcess, createBotProcess } from '../support/bot-process.ts';
import { fullText } from '../support/shown.ts';

const unknownTenant = '883982ae96cf433f89e6c9097d5b8082';
const users = ['UANN', 'UBEA', 'UCAL', 'UDAN', 'UEVE'] as const;
type User = (typeof users)[number];

let slack: Slack;
let cloud: Cloud;
let bot: BotProcess;
/** Each speaks for a project of their own. */
const projects = new Map<User, string>();

beforeEach(async () => {
  slack = await startSlack({
    manifest: parse(await readFile('manifest.yml', 'utf8')) as Manifest,
    users: users.map((id) => ({ id })),
    enforceRates: true,
  });
  cloud = await startCloud();
  bot = await createBotProcess(slack, cloud);
  await bot.start();
  for (const user of users) {
    const project = cloud.state.addProject(`project-of-${user}`);
    const login = cloud.state.addUser(user, project.id);
    const { id, secret } = cloud.state.addApplicationCredential(login, project.id, 'bot');
    projects.set(user, project.id);
    const person = slack.person(user);
    await person.command('/image-account', 'link');
    await slack.until(() => person.views.length > 0);
    await person.submit({ 'Application credential ID': id, 'Application credential secret': secret });
    await slack.until(() => person.views.at(-1)?.callback_id === 'account-linked', {
      what: 'the account linked',
    });
    await person.close();
  }
});
afterEach(async () => {
  await bot.close();
  await slack.close();
  await cloud.close();
});

const imageOf = (user: User, name: string) =>
  cloud.state.addImage('IAD', { name, owner: projects.get(user) ?? '' });

/** Offers it, as often as it takes until Slack has an acknowledgement. */
const offer = async (user: User, imageId: string) => {
  while ((await slack.person(user).command('/share-image', `${imageId} ${unknownTenant}`)).error);
};

const tooMany = () => slack.requests.filter(({ answer }) => answer === 'ratelimited');

describe('a burst of offers', () => {
  it('reaches each person in order, and Slack never says “too many”', async () => {
    const each = 8;
    const offered = users.map((user) => ({
      user,
      images: Array.from({ length: each }, (_, n) => imageOf(user, `${user}-${n}`)),
    }));
    for (let n = 0; n < each; n++)
      await Promise.all(offered.map(({ user, images }) => offer(user, images[n]?.id ?? '')));
    for (const { user, images } of offered) {
      const dm = await slack.until(() => slack.person(user).dm().length >= each && slack.person(user).dm(), {
        what: `all cards of ${user}`,
      });
      const told = dm.map((card) => images.findIndex(({ id }) => fullText(card).includes(id)));
      expect(told).toEqual(images.map((_, n) => n));
    }
    expect(tooMany()).toEqual([]);
    expect(slack.surprises).toEqual([]);
    // one poll-up and one conversation for the many cards of a person
    const looked = slack.requests.filter(({ method }) => method === 'conversations.open');
    expect(looked).toHaveLength(users.length);
  });

  it('goes on in order after Slack did say so, for everybody at once', async () => {
    slack.faults.add({ method: 'chat.postMessage', do: 'ratelimited', retryAfterS: 2 });
    const images = Array.from({ length: 6 }, (_, n) => imageOf('UANN', `late-${n}`));
    for (const { id } of images) await offer('UANN', id);
    const anns = () => slack.person('UANN').dm();
    await slack.until(() => anns().length >= images.length, { what: 'all cards' });
    expect(anns().map((card) => images.findIndex(({ id }) => fullText(card).includes(id)))).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
    expect(tooMany()).toHaveLength(1);
  });
});

describe('a slow cloud', () => {
  it('one person’s many offers keep nobody else’s waiting', async () => {
    const many = Array.from({ length: 40 }, (_, n) => imageOf('UANN', `many-${n}`));
    const one = imageOf('UBEA', 'just-one');
    cloud.faults.add({ match: () => true, times: Number.POSITIVE_INFINITY, do: 'delay', ms: 500 });
    for (const { id } of many) await offer('UANN', id);
    const isShared = ({ id }: { id: string }) => cloud.state.imageIn('IAD', id)?.members.has(unknownTenant);
    const left = () => many.filter((image) => !isShared(image)).length;
    const before = left();
    await offer('UBEA', one.id);
    await slack.until(() => isShared(one), { what: 'the one is shared' });
    expect(left()).toBeGreaterThan(before / 2);
    await slack.until(() => many.every(isShared), { what: 'all are shared' });
    expect(cloud.surprises).toEqual([]);
  });
});
