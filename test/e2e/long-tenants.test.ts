/** More tenants than an input of a form holds: the form counts them, they are edited in parts, and all of them are shared with. */
import { describe, expect, it } from 'vitest';
import { onPlayground } from '../support/settings.ts';
import { fullText, inputValues } from '../support/shown.ts';
import { onStage, stage } from '../support/story.ts';

const ids = (count: number) => Array.from({ length: count }, (_, n) => n.toString(16).padStart(32, '0'));

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, linked: ['alice', 'bob'] });

  const seen = (words: string) =>
    stage.slack.until(
      () => {
        const view = stage.actor('alice').views.at(-1);
        return view && fullText({ text: view.title.text, blocks: view.blocks }).includes(words)
          ? view
          : undefined;
      },
      { what: `a form with ${words}` },
    );
  const members = (imageId: string) => stage.cloud?.state.imageIn('IAD', imageId)?.members.size;

  it('pasted into the direct message, changed in parts, and shared with', async () => {
    const image = await stage.byHand.image();
    const alice = stage.actor('alice');
    await alice.say(`share ${image.id} ${ids(128).join(' ')}`);
    const answer = await stage.slack.until(
      () => alice.dm().find((message) => fullText(message).includes('I understood')),
      { what: 'the answer' },
    );
    await alice.click(answer, 'Open the form');
    const form = await seen('*Tenants* (128)');
    expect(fullText({ text: '', blocks: form.blocks })).toContain(`\`${ids(20).at(-1)}\` and 108 more`);
    alice.fill({ Note: 'for all' });
    await alice.click(form, 'Change…');
    await seen('One id on a line');
    const view = alice.views.at(-1);
    const held = Object.values(view?.state.values ?? {}).map((elements) => Object.values(elements)[0]?.value);
    expect(held.filter(Boolean).join('\n').split('\n')).toEqual(ids(128));
    const [first = ''] = held as string[];
    await alice.submit({ '1–60': first.split('\n').slice(1).join('\n'), More: stage.projectId('consumer') });
    const again = await seen('*Tenants* (128)');
    expect(inputValues(again)).toMatchObject({ image: image.id, note: 'for all' });
    expect((await alice.submit()).errors).toBeUndefined();
    expect(fullText(await stage.card('bob', 'Waiting for an answer', image))).toContain('>for all');
    await stage.atRest();
    expect(members(image.id)).toBe(128);
  });

  it('too many are counted on top, and come back when the form is closed', async () => {
    const image = await stage.byHand.image();
    const alice = stage.actor('alice');
    await alice.command('/share-image', `${image.id} ${ids(130).join(' ')}`);
    expect(fullText({ text: '', blocks: (await seen('*Tenants* (130)')).blocks })).toContain(
      'You named 130 projects',
    );
    await alice.close();
    const told = await stage.slack.until(
      () => alice.dm().find((message) => fullText(message).includes('You closed the form')),
      { what: 'what was typed' },
    );
    await alice.click(told, 'Open it again');
    const form = await seen('*Tenants* (130)');
    await alice.click(form, 'Change…');
    await seen('One id on a line');
    await alice.submit({ '121–130': ids(130).slice(120, 128).join('\n') });
    await seen('*Tenants* (128)');
    await stage.atRest();
    expect(members(image.id)).toBe(0);
    await alice.submit();
    await stage.card('alice', '(128)', image);
    await stage.atRest();
    expect(members(image.id)).toBe(128);
  });

  it('few enough after the change: they stand in the form', async () => {
    const image = await stage.byHand.image();
    const alice = stage.actor('alice');
    await alice.command('/share-image', `${image.id} ${ids(128).join(' ')} finance`);
    await alice.click(await seen('*Tenants* (129)'), 'Change…');
    await seen('One id on a line');
    await alice.submit({ '1–60': stage.projectId('consumer'), '61–120': '', '121–129': '' });
    const form = await stage.slack.until(
      () => alice.views.find(({ title }) => title.text === 'Share an image'),
      {
        what: 'the form',
      },
    );
    expect(inputValues(form)).toMatchObject({ image: image.id, tenants: stage.projectId('consumer') });
    await alice.submit();
    await stage.card('bob', 'Waiting for an answer', image);
    await stage.atRest();
    expect(members(image.id)).toBe(1);
  });
});
