/** Members as no Glance sends them: an odd status is shown and nothing follows from it, and what has no id is counted. */
import { beforeEach, expect, it } from 'vitest';
import type { FaultCall } from '../../playground/cloud/cloud-faults.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

onStage({ about: 'nightly', linked: ['alice', 'bob'] });

const told = async (name: Name, command: `/${string}`, words: string): Promise<string> => {
  const before = stage.actor(name).ephemerals().length;
  await stage.actor(name).command(command, words);
  return fullText(
    await stage.slack.until(() => stage.actor(name).ephemerals().slice(before).at(-1), { what: command }),
  );
};
const member = (status: unknown) => ({ member_id: consumer, image_id: image.id, status });

/** Whatever Glance is asked about members from now on, it answers so. */
const answering = (one: object, others: readonly unknown[] = []) => {
  const about =
    (path: RegExp) =>
    ({ service, path: asked, method }: FaultCall) =>
      service === 'glance' && method === 'GET' && path.test(asked);
  stage.cloud?.faults.add({
    match: about(/\/members\/[^/]+$/),
    times: 1_000,
    do: 'status',
    status: 200,
    body: one,
  });
  const body = { members: [one, ...others] };
  stage.cloud?.faults.add({ match: about(/\/members$/), times: 1_000, do: 'status', status: 200, body });
  // and no list tells of the image
  const lists = { match: about(/\/images$/), times: 1_000, do: 'status', status: 200 } as const;
  stage.cloud?.faults.add({ ...lists, body: { images: [] } });
};

beforeEach(async () => {
  await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
  await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Accept');
  await stage.card('alice', '*accepted* by <@UBOB>', image);
  await stage.atRest();
});

it('a status that Glance does not have is on both cards and in each list, and nobody is told of an answer', async () => {
  answering(member('frozen <!here>'));
  const word = '*frozen &lt;!here&gt;*';
  await stage.actor('bob').openHome();
  await stage.card('bob', `reports the status ${word}`, image);
  await stage.card('alice', `reports the status ${word}`, image);
  expect(await told('alice', '/image-members', image.id)).toContain(`${word} since`);
  expect(await told('alice', '/image-members', image.id)).toContain(
    '1 of a status that the bot does not know',
  );
  expect(await told('bob', '/show-image', image.id)).toContain(`reports the status ${word}`);
  await stage.atRest();
  const all = [...stage.cards('alice'), ...stage.cards('bob')].map(fullText).join('\n');
  expect(all).not.toMatch(/outside the bot|no longer/i);
  // the next answers are the cloud's own again
  stage.cloud?.faults.clear();
  await stage.actor('bob').openHome();
  await stage.card('alice', '*accepted* by <@UBOB>', image);
  await stage.card('bob', '*Accepted* by <@UBOB>', image);
});

it('a member without an id hides no other, and no card says that nobody is left', async () => {
  answering(member('accepted'), [{ status: 'accepted' }, { ...member('pending'), member_id: null }]);
  const list = await told('alice', '/image-members', image.id);
  expect(list).toContain('*accepted*');
  expect(list).toContain('2 members of nightly could not be read');
  expect(await told('alice', '/unshare-image', `${image.id} --all --private`)).toContain(
    '2 members of nightly could not be read',
  );
});
