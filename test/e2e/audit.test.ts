/** Who asked for what and what was done is on record, with the cloud's request id, and one click from the cards. */
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import type { AuditLine } from '../../src/model/audit-line.ts';
import { openForReading } from '../../src/store/open.ts';
import { readAudit } from '../../src/store/repositories/audit-lines.ts';
import type { Db } from '../../src/store/schema/tables.ts';
import { everywhere } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import type { Stage } from '../support/stage.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const look = async <T>(work: (db: Db) => Promise<T>): Promise<T> => {
  const { kysely, close } = await openForReading(`sqlite:${join(stage.folder, 'bot.db')}`, {
    log: createLog('silent'),
  });
  return work(kysely).finally(close);
};

/** The image's lines, oldest first. */
const trail = async (of = image): Promise<AuditLine[]> => {
  const teamId = stage.slack.team.id as TeamId;
  return (await look((db) => readAudit(db, { teamId, subject: of.id }))).toReversed();
};

const brief = ({ by, act, detail, requestId }: AuditLine) => [
  by?.userId ?? null,
  act,
  detail.from ?? detail.outcome ?? null,
  requestId === null ? null : /^req-/.test(requestId),
];

/** What the timeline that opens says. */
const timeline = async (name: Name, about: Parameters<Stage['card']>[1]): Promise<string> => {
  const actor = stage.actor(name);
  await actor.click(await stage.card(name, about, image), 'Timeline');
  const view = await stage.slack.until(
    () => actor.views.find(({ callback_id }) => callback_id === 'timeline'),
    { what: `the timeline of ${name}` },
  );
  return fullText({ text: '', blocks: view.blocks });
};

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });
  beforeEach(async () => {
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
    await stage.card('bob', 'Waiting for an answer', image);
  });

  it('each intent and each write has a line, and each line is in the log', async () => {
    await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Accept');
    await stage.card('alice', '*accepted* by <@UBOB>', image);
    const lines = await trail();
    expect(lines.map(brief)).toEqual([
      ['UALICE', 'offer', 'command /share-image', null],
      ['UALICE', 'add-member', 'done', true],
      ['UBOB', 'answer-accepted', 'button share-accept', null],
      ['UBOB', 'set-status', 'done', true],
    ]);
    // what can never be removed names nobody, linking included
    const rows = await look((db) => db.selectFrom('audit').selectAll().execute());
    expect(rows.map(({ act }) => act)).toContain('link-account');
    for (const name of ['UALICE', 'UBOB', '\\"account\\"']) expect(JSON.stringify(rows)).not.toContain(name);
    const logged = stage.lines
      .map((line) => JSON.parse(line))
      .filter(({ msg, subject }) => msg === 'audit' && subject === image.id);
    expect(logged.map(({ level, time, msg, ...line }) => line)).toEqual(
      lines.map(({ by, onBehalfOf, people, account, ...line }) => ({
        ...line,
        personId: by?.personId ?? null,
        onBehalfOfId: onBehalfOf?.personId ?? null,
      })),
    );
  });

  it('an image made shared for it, and private again after it', async () => {
    const hidden = await stage.byHand.image({ visibility: 'private', name: 'hidden' });
    await stage.actor('alice').command('/share-image', `${hidden.id} ${consumer}`);
    await stage.card('bob', 'Waiting for an answer', hidden);
    await stage.actor('alice').command('/unshare-image', `${hidden.id} --all --private`);
    const asked = await stage.ephemeral('alice', 'Stop sharing *hidden*');
    await stage.actor('alice').click(asked, 'Remove 1 member and make it private');
    await stage.card('alice', ':lock: *Private*', hidden);
    expect((await trail(hidden)).map(brief)).toEqual([
      ['UALICE', 'offer', 'command /share-image', null],
      ['UALICE', 'make-shared', 'done', true],
      ['UALICE', 'add-member', 'done', true],
      ['UALICE', 'withdraw', 'button unshare-confirm', null],
      ['UALICE', 'withdraw-members', null, null],
      ['UALICE', 'remove-member', 'done', true],
      ['UALICE', 'make-private', 'done', true],
    ]);
  });

  it('what was done elsewhere is seen, by nobody here', async () => {
    await stage.byHand.answer(image, 'consumer', 'rejected');
    await stage.actor('bob').openHome();
    await stage.card('alice', '*rejected* outside the bot', image);
    expect((await trail()).map(brief).at(-1)).toEqual([null, 'observed-rejected', null, null]);
  });

  it('the timeline stands behind the menu of both cards', async () => {
    await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Reject');
    await stage.card('alice', '*rejected* by <@UBOB>', image);
    const produced = await timeline('alice', '*rejected* by <@UBOB>');
    for (const words of [
      '<@UALICE> shared it with one project',
      'Request to the cloud for <@UALICE>: add project *consumer* as a member — :white_check_mark: done',
      '<@UBOB> rejected it for project *consumer*',
      'set the status of project *consumer* to rejected — :white_check_mark: done',
      '`req-',
    ])
      expect(produced).toContain(words);
    expect(produced.indexOf('set the status')).toBeLessThan(produced.indexOf('shared it with'));
    const consumed = await timeline('bob', '*Rejected* by <@UBOB>');
    expect(consumed).toContain('<@UBOB> rejected it for project *consumer*');
    expect(consumed).toContain('add project *consumer* as a member');
    // whom else it was offered to is the producer's to know
    expect(consumed).not.toContain('shared it with');
  });

  it('who tries to share an image of somebody else reads nothing of what was done with it', async () => {
    await stage.actor('bob').command('/share-image', `${image.id} ${stage.projectId('consumer2')}`);
    const told = await timeline('bob', 'Nothing was shared');
    expect(told).toContain('<@UBOB> shared it with one project');
    expect(told).not.toContain('UALICE');
  });

  it('another person’s card has no timeline for anybody else', async () => {
    const card = await stage.card('bob', 'Waiting for an answer', image);
    await stage.actor('carol').click(card, 'Timeline');
    await stage.ephemeral('carol', 'This card changed after you saw it');
    await stage.atRest();
    expect(stage.actor('carol').views).toEqual([]);
  });
});
