/** The playground as one finds it: everybody but the newcomer has linked an account, through the modal as anybody would. */
import { people, type Stage } from '../stage.ts';

/** What each person may link an account with, by user id. */
export type Credentials = ReadonlyMap<string, { readonly id: string; readonly secret: string }>;

const link = async ({ slack }: Stage, userId: string, { id, secret }: { id: string; secret: string }) => {
  const actor = slack.person(userId);
  await actor.command('/image-account', 'link');
  await slack.until(() => actor.views.length > 0, { what: `the modal of ${userId}` });
  const { errors, error } = await actor.submit({
    'Application credential ID': id,
    'Application credential secret': secret,
  });
  if (errors || error) throw new Error(`${userId} cannot link: ${error ?? JSON.stringify(errors)}`);
  await slack.until(() => actor.views.at(-1)?.submit === null, { what: `the account of ${userId} linked` });
  await actor.close();
};

/** Links the three accounts, and gives the newcomer something to link. */
export const setUp = async (stage: Stage): Promise<Credentials> => {
  const { demo, cloud } = stage;
  const newcomer = cloud.state.addUser('newt', demo.projects.consumer2.id);
  const { alice, bob, carol } = demo.people;
  await Promise.all([
    link(stage, people.alice, alice.restricted),
    link(stage, people.bob, bob.restricted),
    link(stage, people.carol, carol.restricted),
  ]);
  return new Map(
    [
      [people.alice, alice.restricted] as const,
      [people.bob, bob.restricted] as const,
      [people.carol, carol.restricted] as const,
      [
        people.newt,
        cloud.state.addApplicationCredential(newcomer, demo.projects.consumer2.id, 'bot'),
      ] as const,
    ].map(([person, { id, secret }]) => [person, { id, secret }]),
  );
};
