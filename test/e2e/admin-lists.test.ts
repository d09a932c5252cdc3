/**
 * An administrator's token is shown every project's shared images, whatever member status is asked for, the caller's own project
 * no member of them. What the bot lists as shared with the project is shared with it.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import { createActors } from '../support/cloud-actors.ts';
import { everywhere } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import { onStage, stage } from '../support/story.ts';

describe.each(await everywhere())('$name', (setting) => {
  let actors: ReturnType<typeof createActors>;
  // the lists have what everybody else on the cloud shares, and each is asked about by itself, at so many requests a minute
  onStage({ ...setting, soonMs: 90_000 });
  beforeEach(async () => {
    actors = createActors(stage.lab);
    await stage.linkPassword('newt');
  });
  afterEach(() => actors.close());

  const listed = async (words: string) => {
    const before = stage.actor('newt').ephemerals().length;
    await stage.actor('newt').command('/list-images', words);
    return fullText(
      await stage.slack.until(() => stage.actor('newt').ephemerals().slice(before).at(-1), {
        what: `the answer to ${words}`,
      }),
    );
  };

  it('pending: what others share with others is not the administrator’s to answer', async () => {
    const name = `rule-${Math.random().toString(36).slice(2)}`;
    const image = await stage.byHand.image({ name });
    await stage.byHand.addMember(image, stage.projectId('consumer'));
    const admin = await actors.asAdmin();
    const raw: string[] = [];
    const filters = { visibility: 'shared', member_status: 'pending', name } as const;
    for await (const page of glanceOf(admin, 'IAD').listImages(filters))
      raw.push(...page.map(({ id }) => id));
    expect(raw).toContain(image.id);

    for (const status of ['pending', 'all'])
      expect(await listed(`--member-status ${status} --name ${name}`)).not.toContain(image.id);
    await stage.byHand.addMember(image, (await admin.token()).project.id);
    expect(await listed(`--member-status pending --name ${name}`)).toContain(image.id);
    expect(await listed(`--member-status accepted --name ${name}`)).not.toContain(image.id);
  });

  it('what is put on record for the administrator’s project is what it is a member of', async () => {
    const name = `rule-${Math.random().toString(36).slice(2)}`;
    const others = await stage.byHand.image({ name: `${name}-others` });
    await stage.byHand.addMember(others, stage.projectId('consumer'));
    const own = await stage.byHand.image({ name: `${name}-own` });
    const admin = await actors.asAdmin();
    await stage.byHand.addMember(own, (await admin.token()).project.id);
    await stage.actor('newt').openHome();
    await stage.card('newt', `${name}-own`);
    await stage.atRest();
    expect(stage.cards('newt').map(fullText).join()).not.toContain(`${name}-others`);
  });
});
