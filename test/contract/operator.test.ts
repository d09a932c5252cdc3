/** The operator's commands, as typed: `make-key`, `forget-key`, `audit`, and the usage. Of `migrate-store` see migrate-store-command.test.ts. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runOperator } from '../../src/operator/run.ts';
import { forgottenSince, lostRecord } from '../../src/store/secrets/forget-list.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';
import { newKeys } from '../support/bot-process.ts';
import { createDeployment, type Deployment, runCommand } from '../support/deployment.ts';
import { fullText } from '../support/shown.ts';

const [k1, k2] = [1, 2].map((byte) => `k${byte}:${Buffer.alloc(32, byte).toString('base64')}`);

describe('beside a bot, or after it', () => {
  let deployment: Deployment;
  beforeEach(async () => {
    deployment = await createDeployment();
  });
  afterEach(() => deployment.close());

  /** alice offers it to bob's project. */
  const share = async (imageId: string) => {
    const { slack, demo } = deployment;
    await slack.person('UALICE').command('/share-image', `${imageId} ${demo.projects.consumer.id}`);
  };
  const messagesOf = (person: string, words: string | RegExp) =>
    deployment.slack
      .person(person)
      .dm()
      .filter((message) =>
        typeof words === 'string' ? fullText(message).includes(words) : words.test(fullText(message)),
      );

  test('forget-key beside a running bot exits 75', async () => {
    await deployment.startBot();
    const { code, err } = await runCommand(['forget-key', 'k9'], deployment.env);
    expect(err).toMatch(/bot\.db is in use by another running bot/);
    expect(code).toBe(75);
  });

  test('a lost key is named, given up, and its people are asked to link again', async () => {
    const { slack, demo, link, startBot } = deployment;
    const first = await startBot();
    await link('alice');
    await link('bob');
    const { id } = demo.images.unshared;
    await share(id);
    const card = () => messagesOf('UBOB', id)[0];
    await slack.until(() => card() !== undefined, { what: 'the card of bob' });
    await first.terminate();

    const kept = await runCommand(['forget-key', 'k1'], deployment.env);
    expect([kept.code, kept.err]).toEqual([78, expect.stringContaining('ENCRYPTION_KEYS still has k1')]);

    const env = { ...deployment.env, ENCRYPTION_KEYS: newKeys().replace('k1', 'k2') };
    const refused = await deployment.refusal(env);
    expect([refused.code, refused.err]).toEqual([
      78,
      expect.stringMatching(
        /does not have k1\.[0-9a-f]{8}, which sealed \d+ records\. .*npm run forget-key -- k1\.[0-9a-f]{8}$/m,
      ),
    ]);

    const another = await deployment.refusal({ ...deployment.env, ENCRYPTION_KEYS: newKeys() });
    expect([another.code, another.err]).toEqual([
      78,
      expect.stringMatching(
        /k1 in ENCRYPTION_KEYS \(k1\.[0-9a-f]{8}\) is another key than k1\.[0-9a-f]{8}, which sealed \d+ records/,
      ),
    ]);

    const unknown = await runCommand(['forget-key', 'k7'], env);
    expect([unknown.code, unknown.err]).toEqual([
      1,
      expect.stringMatching(/Nothing is sealed with k7\. The database knows: k1\.[0-9a-f]{8}\./),
    ]);

    const database = new DatabaseSync(join(deployment.folder, 'bot.db'), { readOnly: true });
    const sealed = database.prepare(`select "key" from "keyv" where "key" like 'credential:%'`).all();
    database.close();
    const forgot = await runCommand(['forget-key', 'k1'], env);
    expect([forgot.code, forgot.err]).toEqual([0, '']);
    expect(forgot.out).toContain('Accounts to link again: 2');
    // a database that is put back gives them up too
    const list = { path: deployment.env.FORGET_LIST ?? null, keys: parseKeys(env.ENCRYPTION_KEYS) };
    const { has } = await forgottenSince(list, 0, Date.now());
    expect(sealed.map(({ key }) => has(lostRecord(String(key))))).toEqual([true, true]);
    for (const person of ['UALICE', 'UBOB'])
      expect(forgot.out).toContain(`team ${slack.team.id}, person ${person}:`);
    for (const person of ['alice', 'bob'] as const)
      expect(forgot.out).not.toContain(demo.people[person].bot.secret);

    await startBot(env);
    await slack.until(() => /can no longer read the credential/.test(fullText(card() ?? { text: '' })), {
      what: 'the card asks for linking again',
    });
    const asked = (person: string) => messagesOf(person, /encrypts its credential\. Link it again/);
    await slack.until(() => asked('UALICE').length > 0 && asked('UBOB').length > 0, {
      what: 'both asked to link again',
    });
    expect([asked('UALICE').length, asked('UBOB').length]).toEqual([1, 1]);
    await link('bob');
    await slack.until(() => asked('UBOB').length === 0, { what: 'bob is no longer asked' });
    await slack.until(() => !/Link it again/.test(fullText(card() ?? { text: '' })), {
      what: 'the card can be answered again',
    });
  });

  test('audit prints who did what beside the running bot, as much as is asked for', async () => {
    const bot = await deployment.startBot();
    await deployment.link('alice');
    const { id } = deployment.demo.images.unshared;
    await share(id);
    await deployment.slack.until(() => bot.output().includes('"act":"add-member"'), {
      what: 'the line that it was added',
    });
    const audit = (...words: string[]) =>
      runCommand(['audit', ...words], { DATABASE_URL: deployment.env.DATABASE_URL });
    expect((await audit('--image', id)).out.split('\r\n')).toEqual([
      'at,team,person,person_id,on_behalf_of,on_behalf_of_id,act,subject,cloud,region,project,account,account_id,outcome,from,request_id,detail',
      expect.stringMatching(
        /^\d{4}-\d\d-\d\dT[\d:.]+Z,T\w+,UALICE,[\w-]{36},,,offer,.*,command \/share-image,,/,
      ),
      expect.stringMatching(/,UALICE,[\w-]{36},,,add-member,.*,done,,req-/),
      '',
    ]);
    const words = ['--since', '1h', '--person', 'UALICE', '--act', 'link-account', '--format', 'json'];
    const { code, out, err } = await audit(...words);
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ act: 'link-account', person: 'UALICE', cloud: 'playground' });
    expect((await audit('--until', '2020-01-01')).out.split('\r\n')).toHaveLength(2);
  });

  test('audit ends well when its reader has enough', async () => {
    const bot = await deployment.startBot();
    await deployment.link('alice');
    await bot.terminate();
    const closed = () =>
      new Writable({
        write: (_chunk, _encoding, done) => done(Object.assign(new Error(), { code: 'EPIPE' })),
      });
    const code = await runOperator(['audit'], deployment.env, { stdout: closed(), stderr: closed() });
    expect(code).toBe(0);
  });
});

