/** What has ended goes after the operator's time, on each store; its messages stay, and all else goes on. */
import { expect, it } from 'vitest';
import { dayMs } from '../../src/core/durations.ts';
import { createLog } from '../../src/core/log.ts';
import { openForReading } from '../../src/store/open.ts';
import { fullText } from '../support/shown.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';
import { onEachStore } from '../support/story-stores.ts';

await onEachStore('how its rows go', (beginning) => {
  const keep = { endedMs: 30 * dayMs, auditMs: 90 * dayMs };
  onStage(() => ({ ...beginning(), about: 'nightly', linked: ['alice', 'bob'], keep }));

  const url = () => beginning().databaseUrl ?? `sqlite:${stage.folder}/bot.db`;
  /** How many rows are about the image. */
  const rows = async () => {
    const { kysely, close } = await openForReading(url(), { log: createLog('silent') });
    const of = async (table: 'offers' | 'shares' | 'withdrawals') =>
      (await kysely.selectFrom(table).select('id').where('imageId', '=', image.id).execute()).length;
    const counts = async () => [await of('offers'), await of('shares'), await of('withdrawals')];
    return counts().finally(close);
  };
  const card = (name: 'alice' | 'bob', words: string) => stage.card(name, words, image);
  const shareAndAccept = async () => {
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
    await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
    await card('alice', '*accepted* by <@UBOB>');
  };
  const later = async (days: number) => {
    await stage.later(days * dayMs);
    await stage.atRest();
  };
  const gone = () => stage.lines.filter((line) => line.includes('deleted what is not kept any longer'));

  it('an ended share goes after its time; its messages stay, and it can be shared again', async () => {
    await shareAndAccept();
    await stage.actor('alice').command('/unshare-image', `${image.id} ${consumer}`);
    await stage.actor('alice').click(await stage.ephemeral('alice', 'Stop sharing'), 'Remove 1 member');
    const bobs = await card('bob', '*No longer shared*');
    await later(29);
    expect(await rows()).toEqual([1, 1, 1]);
    await later(3);
    expect(await rows()).toEqual([0, 0, 0]);
    expect(gone()).toHaveLength(1);
    expect(stage.cards('bob', image).map(fullText)).toEqual([fullText(bobs)]);
    await stage.actor('bob').click(bobs, 'Timeline');
    await stage.ephemeral('bob', 'The bot has no record of this message any more');
    await stage.restart();
    await shareAndAccept();
    await stage.atRest();
    expect(stage.cards('bob', image)).toHaveLength(2);
  });

  it('a share that goes on stays, however old, while the trail loses its oldest days', async () => {
    await shareAndAccept();
    for (let month = 0; month < 4; month += 1) await later(31);
    expect(await rows()).toEqual([1, 1, 0]);
    expect(gone().length).toBeGreaterThan(0);
    expect(gone().map((line) => JSON.parse(line).offers)).toEqual(gone().map(() => 0));
    await stage.actor('bob').click(await card('bob', '*Accepted* by <@UBOB>'), 'Reject instead');
    await card('alice', '*rejected* by <@UBOB>');
  });
});
