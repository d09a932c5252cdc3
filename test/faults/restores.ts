/**
 * A backup from a random moment of a random story is put back at its end. The cloud may be down for writes at that moment, so that the
 * backup has intents that were carried out afterwards, and undone.
 */

import { hourMs } from '../../src/core/durations.ts';
import { createPostgresDatabase, findPostgres } from '../support/postgres.ts';
import { backUp } from '../support/restoring.ts';
import { buttons, fullText } from '../support/shown.ts';
import { createStage, type Stage, type StageOptions } from '../support/stage.ts';
import { createDice, type Dice } from './dice.ts';
import { hurriedDatabase } from './hurried-database.ts';
import type { Promised, Tally } from './promise.ts';

type Image = Awaited<ReturnType<Stage['byHand']['image']>>;

type Act = 'share' | 'accept' | 'reject' | 'unshare' | 'remove by hand' | 'unlink';

/** Carries the act out if it can be now; whatever comes of it. */
const carryOut = async (stage: Stage, image: Image, act: Act): Promise<void> => {
  const consumer = stage.projectId('consumer');
  const answer = async (button: string) => {
    const card = stage.cards('bob', image).findLast((message) => buttons(message).includes(button));
    if (card) await stage.actor('bob').click(card, button);
  };
  const lastOf = (name: 'alice' | 'bob', button: string) =>
    stage
      .actor(name)
      .ephemerals()
      .findLast((message) => buttons(message).includes(button));
  switch (act) {
    case 'share':
      await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
      break;
    case 'accept':
      await answer('Accept');
      break;
    case 'reject':
      await answer('Reject');
      break;
    case 'unshare': {
      await stage.actor('alice').command('/unshare-image', `${image.id} ${consumer}`);
      await stage.atRest();
      const question = lastOf('alice', 'Remove 1 member');
      if (question) await stage.actor('alice').click(question, 'Remove 1 member');
      break;
    }
    case 'remove by hand':
      await stage.byHand.removeMember(image, 'consumer').catch(() => {});
      break;
    case 'unlink': {
      await stage.actor('bob').command('/image-account');
      await stage.atRest();
      const list = lastOf('bob', 'Unlink');
      if (list) await stage.actor('bob').click(list, 'Unlink');
      break;
    }
    default:
      return act satisfies never;
  }
  await stage.atRest();
};

interface Moment {
  readonly status: string | undefined;
  /** How many messages about the image each side has. */
  readonly messages: readonly number[];
  /** Requests with bob's account. */
  readonly asked: number;
}

const momentOf = (stage: Stage, image: Image): Moment => ({
  status: stage.status(image.id, 'consumer'),
  messages: (['alice', 'bob'] as const).map(
    (name) =>
      stage
        .cards(name, image)
        .filter((message) => /is sharing the image|You are sharing it/.test(fullText(message))).length,
  ),
  asked: stage.cloud?.requests.filter(({ user }) => user === 'bob').length ?? 0,
});

type Broken = Pick<Tally, 'doubled' | 'untrue'> & { readonly notes: readonly string[] };

const judge = (before: Moment, after: Moment, unlinked: boolean, story: string): Broken => {
  const letIn = before.status === undefined && after.status !== undefined;
  const accepted = before.status === 'rejected' && after.status === 'accepted';
  const more = after.messages.some((count, side) => count > (before.messages[side] ?? 0));
  const used = unlinked && after.asked > before.asked;
  const notes = [
    ...(letIn ? [`let in again: ${story}`] : []),
    ...(accepted ? [`accepted again: ${story}`] : []),
    ...(more ? [`posted again (${before.messages} → ${after.messages}): ${story}`] : []),
    ...(used ? [`an unlinked credential was used: ${story}`] : []),
  ];
  return { doubled: Number(more), untrue: [letIn, accepted, used].filter(Boolean).length, notes };
};

const tell = async ({ pick, next, seed }: Dice, options: StageOptions): Promise<Broken> => {
  const stage = await createStage(options);
  try {
    const image = await stage.byHand.image({ name: 'nightly' });
    await stage.link('alice');
    await stage.link('bob');
    await stage.atRest();
    const until = pick<readonly Act[]>(
      ['share'],
      ['share', 'accept'],
      ['share', 'unshare', 'share'],
      ['share', 'reject', 'accept'],
    );
    const since = () => pick<Act>('remove by hand', 'unshare', 'reject', 'unlink', 'share');
    const story = [...until, since(), since()];
    const cut = until.length - 1;
    const isDown = next() < 0.7;
    let restore: Awaited<ReturnType<typeof backUp>> | undefined;
    let unlinked = false;
    for (const [at, act] of story.entries()) {
      if (at === cut && isDown)
        stage.cloud?.faults.add({
          match: ({ service, method }) => service === 'glance' && method !== 'GET',
          times: Number.POSITIVE_INFINITY,
          do: 'status',
          status: 503,
        });
      await carryOut(stage, image, act);
      if (at === cut) {
        restore = await backUp(stage);
        stage.cloud?.faults.clear();
        await stage.later(10 * 60_000);
        await stage.atRest();
      } else if (at > cut && act === 'unlink') unlinked = true;
    }
    await stage.later(hourMs);
    await stage.atRest();
    const before = momentOf(stage, image);
    await restore?.();
    await stage.atRest();
    await stage.later(10 * 60_000);
    await stage.atRest();
    const told = `${story.join(', ')}; backup after ${cut + 1}${isDown ? ', the cloud down' : ''}; FAULTS_SEED=${seed}`;
    return judge(before, momentOf(stage, image), unlinked, told);
  } finally {
    await stage.close();
  }
};

interface Place {
  readonly options: StageOptions;
  readonly close: () => Promise<void>;
}

const onSqlite = async (): Promise<Place> => ({ options: {}, close: async () => {} });

const onPostgres = async (): Promise<Place> => {
  const { url, drop } = await createPostgresDatabase((await findPostgres()) ?? '');
  const { later: databaseLater, url: databaseUrl, close } = await hurriedDatabase(url);
  return {
    options: { databaseUrl, databaseLater },
    close: async () => {
      await close();
      await drop();
    },
  };
};

const stories =
  (make: () => Promise<Place>): Promised['keep'] =>
  async (times, onProgress) => {
    const dice = createDice();
    const tally = { tried: 0, lost: 0, doubled: 0, untrue: 0 };
    const notes: string[] = [`FAULTS_SEED=${dice.seed}`];
    while (tally.tried < times) {
      const { options, close } = await make();
      const broken = await tell(dice, options).finally(close);
      tally.tried += 1;
      tally.doubled += broken.doubled;
      tally.untrue += broken.untrue;
      notes.push(...broken.notes);
      onProgress(tally.tried);
    }
    return { ...tally, notes };
  };

const promise =
  'After a restore, nobody has access again who lost it, nothing is posted twice, and no unlinked credential is used';
const fault =
  'a backup from a random moment of a random story is put back, with what was waiting at that moment carried out and undone since';

export const restores: readonly Promised[] = [
  { promise, fault, unit: 'restores', short: 3, full: 12, keep: stories(onSqlite) },
  {
    ...{ promise, fault: `${fault}, on PostgreSQL` },
    ...{ unit: 'restores', short: 3, full: 12, needs: 'postgres' },
    keep: stories(onPostgres),
  },
];
