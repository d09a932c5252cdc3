/** What there is to say is more than a message holds: everything goes out, shorter, and nothing is lost. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const card = (words: string | RegExp) => stage.card('alice', words, image);
const refusedCalls = () =>
  stage.slack.requests.filter(({ answer }) => (answer as { ok?: boolean } | null)?.ok === false);

/** Whoever the tenants are, their people have answered: odd ones rejected it and said why. */
const answerAll = () => {
  const database = new DatabaseSync(join(stage.folder, 'bot.db'));
  const rows = database.prepare('select "id", "projectId" from "shares" order by "projectId"').all();
  const update = database.prepare(
    'update "shares" set "projectName" = ?, "status" = ?, "decided" = ?, "answer" = ?, "answerAppliedRevision" = "intentRevision" where "id" = ?',
  );
  const reason = 'Χρειαζόμαστε τη μικρή εικόνα, γιατί ο δίσκος δεν φτάνει.';
  for (const [n, { id, projectId }] of rows.entries()) {
    const status = n % 2 ? 'rejected' : 'accepted';
    const decided = { status, by: 'UBOB', at: stage.now() };
    const answer = { value: status, revision: 1, by: 'UBOB', accountId: 'a', at: stage.now(), reason };
    const member = stage.cloud?.state.imageIn('IAD', image.id)?.members.get(String(projectId));
    if (member) member.status = status;
    update.run(
      `Υπηρεσία ${n}`,
      status,
      JSON.stringify(decided),
      n % 2 ? JSON.stringify(answer) : null,
      String(id),
    );
  }
  database.close();
};

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice'] });

  it('128 answered tenants with names in Greek, half with reasons: the card counts what it leaves out, and Show all has it', async () => {
    const tenants = Array.from({ length: 128 }, (_, n) => String(n).padStart(32, 'a'));
    await stage.actor('alice').command('/share-image', `${image.id} ${tenants.join(' ')}`);
    await card(/nobody here has linked them.*\(128\)/);
    await stage.atRest();
    answerAll();
    await stage.actor('alice').click(await card('nightly'), 'Refresh');
    const shown = await card(/\*Accepted\* \(64\)[\s\S]*\*Rejected\* \(64\)/);
    expect(fullText(shown)).toMatch(/Υπηρεσία \d+ \(<@UBOB> <!date[\s\S]*and \d+ more/);
    expect(buttons(shown)).toEqual(
      expect.arrayContaining(['Offer again to the 64 that rejected it', 'Show all']),
    );

    await stage.actor('alice').click(shown, 'Show all');
    const read: string[] = [];
    for (let page = 1; page <= 7; page += 1) {
      const view = await stage.slack.until(
        () =>
          stage
            .actor('alice')
            .views.find((one) => fullText({ text: '', ...one }).includes(`Page ${page} of 7`)),
        { what: `page ${page}` },
      );
      read.push(JSON.stringify(view.blocks));
      if (page < 7) await stage.actor('alice').click(view, 'Next');
    }
    const names = read.join().match(/\*Υπηρεσία \d+\*/g) ?? [];
    expect(new Set(names).size).toBe(128);
    expect(read.join().split('Χρειαζόμαστε').length - 1).toBe(64);
    await stage.atRest();
    expect(refusedCalls()).toEqual([]);
  });

  it('a note of 1,900 letters of two bytes: the consumer’s card shows the answer', async () => {
    await stage.link('bob');
    await stage
      .actor('alice')
      .command('/share-image', `${image.id} ${consumer} --note "${'é'.repeat(1_900)}"`);
    await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Accept');
    const answered = await stage.card('bob', '*Accepted* by <@UBOB>', image);
    expect(answered.text).toContain('*Accepted* by <@UBOB>');
    await stage.atRest();
    expect(refusedCalls()).toEqual([]);
  });

  it('a card that Slack refuses all the same goes out plain, and a Refresh tries the whole again', async () => {
    await stage.link('bob');
    for (const method of ['chat.postMessage', 'chat.update'])
      stage.slack.faults.add({ method, times: 1, do: 'error', error: 'msg_blocks_too_long' });
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
    const plain = await stage.slack.until(
      () => [...stage.cards('alice'), ...stage.cards('bob')].find((one) => buttons(one).includes('Refresh')),
      { what: 'a plain card' },
    );
    expect(fullText(plain)).toContain(image.id);
    const logged = stage.lines.find((line) => line.includes('goes out plain')) ?? '{}';
    expect(JSON.parse(logged)).toMatchObject({
      level: 'error',
      card: expect.any(String),
      kind: expect.any(String),
      code: 'msg_blocks_too_long',
      size: { textBytes: expect.any(Number), blocks: expect.any(Number), chars: expect.any(Number) },
    });
    await stage.atRest();
    const bobs = await stage.card('bob', 'Waiting for an answer', image);
    if (buttons(bobs).includes('Refresh')) await stage.actor('bob').click(bobs, 'Refresh');
    const whole = await stage.slack.until(
      () => stage.cards('bob', image).find((one) => buttons(one).includes('Accept')),
      { what: 'the whole card of bob' },
    );
    await stage.actor('bob').click(whole, 'Accept');
    await card('*accepted* by <@UBOB>');
  });
});
