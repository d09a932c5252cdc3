/** A form closed by mistake: what was typed comes back, with a button that opens it again. */
import { describe, expect, it } from 'vitest';
import { onPlayground } from '../support/settings.ts';
import { fullText, inputValues } from '../support/shown.ts';
import { onStage, stage } from '../support/story.ts';

const uuid = '22222222-0000-4000-8000-000000000009';

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, linked: ['alice', 'bob'] });

  const form = () => stage.slack.until(() => stage.actor('alice').views.at(-1), { what: 'the form' });
  const givenBack = async () => {
    await stage.actor('alice').close();
    return stage.slack.until(
      () =>
        stage
          .actor('alice')
          .dm()
          .find((message) => fullText(message).includes('You closed the form')),
      { what: 'what was typed' },
    );
  };

  it('a command with a mistake', async () => {
    const alice = stage.actor('alice');
    const words = `${uuid} ${stage.projectId('consumer')} finance @bob --note "for <you> & 'me'" --accept --answer-within 7d`;
    await alice.command('/share-image', words);
    await form();
    const told = await givenBack();
    expect(fullText(told)).toContain('--note');
    await alice.click(told, 'Open it again');
    const again = inputValues(await form());
    expect(again).toMatchObject({
      image: uuid,
      tenants: `${stage.projectId('consumer')}\nfinance`,
      note: "for <you> & 'me'",
      answer: 'accept',
      answerWithin: '7d',
    });
    await stage.atRest();
    const writes = (stage.cloud?.requests ?? []).filter(
      ({ method, path }) => method === 'POST' && path.endsWith('/members'),
    );
    expect(writes).toEqual([]);
  });

  it('a form that was refused', async () => {
    const alice = stage.actor('alice');
    await alice.command('/share-image');
    await form();
    const [image] = await alice.suggest('Image', uuid);
    const { errors } = await alice.submit({ Image: image?.value ?? '', Note: 'not yet' });
    expect(errors).toHaveProperty('Tenants');
    expect(fullText(await givenBack())).toContain(`/share-image ${uuid} --note "not yet"`);
  });

  it('an untouched form says nothing', async () => {
    const alice = stage.actor('alice');
    await alice.command('/share-image');
    await form();
    await alice.close();
    await alice.command('/show-image');
    await form();
    await alice.close();
    await stage.atRest();
    expect(
      alice
        .dm()
        .map(fullText)
        .filter((text) => text.includes('You closed')),
    ).toEqual([]);
  });

  it('the filters of a list that the cloud refused', async () => {
    const alice = stage.actor('alice');
    await alice.command('/list-images');
    await alice.click(await stage.ephemeral('alice', 'Images of project'), 'Filter…');
    const view = await form();
    stage.cloud?.faults.add({
      match: ({ path }) => path === '/v2/images',
      do: 'status',
      status: 400,
      times: 100,
      body: { message: 'Invalid name' },
    });
    await alice.submit({ Name: 'web "base"', Images: 'All images in the project’s list' });
    await stage.slack.until(
      () => fullText({ text: '', blocks: alice.views.at(-1)?.blocks }).includes('“Invalid name”'),
      { what: 'the form again' },
    );
    expect(inputValues(alice.views.at(-1))).toMatchObject({ name: 'web "base"', custom: '*' });
    const told = await givenBack();
    await alice.click(told, 'Open it again');
    const again = await form();
    expect(again.id).not.toBe(view.id);
    expect(inputValues(again)).toMatchObject({ name: 'web "base"', custom: '*' });
  });
});
