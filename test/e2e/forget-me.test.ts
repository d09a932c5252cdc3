/** Somebody reads what the bot keeps about them and is forgotten, on each store: what they share goes on, and names nobody. */
import { expect, it } from 'vitest';
import { forgetPerson } from '../../src/accounts/forget-person.ts';
import { createLinkRequests } from '../../src/accounts/link-requests.ts';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import type { SlackUserId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { openAlone, openForReading } from '../../src/store/open.ts';
import { createCredentials, createSealedRecords } from '../../src/store/secrets/credentials.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';
import { createKeyv } from '../../src/store/secrets/keyv-adapter.ts';
import { contentOf } from '../support/every-row.ts';
import { storeOf } from '../support/repositories.ts';
import { fullText } from '../support/shown.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';
import { onEachStore } from '../support/story-stores.ts';

await onEachStore('who is forgotten there', (beginning) => {
  onStage(() => ({ ...beginning(), about: 'nightly', linked: ['alice', 'bob'] }));

  const rows = async () => {
    const url = beginning().databaseUrl ?? `sqlite:${stage.folder}/bot.db`;
    const { kysely, close } = await openForReading(url, { log: createLog('silent') });
    return JSON.stringify(await contentOf(kysely).finally(close));
  };
  const card = (name: 'alice' | 'bob', words: string | RegExp) => stage.card(name, words, image);
  const seen = (title: string) =>
    stage.slack.until(() => stage.actor('alice').views.findLast((view) => view.title.text === title), {
      what: title,
    });
  const forgetAlice = async () => {
    const alice = stage.actor('alice');
    await alice.command('/image-account', 'preferences');
    await alice.click(await seen('Preferences'), 'What the bot keeps about me');
    const kept = await seen('What the bot keeps');
    await alice.click(kept, 'Forget me');
    await seen('You are forgotten');
    await alice.close();
    await stage.atRest();
    return JSON.stringify(kept.blocks);
  };
  const share = async (flags: string) => {
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer} ${flags}`);
    await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
    await card('alice', '*accepted* by <@UBOB>');
    await stage.atRest();
  };

  it('they read all of it, and then no row names them; others see somebody in their place', async () => {
    await share('--note "ask <@UALICE>"');
    const kept = await forgetAlice();
    expect(kept).toContain('1 linked account');
    expect(kept).toContain('sealed, since');
    expect(kept).not.toContain(stage.lab.users.alice.app_credentials.bot?.secret ?? '-');
    expect(await rows()).not.toMatch(/UALICE|"alice"/);
    const bobs = fullText(await card('bob', 'somebody who was forgotten is sharing the image'));
    expect(bobs).not.toContain('UALICE');
    expect(bobs).toContain('*Accepted* by <@UBOB>');
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
    await stage.actor('bob').click(await card('bob', 'somebody who was forgotten'), 'Reject instead');
    await card('bob', '*Rejected* by <@UBOB>');
    await stage.restart();
    await stage.later(3 * dayMs);
    await stage.atRest();
    expect(await rows()).not.toContain('UALICE');
  });

  it('an end that they agreed to is carried out by a colleague', async () => {
    const { id, secret } = stage.lab.users.alice.app_credentials['bot-restricted'];
    await share('--for 30d');
    await stage.openLink('newt');
    await stage.fillLink('newt', {
      'Application credential ID': id,
      'Application credential secret': secret,
    });
    await forgetAlice();
    await stage.later(hourMs);
    await stage.card('newt', /[Ss]omebody who was forgotten has left project/);
    await stage.later(30 * dayMs);
    await card('bob', 'the share ended as scheduled');
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
  });

  it('what the bot wrote to them goes too if the operator says so, and goes on after a restart', async () => {
    await share('');
    await stage.restart(5_000, async () => {
      const database = await openAlone(stage.config.databaseUrl, { log: createLog('silent') });
      const keys = parseKeys(stage.config.encryptionKeys.reveal());
      const sealed = { keyv: createKeyv(database.kysely), keys };
      const { teamId } = await database.kysely
        .selectFrom('accounts')
        .select('teamId')
        .executeTakeFirstOrThrow();
      await forgetPerson(
        {
          ...{ store: storeOf(database), clock: { ...database.clock, now: stage.now } },
          credentials: createCredentials(sealed),
          linkRequests: createLinkRequests(createSealedRecords(sealed), { now: stage.now }),
          ...{ noteForgotten: async () => {}, forgetSession: () => {}, scrub: () => {}, nudge: () => {} },
        },
        { teamId, userId: 'UALICE' as SlackUserId },
        { by: null, messages: true },
      ).finally(database.close);
    });
    const alices = () => stage.actor('alice').dm();
    const before = alices().length;
    expect(before).toBeGreaterThan(0);
    await stage.slack.until(() => alices().length < before, { what: 'the first message deleted' });
    await stage.restart();
    await stage.slack.until(() => alices().length === 0, { what: 'no message to alice' });
    await stage.atRest();
    expect(await rows()).not.toContain('UALICE');
    await card('bob', 'somebody who was forgotten is sharing the image');
  });

  it('they begin again, as somebody whom the bot has never met', async () => {
    await share('');
    await forgetAlice();
    await stage.link('alice');
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
    await card('alice', '*accepted* by <@UBOB>');
  });
});
