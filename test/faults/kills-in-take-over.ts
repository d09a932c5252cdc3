/**
 * kill -9 at each request that taking over from somebody who left sets off, before its effect and after. Afterwards the colleague is the
 * producer, with one card, and nothing has changed for whoever has the image.
 */
import { createBotProcess } from '../support/bot-process.ts';
import { oneByOne, type Promised } from './promise.ts';
import { openWorkplace } from './workplace.ts';

/** The sign-in, then a message for each side and the Homes; fewer where some come together. */
const requests = 5;
const effects = ['drop-after-effect', 'drop'] as const;

const once = async (at: number, effect: (typeof effects)[number]) => {
  const work = await openWorkplace();
  const { slack, cloud, producers, tenants } = work;
  const [alice, anna] = producers;
  const [, tenant] = tenants;
  const [carol] = tenant.people;
  const notes: string[] = [];
  const broken = { lost: 0, doubled: 0, untrue: 0, notes };
  const breaks = (kind: 'lost' | 'doubled' | 'untrue', what: string) => {
    broken[kind] += 1;
    notes.push(`${kind}: ${what} (killed at request ${at}, ${effect})`);
  };
  const bot = await createBotProcess(slack, cloud);
  try {
    await bot.start();
    await work.link([alice, anna, carol]);
    const imageId = work.addImage(1);
    await alice.command('/share-image', `${imageId} ${tenant.projectId}`);
    const cardsOf = (userId: string, words: string) =>
      work
        .about(1)
        .filter(({ by, cardId, text }) => by === userId && cardId !== null && text.includes(words));
    await slack.until(() => cardsOf(carol.id, 'Waiting for an answer').length > 0, { what: 'carol’s card' });
    await slack.until(() => cardsOf(alice.id, '*pending* — asked').length > 0, { what: 'alice’s card' });
    slack.setUser({ id: alice.id, deleted: true });
    await slack.tellOfUser(alice.id);
    await anna.openHome();
    const offered = () => {
      const home = anna.home();
      return JSON.stringify(home?.blocks ?? []).includes('Shares without a producer') && home;
    };
    const home = await slack.until(offered, { what: 'shares without a producer on anna’s Home' });

    let asked = 0;
    let revived: Promise<void> | undefined;
    const strikes = () => {
      if (asked++ !== at) return false;
      revived = bot.kill().then(() => bot.start());
      revived.catch(() => {}); // thrown below, where it is waited for
      return true;
    };
    const always = { times: Number.POSITIVE_INFINITY, do: effect };
    slack.faults.add({ method: '*', when: strikes, ...always });
    cloud.faults.add({ match: strikes, ...always });
    const produces = () => cardsOf(anna.id, 'You are sharing it');
    const { error } = await anna.click(home, 'Take over');
    // what was not acknowledged, people ask for again
    if (error) {
      await revived;
      await anna.click(home, 'Take over');
    }
    const isDone = () => produces().length > 0 && cardsOf(carol.id, '<@UANNA>').length > 0;
    await slack.until(isDone).catch(() => breaks('lost', 'anna is not the producer on every card'));
    if (revived === undefined) throw new Error(`taking over made no request ${at}`);
    await revived;
    if (new Set(produces().map(({ message }) => message.ts)).size > 1) breaks('doubled', 'anna’s card');
    if (new Set(cardsOf(carol.id, '*Image id*').map(({ message }) => message.ts)).size > 1)
      breaks('doubled', 'carol’s card');
    const members = [...(cloud.state.imageIn('IAD', imageId)?.members.values() ?? [])];
    if (members.length !== 1 || members[0]?.status !== 'pending') breaks('untrue', 'carol’s project lost it');
    for (const { where, error: why } of slack.surprises)
      breaks('untrue', `Slack would refuse ${where}: ${why}`);
    return broken;
  } finally {
    await bot.close();
    await work.close();
  }
};

export const killsInTakeOver: Promised = {
  promise:
    'Whoever takes over from somebody who left is the producer, with one card, and nobody loses an image',
  fault: 'kill -9 at each request that taking over sets off, before and after its effect',
  unit: 'kills',
  short: 2,
  full: requests * effects.length,
  needs: 'many processes',
  keep: (times, onProgress) =>
    oneByOne((n) => once(Math.floor((n * requests) / times), effects[n % effects.length] ?? 'drop'))(
      times,
      onProgress,
    ),
};
