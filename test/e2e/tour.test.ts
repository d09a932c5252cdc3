/** `npm run playground` as a newcomer runs it: a process of its own, with nothing set up. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Fault } from '../../playground/cloud/cloud-faults.ts';
import { startStage } from '../../playground/stage.ts';
import { playTour } from '../../playground/tour.ts';
import { createNarrator } from '../../playground/tour-narrator.ts';
import { runPlayground } from '../support/playground-process.ts';

/** Where the process under test keeps its data while it runs. */
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-share-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const playground = (flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
  runPlayground(flags, { TMPDIR: folder, ...env });

it('the tour shows the main job, and exits 0', async () => {
  const { code, out, err } = await playground(['--tour']).ended;
  expect({ code, err }).toEqual({ code: 0, err: '' });

  const lines = out.split('\n').map((line) => line.replace(/^ +│ /, ''));
  const at = (words: string | RegExp, from = 0) => {
    const found = lines.findIndex(
      (line, index) => index >= from && (typeof words === 'string' ? line === words : words.test(line)),
    );
    expect(found, `${words} after line ${from}`).toBeGreaterThanOrEqual(0);
    return found;
  };
  const typed = at(/^alice types {2}\/share-image \S+ \S+ --note "the build you asked for"$/);
  const asked = at('[Accept]  [Reject]', typed);
  const pressed = at('bob presses  [Accept]', asked);
  const accepted = at(/^✅ Accepted by @bob /, pressed);
  const told = at(/^✅ accepted by @bob /, accepted);
  const list = at('bob asks Glance itself:  GET /v2/images?visibility=shared&member_status=accepted', told);
  at(/^[0-9a-f-]{36} {2}build-1042$/, list);
  const rejected = at(/^✖ Rejected by @carol /, at('carol presses  [Reject]', list));
  at('(no image)', at(/^carol asks Glance itself/, rejected));
  at(/--regoin DFW is not a flag of this command/, rejected);
  at(/Nothing was shared\. web-base belongs to a project other than consumer/, rejected);
  at(/^All as it should be: /, rejected);

  expect(out.match(/^ +│ Application credential secret: ••••••••$/gm)).toHaveLength(3);
  expect(out).not.toMatch(/-bot-\w+-secret|undefined|<@|&amp;/);
  expect(stripVTControlCharacters(out)).toBe(out);
  expect(await readdir(folder)).toEqual([]);
});

it('without a flag it runs until it is interrupted, and leaves nothing behind', async () => {
  const { child, ended, ready } = playground();
  const readyz = /(http:\S+\/readyz)/.exec(await ready())?.[1] ?? '';
  expect((await fetch(readyz)).status).toBe(200);
  child.kill('SIGINT');
  expect((await ended).code).toBe(0);
  expect(await readdir(folder)).toEqual([]);
});

it('says how it is used, and names a flag that it does not know', async () => {
  const [help, unknown] = await Promise.all([playground(['--help']).ended, playground(['--tuor']).ended]);
  expect(help).toMatchObject({ code: 0, err: '' });
  expect(help.out).toContain('--tour');
  expect(unknown).toMatchObject({ code: 64, out: '' });
  expect(unknown.err).toContain('--tuor');
});

it('a tour that goes wrong exits 1 with the reason', async () => {
  const noImageList = encodeURIComponent(`
    const { fetch } = globalThis;
    globalThis.fetch = async (url, init) => {
      if (String(url).includes('member_status')) throw new Error('nobody answers');
      return fetch(url, init);
    };
  `);
  const { code, err } = await playground(['--tour'], {
    NODE_OPTIONS: `--import=data:text/javascript,${noImageList}`,
  }).ended;
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('nobody answers') });
  expect(await readdir(folder)).toEqual([]);
});

const faults: readonly (readonly [string, Fault, string])[] = [
  [
    'an answer lost on the way',
    { match: ({ method }) => method === 'PUT', do: 'drop-after-effect' },
    'cloud request got no answer',
  ],
  [
    'an accepted image that is in no list',
    {
      match: ({ path }) => path === '/v2/images',
      times: 100,
      do: 'status',
      status: 200,
      body: { images: [] },
    },
    'is missing from bob’s image list',
  ],
];
it.each(faults)('%s fails the tour', async (_name, fault, reason) => {
  const stage = await startStage();
  stage.cloud.faults.add(fault);
  const narrator = createNarrator({ write: () => {}, colour: false, nameOf: String, secrets: [] });
  try {
    await expect(playTour(stage, narrator)).rejects.toThrow(reason);
  } finally {
    await stage.close();
  }
});
