/** What a share and an answer ask of the database before their request leaves: counts do not know how busy the machine is. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { postgresql } from '../support/services.ts';
import { onPlayground } from '../support/settings.ts';
import { buttons } from '../support/shown.ts';
import type { StageOptions } from '../support/stage.ts';
import { between, recordStatements } from '../support/statements.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const server = await postgresql('what is asked of it');
const stores = [
  { store: 'SQLite', make: null },
  ...(server === null ? [] : [{ store: 'PostgreSQL', make: () => createPostgresDatabase(server) }]),
];
const settings = onPlayground().flatMap((setting) => stores.map((store) => ({ ...setting, ...store })));

describe.each(settings)('$name, on $store', ({ store, make, ...setting }) => {
  let database: { readonly url: string; readonly drop: () => Promise<void> } | undefined;
  let statements: ReturnType<typeof recordStatements>;
  beforeEach(async () => {
    database = await make?.();
    statements = recordStatements();
  });
  onStage((): StageOptions & { about: string; linked: readonly ['alice', 'bob'] } => ({
    ...setting,
    // PostgreSQL has a clock of its own, which goes by itself
    ...(database && { databaseUrl: database.url, clock: systemClock }),
    about: 'nightly',
    linked: ['alice', 'bob'],
  }));
  afterEach(async () => {
    statements.end();
    await database?.drop();
  });

  /** Between the commit of the first statement with `words` and the first request with that method. */
  const askedBetween = async (words: string, method: string, act: () => Promise<unknown>) => {
    await stage.atRest();
    const before = statements.seen.length;
    await act();
    return between(statements.seen.slice(before), words, method);
  };
  const share = async (tenants: string) => {
    await stage.actor('alice').command('/share-image', `${image.id} ${tenants}`);
    return stage.card('bob', 'Waiting for an answer', image);
  };
  const others = (count: number) =>
    Array.from({ length: count }, (_, n) => String(n).padStart(32, 'a')).join(' ');

  const holds = (
    { asked, statements, commits }: ReturnType<typeof between>,
    most: { readonly statements: number; readonly commits: number },
  ) => expect([statements <= most.statements, commits], asked.join('\n')).toEqual([true, most.commits]);

  // PostgreSQL is also asked for its time, and tells the other replicas
  const base = store === 'SQLite' ? 16 : 18;
  it.each([1, 10, 128])(
    'a share to %i projects: one commit from the intent to the first POST',
    async (projects) => {
      const asked = await askedBetween('insert into "offers"', 'POST', () =>
        share(`${consumer} ${others(projects - 1)}`),
      );
      holds(asked, { statements: base + 4.25 * (projects - 1), commits: 1 });
    },
  );

  it('a share is one transaction until it is stored', async () => {
    await stage.atRest();
    const before = statements.seen.length;
    await share(consumer);
    const asked = statements.seen.slice(before);
    const stored = asked.indexOf(
      'commit',
      asked.findIndex((one) => one.startsWith('insert into "offers"')),
    );
    expect(asked.slice(0, stored + 1).filter((one) => one === 'commit')).toHaveLength(1);
  });

  it('a second command that reads nothing: no statement at all', async () => {
    const alice = stage.actor('alice');
    await alice.command('/image-help', '');
    await stage.atRest();
    const before = statements.seen.length;
    await alice.command('/image-help', 'share-image');
    await stage.ephemeral('alice', 'For example');
    // a replica asks twice a second who is gone
    expect(statements.seen.slice(before).filter((one) => !one.includes('pg_locks'))).toEqual([]);
  });

  it.each([
    ['Accept', '*accepted* by <@UBOB>'],
    ['Reject', '*rejected* by <@UBOB>'],
  ])('%s: 4 statements and no commit from the intent to the PUT', async (verb, words) => {
    const offered = await share(consumer);
    const asked = await askedBetween('update "shares" set "answer"', 'PUT', async () => {
      const button = buttons(offered).find((one) => one.startsWith(verb)) ?? verb;
      await stage.actor('bob').click(offered, button);
      await stage.card('alice', words, image);
    });
    holds(asked, { statements: 4, commits: 0 });
  });

  it('a removal: one commit from the intent to the DELETE', async () => {
    await share(consumer);
    await stage.actor('alice').command('/unshare-image', `${image.id} ${consumer}`);
    const question = await stage.ephemeral('alice', 'Stop sharing');
    const asked = await askedBetween('update "withdrawals" set "phase"', 'DELETE', async () => {
      await stage.actor('alice').click(question, buttons(question)[0] ?? '');
      await stage.card('alice', /You asked to stop sharing[\s\S]*removed by/, image);
    });
    holds(asked, { statements: 44, commits: 1 });
  });
});
