/** How the tests wait: by a clock whose hands somebody moves, until the bot is at rest, and no longer. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Slack, startSlack } from '../../playground/slack/slack.ts';
import { createDrivenClock } from '../support/driven-clock.ts';
import { createAtRest, turn } from '../support/rest.ts';

describe('the driven clock', () => {
  it('wakes whoever is due, the first first, and nobody else', async () => {
    const clock = createDrivenClock(0);
    const woken: string[] = [];
    const sleeper = (name: string, ms: number) => clock.sleep(ms).then(() => woken.push(name));
    void sleeper('later', 20);
    void sleeper('sooner', 10);
    void sleeper('much later', 30);
    await sleeper('at once', 0);
    clock.moveTo(20);
    await turn();
    expect(woken).toEqual(['at once', 'sooner', 'later']);
    clock.moveTo(5);
    expect(clock.now()).toBe(20);
  });

  it('lets go of a sleeper whose signal fires', async () => {
    const clock = createDrivenClock(0);
    const signal = clock.timeout(10);
    const asleep = clock.sleep(1_000, signal);
    clock.moveTo(10);
    await expect(asleep).rejects.toBe(signal.reason);
    await expect(clock.sleep(0, signal)).rejects.toBe(signal.reason);
  });
});

describe('at rest', () => {
  const scene = (soonMs?: number) => {
    const it = { at: 0, busy: false, asking: false, dueAt: null as number | null, passed: [] as number[] };
    const atRest = createAtRest({
      activities: () => [{ busy: it.busy, dueAt: it.dueAt }],
      isAsking: () => it.asking,
      now: () => it.at,
      pass: async (ms) => {
        it.passed.push(ms);
        it.at += ms;
        if (it.dueAt !== null && it.dueAt <= it.at) it.dueAt = null;
      },
      ...(soonMs !== undefined && { soonMs }),
    });
    return Object.assign(it, { atRest });
  };

  it('what is due soon is waited for, what is due later is not', async () => {
    const soon = Object.assign(scene(), { dueAt: 15_000 });
    await soon.atRest();
    expect(soon.passed).toEqual([15_000]);
    const later = Object.assign(scene(), { dueAt: 15_001 });
    await later.atRest();
    expect(later.passed).toEqual([]);
  });

  it('no time passes where enough is seen', async () => {
    const seen = Object.assign(scene(), { dueAt: 1_000 });
    await seen.atRest(() => true);
    expect(seen.passed).toEqual([]);
  });

  it.each(['busy', 'asking'] as const)('not while it is %s', async (how) => {
    const stirring = Object.assign(scene(), { [how]: true });
    let rests = false;
    const resting = stirring.atRest().then(() => {
      rests = true;
    });
    for (let n = 0; n < 5; n++) await turn();
    expect(rests).toBe(false);
    stirring[how] = false;
    await resting;
  });
});

describe('until', () => {
  let slack: Slack;
  const begin = async () => {
    slack = await startSlack({ manifest: {}, users: [{ id: 'UALICE', name: 'alice' }] });
    return slack;
  };
  afterEach(() => slack.close());

  it('fails as soon as the bot is at rest, and says what there was to see', async () => {
    await begin();
    slack.restsWhen(async () => {});
    await expect(slack.until(() => false, { what: 'a card' })).rejects.toThrow(
      'Not seen, and the bot is at rest: a card.\n  (nothing to see)',
    );
  });

  it('tells of a look that threw only if it was the last one', async () => {
    await begin();
    let looks = 0;
    slack.restsWhen(async () => {});
    const failing = () => {
      throw new Error(`look ${looks++}`);
    };
    await expect(slack.until(failing)).rejects.toThrow('The last poll threw: Error: look');
    looks = 0;
    const mended = () => looks > 0 || failing();
    expect(await slack.until(mended)).toBe(true);
    looks = 0;
    const lastFine = () => (looks > 0 ? false : failing());
    await expect(slack.until(lastFine)).rejects.toThrow(/^(?!.*threw)/s);
  });

  it('what is there when the rest begins is found', async () => {
    await begin();
    let there = false;
    slack.restsWhen(async () => {
      there = true;
    });
    expect(await slack.until(() => there)).toBe(true);
  });
});
