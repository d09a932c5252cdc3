/** The loop by itself, over rows of a worker that is made up: what wakes it, what it survives, and how it stops. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../../../src/core/log.ts';
import { createLoop, type Worker } from '../../../../src/sharing/reconcile/loop.ts';
import { soleInstance } from '../../../../src/store/engine/sole-instance.ts';
import { createDrivenClock } from '../../../support/driven-clock.ts';
import { turn } from '../../../support/rest.ts';

type Step = (row: string, signal: AbortSignal) => Promise<void>;

const createScene = (own: Partial<Worker> = {}) => {
  const clock = createDrivenClock(0);
  /** When each row is due; a row that is claimed is gone. */
  const rows = new Map<string, number>();
  const begun: string[] = [];
  const logged: string[] = [];
  const scene = {
    /** Each read of the database goes through here. */
    database: async () => {},
    step: (async () => {}) as Step,
    instance: soleInstance(),
  };
  const worker: Worker = {
    name: 'rows',
    max: 4,
    claim: async ({ now, limit, token }) => {
      const due = [...rows].filter(([, dueAt]) => dueAt <= now).slice(0, limit);
      for (const [row] of due) rows.delete(row);
      await scene.database();
      return due.map(([row]) => ({ row, leaseToken: token }));
    },
    step: async ({ row }, signal) => {
      begun.push(String(row));
      await scene.step(String(row), signal);
    },
    ...own,
  };
  const loop = createLoop({
    workers: [worker],
    now: async () => clock.now(),
    whatIsDue: async (at) => {
      const later = [...rows.values()].filter((dueAt) => dueAt > at);
      return { tables: new Set(), next: later.length > 0 ? Math.min(...later) : null };
    },
    instance: {
      events: scene.instance.events,
      leaseToken: () => scene.instance.leaseToken(),
    },
    clock,
    log: createLog('error', { write: (line) => logged.push(line) }),
  });
  const asleep = async () => {
    do await turn();
    while (loop.activity().busy);
  };
  return Object.assign(scene, { clock, rows, begun, logged, loop, worker, asleep });
};

let scene: ReturnType<typeof createScene>;
beforeEach(() => {
  scene = createScene();
});

/** Starts the loop with nothing due, and waits until it sleeps. */
const fallAsleep = async () => {
  scene.loop.start();
  await scene.asleep();
};

/** Makes the next read of the database hang until it is let go. */
const holdDatabase = () => {
  const reached = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  scene.database = async () => {
    scene.database = async () => {};
    reached.resolve();
    await letGo.promise;
  };
  return { reached: reached.promise, letGo: letGo.resolve, fail: letGo.reject };
};

const untilCut = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

describe('what wakes the loop', () => {
  it('a nudge while it sleeps', async () => {
    await fallAsleep();
    scene.rows.set('one', 0);
    scene.loop.nudge();
    expect(scene.loop.activity().busy).toBe(true);
    await scene.asleep();
    expect(scene.begun).toEqual(['one']);
  });

  it('a nudge while it claims: it claims once more', async () => {
    const database = holdDatabase();
    scene.loop.start();
    await database.reached;
    scene.rows.set('written after the claim', 0);
    scene.loop.nudge();
    database.letGo();
    await scene.asleep();
    expect(scene.begun).toEqual(['written after the claim']);
  });

  it('the time of the next row, and no time before', async () => {
    scene.rows.set('one', 4_000);
    await fallAsleep();
    expect(scene.loop.activity()).toEqual({ busy: false, dueAt: 4_000 });
    scene.clock.moveTo(3_999);
    await scene.asleep();
    expect(scene.begun).toEqual([]);
    scene.clock.moveTo(4_000);
    await scene.asleep();
    expect(scene.begun).toEqual(['one']);
  });

  it('five seconds, for what another replica wrote', async () => {
    await fallAsleep();
    expect(scene.loop.activity()).toEqual({ busy: false, dueAt: null });
    scene.rows.set('of another replica', 0);
    scene.clock.moveTo(5_000);
    await scene.asleep();
    expect(scene.begun).toEqual(['of another replica']);
  });

  it('the end of a step, where no more could be at work', async () => {
    for (let n = 1; n <= 6; n++) scene.rows.set(`row ${n}`, 0);
    const first = Promise.withResolvers<void>();
    scene.step = () => (scene.begun.length <= 4 ? first.promise : Promise.resolve());
    scene.loop.start();
    while (scene.begun.length < 4) await turn();
    expect(scene.rows.size).toBe(2);
    first.resolve();
    await scene.asleep();
    expect(scene.begun).toHaveLength(6);
  });

  it('the time when rows that were held back may be claimed', async () => {
    let held = true;
    scene = createScene({
      claim: async ({ token }) => (held ? [] : [{ row: 'held back', leaseToken: token }]),
      freeAt: () => 2_000,
      max: 1,
    });
    scene.step = async () => {
      held = true;
    };
    await fallAsleep();
    expect(scene.loop.activity().dueAt).toBe(2_000);
    held = false;
    scene.clock.moveTo(2_000);
    while (scene.begun.length === 0) await turn();
    expect(scene.begun).toEqual(['held back']);
  });
});

