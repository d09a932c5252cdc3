/** Bytes of answers that are read at a time: no cloud takes what others need, and whatever waits goes on. */
import { expect, it } from 'vitest';
import { createBodyBudget } from '../../../src/cloud/body-budget.ts';

const limits = { perCloud: 16, all: 40, perSecond: 1_000_000 };
const still = { now: () => 0, sleep: async () => {} };

/** What has gone on so far, in order. */
const reading = () => {
  const budget = createBodyBudget(still, limits);
  const went: string[] = [];
  const open = (cloud: string, name: string, { patient = false } = {}) => {
    const body = budget.open(cloud, patient);
    return {
      read: (bytes: number) => void body.read(bytes).then(() => went.push(name)),
      end: body.end,
    };
  };
  const settled = async () => {
    for (let n = 0; n < 9; n += 1) await Promise.resolve();
    return went.splice(0);
  };
  return { open, settled };
};

it('a cloud’s bodies wait once it holds its share; its oldest goes on, and so do other clouds', async () => {
  const { open, settled } = reading();
  const [first, second, other] = [open('a', 'a1'), open('a', 'a2'), open('b', 'b1')];
  first.read(10);
  second.read(10);
  expect(await settled()).toEqual(['a1']);
  first.read(50);
  other.read(5);
  expect(await settled()).toEqual(['a1', 'b1']);
  first.end();
  expect(await settled()).toEqual(['a2']);
});

it('beyond what all may hold, the oldest of each cloud goes on', async () => {
  const { open, settled } = reading();
  const bodies = ['a', 'b', 'c'].map((cloud) => open(cloud, cloud));
  for (const body of bodies) body.read(14);
  expect(await settled()).toEqual(['a', 'b', 'c']);
  const later = open('d', 'd1');
  later.read(3);
  const last = open('d', 'd2');
  last.read(1);
  expect(await settled()).toEqual(['d1']);
  bodies[0]?.end();
  expect(await settled()).toEqual(['d2']);
});

it('when there is room again, people go on before polls', async () => {
  const { open, settled } = reading();
  const first = open('a', 'first');
  first.read(16);
  await settled();
  const poll = open('a', 'poll', { patient: true });
  const person = open('a', 'person');
  poll.read(9);
  person.read(9);
  expect(await settled()).toEqual([]);
  first.end();
  // the poll is now the oldest
  expect(await settled()).toEqual(['person', 'poll']);
});

it('what ends while it waits holds nothing', async () => {
  const { open, settled } = reading();
  const [first, second, third] = [open('a', '1'), open('a', '2'), open('a', '3')];
  first.read(16);
  second.read(1);
  second.end();
  first.end();
  third.read(16);
  expect(await settled()).toEqual(expect.arrayContaining(['1', '3']));
});

it('a cloud that has sent what it may in half a second waits for its pace, and no other does', async () => {
  let now = 0;
  const slept: number[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  const budget = createBodyBudget(
    { now: () => now, sleep },
    { perCloud: 9_000, all: 9_000, perSecond: 1_000 },
  );
  const [body, beside] = [budget.open('a', false), budget.open('a', false)];
  await body.read(500);
  expect(slept).toEqual([]);
  await body.read(100);
  await beside.read(100);
  expect(slept).toEqual([100, 200]);
  await budget.open('b', false).read(500);
  now = 200;
  await body.read(50);
  expect(slept).toEqual([100, 200, 50]);
  // what it did not send meanwhile counts for half a second at most
  now = 10_000;
  await body.read(600);
  expect(slept).toEqual([100, 200, 50, 100]);
});
