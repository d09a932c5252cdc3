/**
 * kill -9 while the cloud refuses an act for which the credential has no rule, before its answer or between the answer and the record of
 * it. Afterwards the person is told, once, and what they ask for with another credential is done.
 */
import { credentialInputs, linkAccount } from '../../playground/linking.ts';
import { createBotProcess } from '../support/bot-process.ts';
import type { Promised } from './promise.ts';
import { openWorkplace } from './workplace.ts';

/** Without POST of a member. */
const rules = [
  ['GET', '/v2/images'],
  ['GET', '/v2/images/*'],
  ['GET', '/v2/images/*/members'],
  ['GET', '/v2/images/*/members/*'],
  ['PATCH', '/v2/images/*'],
  ['DELETE', '/v2/images/*/members/*'],
].map(([method = '', path = '']) => ({ service: 'image', method, path }));

/** The first refusal, the new sign-in that it sets off, and the second, which is final. */
const requests = 3;
const moments = ['before', 'after'] as const;

const refusal = 'lack `POST /v2/images/*/members`';

const once = async (at: number, moment: (typeof moments)[number]) => {
  const work = await openWorkplace();
  const { slack, cloud, producers, tenants } = work;
  const [alice] = producers;
  const [, { projectId, people }] = tenants;
  const [carol] = people;
  const broken = { lost: [] as string[], doubled: [] as string[], untrue: [] as string[] };
  const bot = await createBotProcess(slack, cloud);
  try {
    await bot.start();
    await work.link([carol]);
    const user = [...cloud.state.users.values()].find(({ name }) => name === 'alice');
    const owner = [...cloud.state.projects.values()].find(({ name }) => name === 'producer');
    if (!user || !owner) throw new Error('the cloud has no alice');
    const less = cloud.state.addApplicationCredential(user, owner.id, 'less', { accessRules: rules });
    await linkAccount(slack, alice.id, credentialInputs(less));
    const imageId = work.addImage(1);

    let counted = 0;
    let refused = false;
    let revived: Promise<void> | undefined;
    const die = () => {
      revived = bot.kill().then(() => bot.start());
      revived.catch(() => {}); // thrown below, where it is waited for
    };
    /** Whether this is the request to die at. */
    const isIt = (method: string, path: string) => {
      const isPost = method === 'POST' && path === `/v2/images/${imageId}/members`;
      refused ||= isPost;
      const counts = isPost || (refused && path === '/v3/auth/tokens');
      return revived === undefined && counts && counted++ === at;
    };
    const stop =
      moment === 'before'
        ? () => {}
        : cloud.onRequest(() => {
            const last = cloud.requests.at(-1);
            if (last && isIt(last.method, last.path)) die();
          });
    if (moment === 'before')
      cloud.faults.add({
        match: ({ method, path }) => {
          if (!isIt(method, path)) return false;
          die();
          return true;
        },
        do: 'drop',
      });

    const share = async () => {
      do await slack.until(() => slack.sockets.count > 0, { what: 'a bot that listens' });
      while ((await alice.command('/share-image', `${imageId} ${projectId}`)).error);
    };
    await share();
    const told = () => work.about(1).filter(({ by, text }) => by === alice.id && text.includes(refusal));
    await slack.until(() => told().length > 0).catch(() => broken.lost.push('alice was not told'));
    stop();
    if (revived === undefined) throw new Error(`the job made no request ${at}`);
    await revived;
    if (cloud.state.imageIn('IAD', imageId)?.members.size) broken.untrue.push('the image has a member');

    const all = cloud.state.addApplicationCredential(user, owner.id, 'all');
    await linkAccount(slack, alice.id, credentialInputs(all));
    await share();
    const cards = () =>
      work.about(1).filter(({ by, text }) => by === carol.id && text.includes('Waiting for an answer'));
    await slack.until(() => cards().length > 0).catch(() => broken.lost.push('carol was not asked'));
    if (told().length > 1) broken.doubled.push(`alice was told ${told().length} times`);
    if (cards().length > 1) broken.doubled.push(`carol was asked ${cards().length} times`);
    return broken;
  } finally {
    await bot.close();
    await work.close();
  }
};

export const killsAtRefusedActs: Promised = {
  promise: 'What a credential has no rule for is told, once, and all else goes on',
  fault:
    'kill -9 at each request of an act that the cloud refuses, before its answer and before the refusal is recorded',
  unit: 'kills',
  short: 2,
  full: requests * moments.length,
  needs: 'many processes',
  keep: async (times, onProgress) => {
    const tally = { tried: 0, lost: 0, doubled: 0, untrue: 0, notes: [] as string[] };
    // the last comes first: it is the one whose answer is final
    const kills = moments
      .toReversed()
      .flatMap((moment) => Array.from({ length: requests }, (_, n) => ({ moment, at: requests - 1 - n })));
    for (const { at, moment } of kills.slice(0, times)) {
      const broken = await once(at, moment);
      tally.tried += 1;
      for (const kind of ['lost', 'doubled', 'untrue'] as const) {
        tally[kind] += broken[kind].length;
        tally.notes.push(...broken[kind].map((what) => `${kind}: ${what} (killed ${moment} answer ${at})`));
      }
      onProgress(tally.tried);
    }
    return tally;
  },
};