describe('what the loop survives', () => {
  it('a database that fails: it tries again after a second', async () => {
    scene.rows.set('one', 0);
    await fallAsleep();
    scene.database = async () => {
      throw new Error('connection lost');
    };
    scene.loop.nudge();
    await scene.asleep();
    expect(scene.logged.join()).toContain('connection lost');
    expect(scene.loop.activity()).toEqual({ busy: false, dueAt: 1_000 });
    scene.database = async () => {};
    scene.rows.set('two', 0);
    scene.clock.moveTo(1_000);
    await scene.asleep();
    expect(scene.begun).toEqual(['one', 'two']);
  });

  it('a step that throws: it is logged, and the others go on', async () => {
    scene.rows.set('bad', 0).set('good', 0);
    scene.step = async (row) => {
      if (row === 'bad') throw new Error('a fault of ours');
    };
    await fallAsleep();
    expect(scene.begun).toEqual(['bad', 'good']);
    expect(scene.logged.join()).toContain('a fault of ours');
  });

  it('a step that hangs: it is told to stop before its lease ends', async () => {
    scene.rows.set('one', 0);
    const signals: AbortSignal[] = [];
    scene.step = async (_, signal) => {
      signals.push(signal);
      await untilCut(signal);
    };
    scene.loop.start();
    while (signals.length === 0) await turn();
    scene.clock.moveTo(24_999);
    expect(signals[0]?.aborted).toBe(false);
    scene.clock.moveTo(25_000);
    expect(signals[0]?.aborted).toBe(true);
    await scene.asleep();
  });
});

describe('among other instances', () => {
  it('one that has lost its place cuts off its steps, begins none, and goes on once it has another', async () => {
    const cut: string[] = [];
    scene.step = async (row, signal) => {
      if (row === 'under way') await untilCut(signal).then(() => cut.push(row));
    };
    scene.rows.set('under way', 0);
    scene.loop.start();
    while (scene.begun.length === 0) await turn();
    scene.instance.leaseToken = () => null;
    scene.instance.events.emit('lost');
    scene.rows.set('next', 0);
    scene.loop.nudge();
    await scene.asleep();
    expect(scene.loop.leaseToken(scene.worker)).toBeNull();
    expect([cut, scene.begun]).toEqual([['under way'], ['under way']]);
    scene.instance.leaseToken = () => 'a new one';
    scene.instance.events.emit('due');
    await scene.asleep();
    expect(scene.begun).toEqual(['under way', 'next']);
  });

  it('what another writes wakes it', async () => {
    await fallAsleep();
    scene.rows.set('of another', 0);
    scene.instance.events.emit('due');
    await scene.asleep();
    expect(scene.begun).toEqual(['of another']);
  });
});

describe('stopping the loop', () => {
  it('what is being claimed is still begun, and waited for; nothing is claimed after it', async () => {
    scene.rows.set('one', 0);
    const database = holdDatabase();
    const ended: string[] = [];
    scene.step = async (row) => {
      await turn();
      ended.push(row);
    };
    scene.loop.start();
    await database.reached;
    const stopped = scene.loop.stop(60_000);
    scene.rows.set('too late', 0);
    database.letGo();
    await stopped;
    expect(ended).toEqual(['one']);
    scene.loop.nudge();
    await scene.asleep();
    expect(scene.begun).toEqual(['one']);
  });

  it('what was leased without a claim is not begun any more', async () => {
    await fallAsleep();
    const stopped = scene.loop.stop(60_000);
    expect(scene.loop.leaseToken(scene.worker)).toBeNull();
    expect(scene.loop.begin(scene.worker, { row: 'late', leaseToken: 'x' })).toBe(false);
    await stopped;
    expect(scene.begun).toEqual([]);
  });

  it('a step that takes too long is cut off, with time left to save', async () => {
    scene.rows.set('one', 0);
    const saved: string[] = [];
    scene.step = async (row, signal) => {
      await untilCut(signal);
      await turn();
      saved.push(row);
    };
    scene.loop.start();
    while (scene.begun.length === 0) await turn();
    await scene.loop.stop(500);
    expect(saved).toEqual(['one']);
  });

  it('neither a step that hears nothing nor a database that hangs holds it up', async () => {
    scene.rows.set('deaf', 0);
    scene.step = () => new Promise(() => {});
    scene.loop.start();
    while (scene.begun.length === 0) await turn();
    const database = holdDatabase();
    scene.rows.set('too late', 0);
    scene.loop.nudge();
    await database.reached;
    await scene.loop.stop(50);
    database.letGo();
    await turn();
    expect(scene.begun).toEqual(['deaf']);
  });

  it('a nudge before the start does nothing, and the start claims', async () => {
    scene.rows.set('one', 0);
    scene.loop.nudge();
    await scene.asleep();
    expect(scene.begun).toEqual([]);
    await fallAsleep();
    expect(scene.begun).toEqual(['one']);
  });
});
