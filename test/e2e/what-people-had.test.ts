/**
 * Each row of the table in docs/coming-from.md, played as it says: on the playground's cloud, and on a
 * real Keystone and Glance. A row without a story here, or a story without a row, fails.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import type { MadeImage } from '../support/by-hand.ts';
import { everywhere } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import { createStage, type Stage } from '../support/stage.ts';
import type { Name } from '../support/stage-people.ts';

interface Play {
  readonly stage: Stage;
  readonly consumer: string;
  readonly consumer2: string;
  /** Types a command and gives the newest answer that came after it. */
  readonly type: (who: Name, command: `/${string}`, words?: string) => Promise<string>;
  /** A new image of alice's. */
  readonly image: (fields?: { visibility?: 'private' | 'shared' }) => Promise<MadeImage>;
  /** The newest card of `who` about the image that says `words`. */
  readonly card: (who: Name, image: MadeImage, words: string) => Promise<SlackMessage>;
  /** Answers the question that a command asks first. */
  readonly press: (who: Name, button: RegExp) => Promise<void>;
}

type Story = (play: Play) => Promise<void>;

const shared = async ({ type, image, consumer, card }: Play) => {
  const made = await image();
  await type('alice', '/share-image', `${made.id} ${consumer}`);
  await card('bob', made, 'Waiting for an answer');
  return made;
};

const setTo =
  (status: 'accepted' | 'rejected' | 'pending', from: 'accepted' | 'rejected' | 'pending'): Story =>
  async (play) => {
    const made = await shared(play);
    if (from !== 'pending') await play.stage.byHand.answer(made, 'consumer', from);
    await play.type('bob', '/image-status', `${made.id} ${status}`);
    if (status === 'pending') await play.card('bob', made, '<@UBOB> set it back');
    else await play.card('alice', made, `*${status}* by <@UBOB>`);
    expect(await play.stage.byHand.statusOf(made, play.consumer)).toBe(status);
  };

const unshared =
  (
    words: (play: Play) => string,
    prepare: (play: Play, made: MadeImage) => Promise<void> = async () => {},
  ): Story =>
  async (play) => {
    const made = await shared(play);
    await prepare(play, made);
    await play.type('alice', '/unshare-image', `${made.id} ${words(play)}`);
    await play.press('alice', /^Remove/);
    await play.card('bob', made, '*No longer shared*');
    expect(await play.stage.byHand.statusOf(made, play.consumer)).toBeUndefined();
    expect(await play.type('bob', '/show-image', made.id)).not.toContain(`*${made.name}*`);
  };

/** Nothing after the command: its form, sent as it stands. */
const listedByForm = async ({ stage }: Play, who: Name, made: MadeImage) => {
  const person = stage.actor(who);
  const modal = (words: string) =>
    stage.slack.until(() => JSON.stringify(person.views.at(-1) ?? '').includes(words), {
      what: `a modal of ${who} with ${words}`,
    });
  const before = person.ephemerals().length;
  await person.command('/list-images');
  const list = await stage.slack.until(() => person.ephemerals().slice(before).at(-1), { what: 'the list' });
  await person.click(list, 'Filter…');
  const all = 'All images in the project’s list';
  await modal(all);
  expect((await person.submit({ Images: all })).errors).toBeUndefined();
  await modal(made.id);
  await person.close();
};

const listed =
  (who: Name, words: string | ((play: Play) => string), there: (play: Play) => Promise<MadeImage>): Story =>
  async (play) => {
    // the newest come first, to the second: of more in one second than a page has, it could be any
    await play.stage.pass(1_000);
    const made = await there(play);
    if (words === '') return listedByForm(play, who, made);
    expect(await play.type(who, '/list-images', typeof words === 'string' ? words : words(play))).toContain(
      made.id,
    );
  };

const answered = (status: 'accepted' | 'rejected') => async (play: Play) => {
  const made = await play.image();
  await play.stage.byHand.addMember(made, play.consumer);
  await play.stage.byHand.answer(made, 'consumer', status);
  return made;
};

