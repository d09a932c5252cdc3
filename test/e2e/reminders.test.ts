/** Whoever does not answer is reminded, and each reminder comes once. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { everywhere } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { image, onStage, stage } from '../support/story.ts';

/** Others may stand in the same message: what waited in the cloud before the account was linked is reminded of too. */
const told = (name: Name, words: string) => stage.card(name, `*${image.name}* ${words}`);
const countOf = (name: Name, words: string) =>
  stage.cards(name).filter((message) => fullText(message).includes(`*${image.name}* ${words}`)).length;
const share = (project: string) =>
  stage.actor('alice').command('/share-image', `${image.id} ${stage.projectId(project)}`);

/** So many timers that the bot has kept: in the order in which they were due. */
const kept = (kind: string) =>
  stage.lines.filter((line) => line.includes(`"timer":"${kind}"`) && line.includes('timer fired')).length;

/** Until all that was due in a month has been done: the last of it is the producer's monthly note. */
const aMonthLater = async () => {
  await stage.later(40 * dayMs);
  await stage.slack.until(() => kept('cleanup') > 0, { what: 'the timers of a month' });
};

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, about: `nightly-${randomUUID().slice(0, 8)}`, linked: ['alice', 'bob'] });

  it('the producer is told of the answer', async () => {
    await share('consumer');
    await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Accept');
    await told('alice', 'was accepted for project *consumer* by <@UBOB>');
    await stage.atRest();
    expect(countOf('bob', 'was accepted for project')).toBe(0);
  });

  it('reminds after a day, with the buttons that answer, and not once there is an answer', async () => {
    await share('consumer');
    await stage.card('bob', 'Waiting for an answer', image);
    await stage.later(dayMs + hourMs);
    const reminder = await told('bob', 'has been waiting for an answer from project *consumer*');
    await stage.actor('bob').click(reminder, 'Accept', { within: `*${image.name}*` });
    await stage.card('alice', '*accepted* by <@UBOB>', image);
    await stage.later(7 * dayMs);
    await told('bob', 'was waiting for an answer');
    await aMonthLater();
    await stage.atRest();
    expect(countOf('bob', 'has been waiting for an answer from')).toBe(0);
    expect(countOf('bob', 'was waiting for an answer from')).toBe(1);
  });

  it('reminds after one, three and seven days, each time once, and then no more', async () => {
    await share('consumer');
    await stage.card('bob', 'Waiting for an answer', image);
    await stage.later(hourMs);
    for (const [n, days] of [1, 2, 4].entries()) {
      await stage.later(days * dayMs);
      await stage.slack.until(
        () => countOf('bob', 'has been waiting for an answer from project *consumer*') > n,
        {
          what: `reminder ${n + 1}`,
        },
      );
    }
    await aMonthLater();
    await stage.atRest();
    expect(countOf('bob', 'has been waiting for an answer from')).toBe(3);
    expect(countOf('alice', 'is waiting for an answer from')).toBe(0);
  });

  it('asks the producer to check an id that nobody has linked, once', async () => {
    await share('consumer2');
    await stage.card('alice', 'nobody here has linked this project', image);
    await stage.later(dayMs + hourMs);
    await told(
      'alice',
      `is waiting for an answer from project \`${stage.projectId('consumer2')}\`, which nobody`,
    );
    await stage.later(2 * dayMs);
    await stage.slack.until(() => kept('remind') > 1, { what: 'the second reminder' });
    await aMonthLater();
    await stage.atRest();
    expect(kept('remind')).toBeGreaterThanOrEqual(3);
    expect(countOf('alice', 'is waiting for an answer from')).toBe(1);
  });
});