test('audit says how it is asked, and what it does not understand', async () => {
  const help = await runCommand(['audit', '--help'], {});
  expect([help.code, help.err]).toEqual([0, '']);
  expect(help.out).toContain('--since <time>');
  for (const words of [
    ['--since', 'tuesday'],
    ['--format', 'xml'],
    ['--who', 'me'],
  ]) {
    const { code, out, err } = await runCommand(['audit', ...words], {});
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(words[0]);
  }
  const away = await runCommand(['audit'], { DATABASE_URL: `sqlite:${join('none', 'none.db')}` });
  expect([away.code, away.err]).toEqual([78, expect.stringContaining('none.db')]);
});

describe('make-key', () => {
  const key = /^k(\d+):[A-Za-z0-9+/]{43}=\n$/;

  test('prints a key that the bot takes, and where to put it beside', async () => {
    const { code, out, err } = await runCommand(['make-key'], {});
    expect(out).toMatch(key);
    expect(err).toContain('ENCRYPTION_KEYS');
    expect(code).toBe(0);
    expect((await runCommand(['make-key'], {})).out).not.toBe(out);
    const deployment = await createDeployment();
    try {
      await deployment.startBot({ ...deployment.env, ENCRYPTION_KEYS: out.trim() });
    } finally {
      await deployment.close();
    }
  });

  test.each([
    ['k1', k1, '2'],
    ['k2 and k1', `${k2},${k1}`, '3'],
    ['k2 alone', k2, '3'],
    ['a key of another name', `main:${k1?.slice(3)}`, '2'],
  ])('takes the next free name after %s', async (_, keys, number) => {
    const { out } = await runCommand(['make-key'], { ENCRYPTION_KEYS: keys });
    expect(key.exec(out)?.[1]).toBe(number);
  });
});

test.each([[[]], [['make-keys']], [['make-key', 'k1']], [['forget-key']], [['forget-key', 'k1', 'k2']]])(
  '%j prints the usage and exits 1',
  async (words) => {
    const { code, err } = await runCommand(words, {});
    expect(err).toContain('npm run forget-key -- <kid>');
    expect(code).toBe(1);
  },
);
