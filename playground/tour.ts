/** The tour: three people do the main job with the real bot. It waits for everything it shows, and fails if something does not appear. */
import { people } from './people.ts';
import type { OwnStage } from './stage.ts';
import { acceptedList, listAccepted } from './tour-glance.ts';
import type { Narrator } from './tour-narrator.ts';
import { createPerson, type TourPerson } from './tour-person.ts';

interface Scene {
  readonly stage: OwnStage;
  readonly narrator: Narrator;
  readonly alice: TourPerson;
  readonly bob: TourPerson;
  readonly carol: TourPerson;
}

/**
 * Plays the tour on a new stage.
 * @throws Error if somebody does not see what they should, or the playground saw what no correct bot does
 */
export const playTour = async (stage: OwnStage, narrator: Narrator): Promise<void> => {
  const person = (name: keyof typeof people) => createPerson(stage, narrator, name, people[name]);
  const scene: Scene = {
    stage,
    narrator,
    alice: person('alice'),
    bob: person('bob'),
    carol: person('carol'),
  };
  narrator.line('Image Share, played through by three people: alice makes images, bob and carol use them.');
  narrator.line('The bot is the real one, over Socket Mode; its Slack and its cloud are on this machine.');
  narrator.line();
  try {
    await linkAccounts(scene);
    await shareAndAccept(scene);
    await shareAndReject(scene);
    await goWrong(scene);
  } catch (error) {
    throw new Error([error instanceof Error ? error.message : String(error), ...oddities(stage)].join('\n'), {
      cause: error,
    });
  }
  const odd = oddities(stage);
  if (odd.length > 0) throw new Error(`What no correct bot does was seen:\n${odd.join('\n')}`);
};

const linkAccounts = async (scene: Scene) => {
  scene.narrator.heading('1. Everybody links a cloud account');
  for (const name of ['alice', 'bob', 'carol'] as const) {
    const person = scene[name];
    const { id, secret } = scene.stage.demo.people[name].restricted;
    const { project } = scene.stage.demo.people[name];
    await person.types('/image-account');
    if (name === 'alice') await person.seesModal('Link a cloud account', 'Application credential secret');
    await person.fillsIn(
      'Link a cloud account',
      { 'Application credential ID': id, 'Application credential secret': secret },
      'Account linked',
    );
    await person.seesModal('Account linked', project.id);
    await person.closesModal();
  }
};

const shareAndAccept = async (scene: Scene) => {
  const { stage, narrator, alice, bob } = scene;
  const { images, projects } = stage.demo;
  narrator.heading('2. alice shares a private image with bob’s project, and bob accepts');
  await expectListed(scene, 'bob', images.build.id, false);
  await alice.types(
    '/share-image',
    `${images.build.id} ${projects.consumer.id} --note "the build you asked for"`,
  );
  await alice.seesReply(images.build.id);
  await alice.seesCard(images.build.id, '*pending*', '<@UBOB>');
  const offer = await bob.seesCard(images.build.id, 'the build you asked for', '[Accept]', '[Reject]');
  await bob.presses(offer, 'Accept');
  await bob.seesCard(images.build.id, '*Accepted* by <@UBOB>', '[Reject instead]');
  await alice.seesCard(images.build.id, '*accepted* by <@UBOB>');
  await expectListed(scene, 'bob', images.build.id, true);
};

const shareAndReject = async (scene: Scene) => {
  const { stage, narrator, alice, carol } = scene;
  const { images, projects } = stage.demo;
  narrator.heading('3. alice shares another image with carol’s project, and carol rejects');
  await alice.types('/share-image', `${images.unshared.id} ${projects.consumer2.id}`);
  const offer = await carol.seesCard(images.unshared.id, '[Accept]', '[Reject]');
  await carol.presses(offer, 'Reject');
  await carol.seesCard(images.unshared.id, '*Rejected* by <@UCAROL>', '[Accept instead]');
  await alice.seesCard(images.unshared.id, '*rejected* by <@UCAROL>');
  await expectListed(scene, 'carol', images.unshared.id, false);
};

const goWrong = async ({ stage, narrator, alice, bob }: Scene) => {
  const { images, projects } = stage.demo;
  narrator.heading('4. What the bot says when something is wrong');
  await alice.types('/share-image', `web-bsae ${projects.consumer.id} --regoin DFW`);
  await alice.seesModal(
    'Share an image',
    'You have no image named “web-bsae”',
    '--regoin DFW is not a flag of this command',
  );
  await alice.closesModal();
  await bob.types('/share-image', `${images.webBase.id} ${projects.consumer2.id}`);
  await bob.seesCard('Nothing was shared', images.webBase.id, 'not yours to share');
};

/** Shows the person's image list as Glance returns it; fails unless the image is in it, or is not, as expected. */
const expectListed = async (
  { stage, narrator }: Scene,
  name: 'bob' | 'carol',
  imageId: string,
  wanted: boolean,
): Promise<void> => {
  const [region = ''] = stage.cloud.regions;
  const images = await listAccepted(stage.cloud.authUrl, region, stage.demo.people[name].restricted);
  narrator.list(
    name,
    `asks Glance itself:  GET ${acceptedList}`,
    images.length > 0 ? images.map(({ id, name: image }) => `${id}  ${image}`) : ['(no image)'],
  );
  if (images.some(({ id }) => id === imageId) !== wanted)
    throw new Error(`${imageId} ${wanted ? 'is missing from' : 'should not be in'} ${name}’s image list.`);
};

const worrying = /"level":"(?:warn|error|fatal)"/;

/** What the playground or the bot itself complained about. */
const oddities = ({ slack, cloud, log }: OwnStage): string[] => [
  ...slack.surprises.map(({ where, error, detail }) => `Slack: ${where}: ${error} ${detail}`),
  ...cloud.surprises.map((surprise) => `cloud: ${surprise}`),
  ...log.filter((line) => worrying.test(line)).map((line) => `bot: ${line.trim()}`),
];
