/** kill -9 at every request of the main job, of taking an image back from everybody and making it private, and of offering again. */
import { systemClock } from '../../src/core/clock.ts';
import { createBotProcess } from '../support/bot-process.ts';
import { createDice } from './dice.ts';
import { createLife, type Life } from './lives.ts';
import type { Promised, Tally } from './promise.ts';
import { judge } from './verdict.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

type Effect = 'drop' | 'drop-after-effect';
type Acts = ReturnType<typeof createLife>;

interface Job {
  readonly act: (work: Workplace, acts: Acts) => Promise<void>;
  /** Before the requests are counted. */
  readonly before?: (work: Workplace, acts: Acts) => Promise<void>;
  /** The requests that are counted, out of those to the cloud and to Slack; the cloud's have a `method`. */
  readonly counts: (service: 'keystone' | 'glance' | 'slack', method?: string) => boolean;
  /** Looked at with each of them. */
  readonly never?: (work: Workplace, life: Life) => string | null;
  /** So many there are for certain; how often a card is drawn depends on what comes together. */
  readonly min: number;
}

/** Runs the job with a kill at request number `at`, from 0, that comes before its effect or after; with none when it makes fewer. */
export const strike = async (job: Job, at: number, effect: Effect) => {
  const work = await openWorkplace();
  const { slack, cloud, producers, tenants } = work;
  const bot = await createBotProcess(slack, cloud);
  const acts = createLife(work, createDice(0), 1, systemClock.sleep(patienceMs));
  try {
    await bot.start();
    await work.link([producers[0], producers[1], ...tenants[1].people]);
    const linkings = () => bot.output().split('"name":"link-account"').length - 1;
    await slack.until(() => linkings() === 3, { what: 'the end of what linking sets off' });
    await job.before?.(work, acts);

    let asked = 0;
    let struck = false;
    let revived: Promise<void> = Promise.resolve();
    const untrue: string[] = [];
    const asking = (...request: Parameters<Job['counts']>) => {
      const wrong = job.never?.(work, acts.life);
      if (wrong) untrue.push(wrong);
      if (!job.counts(...request) || asked++ !== at) return false;
      struck = true;
      revived = bot.kill().then(() => bot.start());
      revived.catch(() => {}); // thrown below, where it is waited for
      return true;
    };
    // the acknowledgements of commands travel over the sockets and are no requests of the loop
    const always = { times: Number.POSITIVE_INFINITY, do: effect };
    slack.faults.add({ method: '*', when: () => asking('slack'), ...always });
    cloud.faults.add({ match: ({ service, method }) => asking(service, method), ...always });
    await acts.until(() => job.act(work, acts));
    await revived;
    // what is drawn last may lag behind what the life waited for
    const right = () => {
      const { lost, doubled, untrue: false_ } = judge(work, [acts.life]);
      return lost + doubled + false_ === 0;
    };
    await slack.until(right).catch(() => {});
    const verdict = judge(work, [acts.life]);
    return {
      ...verdict,
      untrue: verdict.untrue + untrue.length,
      notes: [...verdict.notes, ...untrue],
      struck,
      asked,
    };
  } finally {
    await bot.close();
    await work.close();
  }
};

/** For a job with one kill in it. */
const patienceMs = 90_000;

/** Jobs at a time: most of each is waiting. */
const together = 3;

const everyRequest =
  (job: Job) =>
  async (times: number, onProgress: (done: number) => void): Promise<Tally> => {
    const whole = await strike(job, Number.POSITIVE_INFINITY, 'drop');
    const effects = ['drop', 'drop-after-effect'] as const;
    const kills = Array.from({ length: Math.max(whole.asked, job.min) * 2 }, (_, n) => ({
      at: n >> 1,
      effect: effects[n % 2] ?? 'drop',
    }));
    // fewer or more than there are: spread over them
    const left = Array.from({ length: times }, (_, n) => Math.floor((n * kills.length) / times));
    const tally = { tried: 0, lost: 0, doubled: 0, untrue: 0, notes: [] as string[] };
    const work = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const { at, effect } = kills[next] ?? { at: 0, effect: 'drop' as const };
        const one = await strike(job, at, effect);
        if (at < job.min && !one.struck) throw new Error(`the job made no request ${at}`);
        tally.tried += 1;
        for (const kind of ['lost', 'doubled', 'untrue'] as const) tally[kind] += one[kind];
        tally.notes.push(...one.notes.map((note) => `${note} (killed at request ${at}, ${effect})`));
        onProgress(tally.tried);
      }
    };
    await Promise.all(Array.from({ length: together }, work));
    return tally;
  };

/** Somewhat more than it makes on a quiet machine. */
const requestsOfMainJob = 20;

export const mainJob: Job = {
  act: async ({ tenants: [, tenant] }, { share, answer }) => {
    await share([tenant]);
    await answer(tenant, tenant.people[0], 'accepted');
  },
  counts: () => true,
  min: 10,
};

export const killsInTheMainJob: Promised = {
  promise: 'An image is shared and accepted once, whenever the bot dies',
  fault: 'kill -9 at every request of the main job, before and after its effect',
  unit: 'kills',
  short: 6,
  full: 2 * requestsOfMainJob,
  keep: everyRequest(mainJob),
};

/** For the question GET image and members; then GET members, DELETE, GET members again, PATCH. */
const requestsOfTakingBack = 6;

export const killsInTakingBack: Promised = {
  promise: 'An image that is made private has no members left, and never had any while it was private',
  fault: 'kill -9 at every request to Glance of a withdrawal, before and after its effect',
  unit: 'kills',
  short: 2,
  full: 2 * requestsOfTakingBack,
  needs: 'many processes',
  keep: everyRequest({
    before: ({ tenants: [, tenant] }, { share }) => share([tenant]),
    act: ({ tenants: [, tenant] }, { takeBack }) => takeBack([tenant], { close: true }),
    counts: (service) => service === 'glance',
    never: ({ cloud }, { imageId }) => {
      const { image, members } = cloud.state.imageIn('IAD', imageId) ?? {};
      return image?.visibility === 'private' && members?.size ? 'it was private while it had a member' : null;
    },
    min: requestsOfTakingBack,
  }),
};

/** DELETE and POST. */
const requestsOfOfferingAgain = 2;

export const killsInOfferingAgain: Promised = {
  promise: 'People who rejected are asked once more, as members, whenever the bot dies',
  fault: 'kill -9 at every request to Glance of an offer made again, before and after its effect',
  unit: 'kills',
  short: 2,
  full: 2 * requestsOfOfferingAgain,
  needs: 'many processes',
  keep: everyRequest({
    before: async ({ tenants: [, tenant] }, { share, answer }) => {
      await share([tenant]);
      await answer(tenant, tenant.people[0], 'rejected');
    },
    act: ({ tenants: [, tenant] }, { offerAgain }) => offerAgain(tenant),
    counts: (service) => service === 'glance',
    min: requestsOfOfferingAgain,
  }),
};
