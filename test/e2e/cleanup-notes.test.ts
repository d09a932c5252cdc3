/** Once a month a producer is told whom they could remove, and can do so from there. */
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs } from '../../src/core/durations.ts';
import { createLog } from '../../src/core/log.ts';
import { openForReading } from '../../src/store/open.ts';
import { everywhere } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const nobodys = 'ffffffffffffffffffffffffffffffff';
const words = 'has members that you could remove';

const notes = () => stage.cards('alice').filter((message) => fullText(message).includes(words));
const count = (many: number) => stage.slack.until(() => notes().length === many, { what: `${many} notes` });
/** How often the time for a note has come. */
const kept = () => stage.lines.filter((line) => line.includes('"timer":"cleanup"')).length;
/** How many notes were written, posted or not. */
const written = async () => {
  const log = createLog('silent');
  const { kysely, close } = await openForReading(`sqlite:${join(stage.folder, 'bot.db')}`, { log });
  const rows = await kysely
    .selectFrom('notifications')
    .where('event', 'like', '%"cleanup"%')
    .selectAll()
    .execute();
  await close();
  return rows.length;
};
/** The card of the removal has no member left to remove. */
const isOver = (message: Parameters<typeof fullText>[0]) => {
  const text = fullText(message);
  return (
    text.includes('You asked to stop sharing this image') &&
    text.includes('removed by') &&
    !text.includes('being removed')
  );
};
/** Somebody does something: the bot looks at its clock. */
const month = async () => {
  await stage.later(30 * dayMs + 2 * 60 * 60_000);
  await stage.actor('bob').openHome();
};

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });
  beforeEach(async () => {
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer} ${nobodys}`);
  });

  it('one a month, whatever restarts, with the removal behind its button, and none when there is nothing', async () => {
    await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Reject');
    await stage.card('alice', '*rejected* by <@UBOB>', image);
    await month();
    await count(1);
    await stage.restart();
    await month();
    await count(2);
    const [, note] = notes();
    if (note === undefined) throw new Error('no note');
    expect(fullText(note)).toContain('1 rejected it; 1 never answered, and nobody here has linked it');
    expect(buttons(note)).toContain('Clean up…');
    await stage.actor('alice').click(note, 'Clean up…');
    const asked = await stage.ephemeral('alice', 'These 2 projects lose access');
    await stage.actor('alice').click(asked, 'Remove 2 members');
    await stage.slack.until(() => stage.cards('alice', image).some(isOver), {
      what: 'the members gone',
    });
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
    await month();
    await stage.slack.until(() => kept() === 3, { what: 'the third note’s time' });
    await stage.atRest();
    expect(await written()).toBe(2);
    expect(notes()).toHaveLength(2);
  });
});
