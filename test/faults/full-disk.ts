/**
 * The disk is full: what cannot be committed is not acknowledged as done, and the person reads that it was not. What was
 * acknowledged before is there, and all goes on when there is room again.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shownText } from '../../playground/slack/format/shown.ts';
import type { Promised } from './promise.ts';
import { cardsByImage, createScene, type SceneImage } from './scene.ts';

/** Enough for the tables and some hundred intents. */
const diskKib = 16_384;

/** A disk of our own; only root may make one. */
const mountDisk = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'image-share-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskKib}k,mode=700`, 'image-share', folder]);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    /** Leaves not one page free. */
    fill: async () => {
      for (let kib = diskKib; kib >= 4; kib = Math.floor(kib / 2)) {
        await writeFile(ballast, Buffer.alloc(kib * 1024), { flag: 'a' }).catch(
          (error: NodeJS.ErrnoException) => {
            if (error.code !== 'ENOSPC') throw error;
          },
        );
      }
    },
    empty: () => rm(ballast, { force: true }),
    unmount: async () => {
      execFileSync('umount', ['--lazy', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
};

export const fullDisk: Promised = {
  promise: 'What was acknowledged is on disk; what could not be written is reported as not done',
  fault: 'the disk is full, then has room again',
  unit: 'intents',
  short: 12,
  full: 120,
  needs: 'root',
  keep: async (times, onProgress) => {
    const disk = await mountDisk();
    try {
      return await keepOn(disk, times, onProgress);
    } finally {
      await disk.unmount();
    }
  },
};

const keepOn = async (
  disk: Awaited<ReturnType<typeof mountDisk>>,
  times: number,
  onProgress: (done: number) => void,
) => {
  const scene = await createScene({ databaseUrl: `sqlite:${join(disk.folder, 'bot.db')}` });
  const { consumer } = scene;
  const [alice, bob] = [scene.actor('alice'), scene.actor('bob')];
  await scene.link('alice');
  await scene.link('bob');
  const images = scene.images(times);
  const taken: SceneImage[] = [];
  const refused: SceneImage[] = [];
  let untold = 0;
  const rounds = 4;
  for (const [n, image] of images.entries()) {
    // the disk fills in the middle of each round, while what came before is being carried out
    const at = n % Math.ceil(times / rounds);
    if (at === 0) await disk.empty();
    if (at === Math.floor(times / rounds / 2)) await disk.fill();
    const before = alice.ephemerals().length;
    const { error } = await alice.command('/share-image', `${image.id} ${consumer}`);
    const told = alice.ephemerals().slice(before).map(shownText).join('\n');
    if (told.includes('Sharing')) taken.push(image);
    else refused.push(image);
    if (!error && !/Sharing|went wrong|nothing was done/i.test(told)) untold += 1;
    onProgress(n + 1);
  }
  await disk.empty();
  const reckoning = await scene.reckoned(({ members, card, untrue }) => {
    const [alices, bobs] = [cardsByImage(alice, images), cardsByImage(bob, images)];
    for (const image of taken) {
      members(image.name, scene.members(image), { [consumer]: 'pending' });
      card(`${image.name} for alice`, alices.get(image.id) ?? [], /\*pending\* — asked <@UBOB>\.$/m);
      card(`${image.name} for bob`, bobs.get(image.id) ?? [], /Waiting for an answer/);
    }
    for (const { id, name } of refused)
      if (alices.has(id)) untrue(`${name} was said not to be shared and is`);
    for (let n = 0; n < untold; n++) untrue('a command was answered with neither');
  });
  await scene.close();
  return reckoning.tally(times, [
    `${taken.length} were accepted, ${refused.length} were reported as not done`,
  ]);
};
