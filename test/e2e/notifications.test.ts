/** Told, once, and not too much: by the reader's own clock, several things at once, and nothing that does not matter any more. */
import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import type { MadeImage } from '../support/by-hand.ts';
import { everywhere, onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { StageOptions } from '../support/stage.ts';
import { type Name, people } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const countOf = (name: Name, words: string) =>
  stage.cards(name).filter((message) => fullText(message).includes(words)).length;
const share = (what: MadeImage = image) =>
  stage.actor('alice').command('/share-image', `${what.id} ${consumer}`);
const lives = (name: Name, tz: string) => stage.slack.setUser({ id: people[name], tz });

/** Puts the bot's clock to the next time that it is so late in UTC. */
const until = async (hour: number) => {
  const now = stage.now();
  const today = new Date(now).setUTCHours(hour, 0, 0, 0);
  await stage.later((today > now ? today : today + dayMs) - now);
};

/** Where it is about this hour now. On a real cloud tokens would be over if the clock were turned. */
const zoneAt = (hour: number) => {
  const ahead = ((hour - new Date().getUTCHours() + 36) % 24) - 12;
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
};

const night: StageOptions['policy'] = {
  remindAfterMs: [],
  quietHours: { from: 22 * 60, until: 7 * 60 },
  syncInterval: { minMs: hourMs, maxMs: dayMs },
  syncRequestsPerMinute: 30,
};

describe.each(onPlayground())('quiet hours, $name', (setting) => {
  onStage({ ...setting, policy: night, about: 'nightly', linked: ['alice', 'bob', 'ben'] });
  beforeEach(() => {
    lives('alice', 'Africa/Lagos');
    lives('bob', 'Asia/Tokyo');
    lives('ben', 'America/Bogota');
  });

  it('who is awake is told at once, who sleeps in the morning, each by their own clock', async () => {
    await until(15);
    await share();
    // an offer is a message of its own at any hour
    await Promise.all([stage.card('bob', 'Waiting', image), stage.card('ben', 'Waiting', image)]);
    await stage.actor('ben').click(await stage.card('ben', 'Waiting for an answer', image), 'Accept');
    await stage.card('alice', 'was accepted for project *consumer* by <@UBEN>');
    await stage.atRest();
    expect(countOf('bob', 'was accepted for project')).toBe(0);
    await stage.later(6.5 * hourMs);
    await stage.actor('ben').openHome();
    await stage.atRest();
    expect(countOf('bob', 'was accepted for project')).toBe(0);
    await stage.later(hourMs);
    await stage.card('bob', 'was accepted for project *consumer* by <@UBEN>');
    await stage.atRest();
    expect(countOf('alice', 'was accepted for project')).toBe(1);
    expect(countOf('ben', 'was accepted for project')).toBe(0);
  });

  it('who moved is told by the clock of the place where they are now', async () => {
    await until(15);
    await share();
    await stage.card('bob', 'Waiting for an answer', image);
    lives('bob', 'America/Bogota');
    await stage.later(2 * 60_000);
    const another = await stage.byHand.image({ name: 'weekly' });
    await share(another);
    await stage.card('bob', 'Waiting for an answer', another);
    await stage.actor('ben').click(await stage.card('ben', 'Waiting for an answer', another), 'Accept');
    await stage.card('bob', '*weekly* was accepted for project *consumer* by <@UBEN>');
  });
});

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, policy: night, about: 'nightly', linked: ['alice', 'bob'] });
  beforeEach(() => {
    lives('alice', zoneAt(12));
    lives('bob', zoneAt(2));
  });

  it('a loss is told at any hour', async () => {
    await share();
    await stage.card('bob', 'Waiting for an answer', image);
    await stage.byHand.removeMember(image, 'consumer');
    await stage.actor('alice').openHome();
    await stage.card('bob', 'is no longer shared with project *consumer*: it was removed outside the bot');
  });
});