const offered = async (play: Play) => {
  const made = await play.image();
  await play.stage.byHand.addMember(made, play.consumer);
  return made;
};

const shareOne: Story = async (play) => {
  const made = await shared(play);
  expect(await play.stage.byHand.statusOf(made, play.consumer)).toBe('pending');
};

const shareSeveral: Story = async ({ stage, type, image, card, consumer, consumer2 }) => {
  const made = await image();
  await type('alice', '/share-image', `${made.id} ${consumer} ${consumer2}`);
  await card('bob', made, 'Waiting for an answer');
  expect(await stage.byHand.statusOf(made, consumer)).toBe('pending');
  await stage.slack.until(
    () =>
      stage
        .actor('alice')
        .dm()
        .some((one) => fullText(one).includes(made.id) && fullText(one).includes(consumer2)),
    { what: 'the second tenant on the card of alice' },
  );
  expect(await stage.byHand.statusOf(made, consumer2)).toBe('pending');
};

const clicked =
  (button: 'Accept' | 'Reject', status: 'accepted' | 'rejected'): Story =>
  async (play) => {
    const made = await shared(play);
    await play.stage.actor('bob').click(await play.card('bob', made, '[Accept]'), button);
    await play.card('alice', made, `*${status}* by <@UBOB>`);
    expect(await play.stage.byHand.statusOf(made, play.consumer)).toBe(status);
  };

const ownProject: Story = async ({ type, consumer }) => {
  expect(await type('bob', '/image-account')).toContain(consumer);
};

const stories: Readonly<Record<string, Story>> = {
  'share-image -pn -pa -cn -ca -u (both keys: add and accept)': async ({ stage, type, image, card }) => {
    await stage.link('alice', 'carol');
    const made = await image();
    await type(
      'alice',
      '/share-image',
      `${made.id} ${stage.projectId('consumer2')} --account producer --accept`,
    );
    await card('alice', made, '*accepted* by <@UALICE>');
    expect(await stage.byHand.statusOf(made, stage.projectId('consumer2'))).toBe('accepted');
  },
  'add-member -pn -pa -u -t': shareOne,
  'remove-member -pn -pa -u -t': unshared(({ consumer }) => consumer),
  'set-status -cn -ca -u --accepted': setTo('accepted', 'pending'),
  'set-status -cn -ca -u --rejected': setTo('rejected', 'pending'),
  'set-status -cn -ca -u --pending': setTo('pending', 'accepted'),
  'list-members -pn -pa -u': async (play) => {
    const made = await offered(play);
    const members = await play.type('alice', '/image-members', made.id);
    expect(members).toContain(play.consumer);
    expect(members).toContain('pending');
  },
  'list-single-image -u': async ({ type, image }) => {
    const made = await image();
    expect(await type('alice', '/show-image', made.id)).toContain(made.name);
  },
  'list-custom-images': listed('alice', '--custom', ({ image }) => image({ visibility: 'private' })),
  'list-all-images, list-images': listed('alice', '', ({ image }) => image()),
  'list-all-images --visibility': listed('alice', '--visibility shared', ({ image }) => image()),
  'list-all-images --member-status': listed('bob', '--member-status rejected', answered('rejected')),
  'list-all-images --visibility shared --member-status accepted': listed(
    'bob',
    '--visibility shared --member-status accepted',
    answered('accepted'),
  ),
  'list-all-images --owner': listed(
    'bob',
    ({ stage }) => `--owner ${stage.projectId('producer')} --member-status all`,
    offered,
  ),
  '-r REGION, --region': async ({ stage, type }) => {
    const made = await stage.byHand.image({ region: 'DFW', name: 'far' });
    expect(await type('alice', '/show-image', `${made.id} --region dfw`)).toContain('DFW');
  },
  'Rackspace: find your tenant id (DDI) and give it to the producer': ownProject,
  'Rackspace: share with several at once': shareSeveral,
  'Rackspace: notify the consumer, with the UUID': async (play) => {
    const made = await shared(play);
    expect(fullText(await play.card('bob', made, 'Waiting for an answer'))).toContain(made.id);
  },
  'Rackspace: accept, to list it': async (play) => {
    await clicked('Accept', 'accepted')(play);
    const made = await shared(play);
    expect(await play.type('bob', '/list-images', '--member-status accepted')).not.toContain(made.id);
    await play.stage.actor('bob').click(await play.card('bob', made, '[Accept]'), 'Accept');
    await play.card('bob', made, '*Accepted* by <@UBOB>');
    expect(await play.type('bob', '/list-images', '--member-status accepted')).toContain(made.id);
  },
  'Rackspace: reject, to hide it': clicked('Reject', 'rejected'),
  'Rackspace: remove all members': unshared(() => '--all'),
  'Rackspace: remove rejected members': unshared(
    () => '--rejected',
    async ({ stage }, made) => stage.byHand.answer(made, 'consumer', 'rejected'),
  ),
  'openstack configuration show -c auth.project_id': ownProject,
  'openstack image show -c id': async ({ stage, type }) => {
    const name = `named-${Date.now()}`;
    const made = await stage.byHand.image({ name });
    expect(await type('alice', '/list-images', `--name ${name}`)).toContain(made.id);
  },
  'openstack image set --shared': async ({ stage, type, image, card, consumer }) => {
    const made = await image({ visibility: 'private' });
    await type('alice', '/share-image', `${made.id} ${consumer}`);
    await card('bob', made, 'Waiting for an answer');
    expect(await stage.byHand.visibilityOf(made)).toBe('shared');
  },
  'openstack image add project': shareOne,
  'openstack image list --member-status pending': listed('bob', '--member-status pending', offered),
  'openstack image set --accept': setTo('accepted', 'pending'),
  'openstack image list': listed('bob', '', answered('accepted')),
  'openstack image remove project': unshared(({ consumer }) => consumer),
};

