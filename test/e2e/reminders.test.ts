/** What is due later happens: people are reminded, warned and told, each once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayMs } from '../../src/core/duration.ts';
import type { MadeImage } from '../support/by-hand.ts';
import { everywhere } from '../support/settings.ts';
import { buttons, createStage, fullText, type Name, type Stage } from '../support/stage.ts';

let stage: Stage;
let image: MadeImage;
let consumer: string;

const told = (name: Name, words: string | RegExp) => stage.card(name, words);
const countOf = (name: Name, words: string) =>
  stage.cards(name).filter((message) => fullText(message).includes(words)).length;

describe.each(await everywhere())('$name', (setting) => {
  beforeEach(async () => {
    stage = await createStage(setting);
    consumer = stage.projectId('consumer');
    [image] = await Promise.all([stage.byHand.image(), stage.link('alice'), stage.link('bob')]);
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
    await stage.card('bob', 'Waiting for an answer', image);
  });
  afterEach(() => stage.close());

  it('the producer is told of the answer', async () => {
    await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Accept');
    await told('alice', '*nightly* was accepted for project *consumer* by <@UBOB>');
    expect(countOf('bob', 'was accepted for project')).toBe(0);
  });

  it('reminds after a day, once, with the buttons that answer', async () => {
    stage.later(dayMs + 60 * 60_000);
    const reminder = await told('bob', 'waits for an answer of project *consumer*');
    expect(buttons(reminder)).toEqual(['Accept', 'Reject']);
    await stage.actor('bob').click(reminder, 'Accept');
    await stage.card('alice', '*accepted* by <@UBOB>', image);
    stage.later(7 * dayMs);
    await told('bob', 'was waiting for an answer');
    expect(countOf('bob', 'an answer of project *consumer*')).toBe(1);
  });
});