describe.each(onPlayground())('a digest, $name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob', 'ben'] });

  it('twelve reminders are one message, without what was answered meanwhile', async () => {
    // the read that linking sets off is over, or it would find some of the twelve before the others
    await stage.card('bob', '*retired-base* is offered to project *consumer*');
    const images: MadeImage[] = [];
    for (let n = 0; n < 12; n += 1) {
      const made = await stage.byHand.image({ name: `build-${n}` });
      await stage.byHand.addMember(made, consumer);
      images.push(made);
    }
    await stage.actor('bob').openHome();
    const offered = await stage.card('bob', '*build-11* is offered to project *consumer*');
    expect(buttons(offered).filter((text) => text === 'Accept').length).toBeGreaterThanOrEqual(12);
    await stage.actor('bob').click(offered, 'Accept', { within: '*build-3*' });
    await stage.card('bob', '*build-3* was offered to project *consumer*; it is now accepted');
    await stage.card('ben', '*build-3* was offered to project *consumer*; it is now accepted');
    // what is still to be told before would take some of the reminders along
    await stage.card('ben', '*build-3* was accepted for project *consumer*');
    await stage.later(dayMs + hourMs);
    const reminder = await stage.card('ben', '*build-11* has been waiting for an answer');
    expect(fullText(reminder)).toContain('*build-0* has been waiting for an answer');
    expect(fullText(reminder)).not.toContain('*build-3* waits');
    await stage.atRest();
    expect(countOf('ben', 'waiting for an answer from')).toBe(1);
    const bobs = await stage.card('bob', '*build-11* has been waiting for an answer');
    expect(fullText(bobs)).not.toContain('build-3');
    await stage.atRest();
    expect(countOf('bob', 'waiting for an answer from')).toBe(1);
  });

  it('one image, several projects: one sentence', async () => {
    await stage.link('carol');
    const consumer2 = stage.projectId('consumer2');
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer} ${consumer2}`);
    const asked = [
      await stage.card('bob', 'Waiting for an answer', image),
      await stage.card('carol', 'Waiting for an answer', image),
    ] as const;
    await Promise.all([
      stage.actor('bob').click(asked[0], 'Accept'),
      stage.actor('carol').click(asked[1], 'Accept'),
    ]);
    const told = await stage.card(
      'alice',
      /\*nightly\* was accepted for projects \*consumer2?\* by <@U\w+>, \*consumer2?\* by <@U\w+>\./,
    );
    expect(fullText(told).match(/was accepted/g)).toHaveLength(2); // the text and its one block
  });
});

describe.each(onPlayground())('deactivated in Slack, $name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob', 'ben'] });

  it('who leaves later gets nothing more and is named to the producer; when nobody is left, the producer is told', async () => {
    await share();
    await Promise.all([stage.card('bob', 'Waiting', image), stage.card('ben', 'Waiting', image)]);
    await stage.card('alice', /asked <@U\w+>, <@U\w+>\./, image);
    stage.slack.setUser({ id: people.ben, deleted: true });
    await stage.later(dayMs + hourMs);
    await stage.card('bob', 'waiting for an answer from project *consumer*');
    await stage.card(
      'alice',
      'asked <@UBOB>. <@UBEN> is deactivated in Slack and gets no more messages',
      image,
    );
    await stage.atRest();
    expect(countOf('ben', 'waiting for an answer from')).toBe(0);
    stage.slack.setUser({ id: people.bob, deleted: true });
    await stage.later(2 * dayMs);
    await stage.card('alice', '<@UBOB> is deactivated in Slack and gets no more messages', image);
    await stage.later(4 * dayMs);
    await stage.card('alice', 'the bot can no longer ask anybody there');
    await stage.atRest();
    expect(countOf('bob', 'waiting for an answer from')).toBe(1);
  });
});

describe.each(onPlayground())('unlinked, $name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob', 'ben'] });

  const unlink = async (name: Name) => {
    await stage.actor(name).command('/image-account');
    await stage.actor(name).click(await stage.ephemeral(name, 'Your linked accounts'), 'Unlink');
    await stage.ephemeral(name, 'You have no linked cloud account');
  };

  it('who unlinks the project is told no more; when nobody is left, the producer is told', async () => {
    await share();
    await Promise.all([stage.card('bob', 'Waiting', image), stage.card('ben', 'Waiting', image)]);
    await unlink('ben');
    await stage.later(dayMs + hourMs);
    await stage.card('bob', 'waiting for an answer from project *consumer*');
    await stage.atRest();
    expect(countOf('ben', 'waiting for an answer from')).toBe(0);
    await unlink('bob');
    await stage.later(2 * dayMs);
    await stage.card('alice', 'the bot can no longer ask anybody there');
    await stage.atRest();
    expect(countOf('bob', 'waiting for an answer from')).toBe(1);
  });
});