const rows = async (): Promise<string[]> => {
  const page = await readFile('docs/coming-from.md', 'utf8');
  const table = /## What you know, and what to type now\n([\s\S]*?)\n## /.exec(page)?.[1] ?? '';
  const cells = table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|')[1]?.trim() ?? '');
  return cells.slice(2).map((cell) => cell.replaceAll('`', ''));
};

it('the table in docs/coming-from.md and the stories below are the same list', async () => {
  expect(await rows()).toEqual(Object.keys(stories));
});

describe.each(await everywhere())('$name', (setting) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await createStage(setting);
    await stage.link('alice');
    await stage.link('bob');
  });
  afterAll(() => stage.close());

  let made = 0;
  const play = (): Play => ({
    stage,
    consumer: stage.projectId('consumer'),
    consumer2: stage.projectId('consumer2'),
    type: async (who, command, words = '') => {
      const before = stage.actor(who).ephemerals().length;
      await stage.actor(who).command(command, words);
      return fullText(
        await stage.slack.until(() => stage.actor(who).ephemerals().slice(before).at(-1), {
          what: `the answer to ${command} ${words}`,
        }),
      );
    },
    image: (fields = {}) => stage.byHand.image({ name: `nightly-${made++}`, ...fields }),
    card: (who, image, words) => {
      const says = words === '[Accept]' ? '"Accept"' : words;
      return stage.slack.until(
        () =>
          stage
            .actor(who)
            .dm()
            .toReversed()
            .find(
              (one) =>
                fullText(one).includes(image.id) &&
                (fullText(one).includes(words) || JSON.stringify(one).includes(says)),
            ),
        // many cards in one conversation come at Slack's pace, about one a second
        { what: `${who}'s card of ${image.name} with ${words}` },
      );
    },
    press: async (who, button) => {
      const question = stage.actor(who).ephemerals().at(-1);
      const label = question && JSON.stringify(question.blocks).match(/"text":"(Remove[^"]*)"/)?.[1];
      if (!question || !label || !button.test(label)) throw new Error(`no button ${button}`);
      await stage.actor(who).click(question, label);
    },
  });

  it.each(Object.entries(stories))('%s', (_row, story) => story(play()));
});
