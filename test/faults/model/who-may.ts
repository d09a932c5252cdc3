/**
 * Random stories of one producer who links, is revoked, demoted, deactivated, comes back and acts, while the bot dies at any moment.
 * A model of five lines says who may: only then an end moves, and nobody else hears of the share for longer than a day.
 */
import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { markSpeech } from '../../../src/accounts/account-health.ts';
import { type SuspensionDeps, setDeactivated } from '../../../src/accounts/suspension.ts';
import { AccountRefusedError, CloudHttpError } from '../../../src/cloud/errors.ts';
import type { Session, Sessions } from '../../../src/cloud/session.ts';
import type { Token } from '../../../src/cloud/token.ts';
import { dayOf, endOfDay } from '../../../src/core/days.ts';
import { dayMs } from '../../../src/core/durations.ts';
import type { ImageId } from '../../../src/core/ids.ts';
import { createLog } from '../../../src/core/log.ts';
import { UserError } from '../../../src/core/problems/problem.ts';

import { extend } from '../../../src/sharing/intents/extend.ts';
import { offerImage } from '../../../src/sharing/intents/make-offer.ts';
import { tokenGrantsSpeech } from '../../../src/sharing/people/roles.ts';
import type { Messenger } from '../../../src/slack/api/messenger.ts';
import type { Database } from '../../../src/store/engine/database.ts';
import { openDatabase } from '../../../src/store/open.ts';
import { createDrivenClock, type DrivenClock } from '../../support/driven-clock.ts';
import { insertLab } from '../../support/on-lab.ts';
import { storeOf } from '../../support/repositories.ts';
import type { Promised } from '../promise.ts';
import { createAgenda, createFaults } from './fate.ts';
import { createBot, renderers } from './in-process-bot.ts';
import { type CloudFate, createGlance, region } from './in-process-glance.ts';
import { createInProcessSlack, type SlackFate } from './in-process-slack.ts';
import { alice, bob, consumer, createPeople, producer } from './story-people.ts';

const acts = [
  'she links an account',
  'she unlinks it',
  'her credential is revoked',
  'she is made a reader',
  'she is made a member',
  'she leaves Slack',
  'she comes back',
  'she moves the end',
  'Bob accepts',
  'Bob rejects',
  'the bot does what is due, once around',
  'the bot dies',
  'two minutes pass',
  'a day passes',
] as const;
type Act = (typeof acts)[number];

/** The model. */
interface Who {
  readonly linked: boolean;
  readonly role: 'member' | 'reader' | null;
  readonly here: boolean;
}
const may = ({ linked, role, here }: Who) => linked && role === 'member' && here;

const facts = { method: 'POST', path: '/v2/images', safe: true, detail: '', requestId: null } as const;
const refusal = (status: number) => ({ ...facts, status, retryAfterMs: null, retryable: false });

/** The sessions of a Glance whose Keystone knows who may: sign-ins, tokens and writes of the producer's go by the role that she has. */
const withRoles =
  (open: Sessions['open'], roleOf: () => Who['role']): Sessions['open'] =>
  (cloud, key, credential, projectId, events) => {
    const session = open(cloud, key, credential, projectId, events);
    const signedIn = async (): Promise<Token> => {
      const role = projectId === producer ? roleOf() : 'member';
      if (role === null) throw new AccountRefusedError('secret', refusal(401));
      const token = { roles: [role], accessRules: null } as unknown as Token;
      await events?.onSignIn?.(token);
      return token;
    };
    const request: Session['request'] = async (where, asked) => {
      const { roles } = await signedIn();
      if (asked.method !== 'GET' && roles.includes('reader')) throw new CloudHttpError(refusal(403));
      return session.request(where, asked);
    };
    return { ...session, token: signedIn, signInAgain: signedIn, request };
  };

/** What Slack shows to Alice, in order, whether posted or changed. */
const listeningTo = (messenger: Messenger, heard: string[]): Messenger => {
  const hear = (channel: string, text: string) => {
    if (channel === `D${alice.userId}`) heard.push(text);
  };
  return {
    ...messenger,
    post: async (channel, message, card) => {
      hear(channel, message.text);
      return messenger.post(channel, message, card);
    },
    update: async (channel, ts, message) => {
      hear(channel, message.text);
      return messenger.update(channel, ts, message);
    },
  };
};

const begin = async (database: Database, clock: DrivenClock) => {
  const log = createLog('silent');
  const agenda = createAgenda(clock);
  const life = () => bot.life();
  const { state, sessions } = createGlance(
    clock,
    createFaults<CloudFate>(agenda, life, () => {}),
    [producer, consumer],
  );
  const slack = createInProcessSlack(createFaults<SlackFate>(agenda, life, () => {}));
  const heard: string[] = [];
  let role: Who['role'] = 'member';
  const store = storeOf(database);
  const bot = createBot({
    database,
    clock,
    log,
    agenda,
    sessions: { open: withRoles(sessions.open, () => role) },
    messenger: listeningTo(slack.messenger, heard),
    rights: {
      grantsSpeech: (token) => tokenGrantsSpeech(token, ['reader']),
      noteSpeech: (account, speaks) => markSpeech({ store, clock }, account, speaks),
    },
  });
  const imageId = state.addImage(region, { owner: producer, name: 'web', visibility: 'shared' })
    .id as ImageId;
  const deps = { store: bot.store, clock, renderers, firstSteps: bot.firstSteps, nudge: () => {} };
  const people = createPeople(deps, imageId, () => state.imageIn(region, imageId)?.image, slack.posted);
  const suspension = {
    ...deps,
    log,
    forgetSession: () => {},
    noteForgotten: async () => {},
    credentials: { remove: async () => {} },
  } as unknown as SuspensionDeps;
  const share = async () => (await store.shares.sharesOfImage(database.kysely, alice.teamId, imageId))[0];
  await people.link(alice);
  await people.link(bob);
  const [account] = await store.accounts.accountsOfPerson(database.kysely, alice);
  if (account === undefined) throw new Error('nothing was linked');
  await offerImage(deps, alice, {
    account,
    region,
    regionNamed: true,
    imageId,
    tenants: [consumer],
    people: [],
    note: null,
    accept: false,
    endsAt: endOfDay(dayOf(clock.now() + 400 * dayMs, 'UTC'), 'UTC'),
  });
  await bot.pass(120_000);
  return {
    bot,
    people,
    heard,
    setRole: (to: Who['role']) => {
      role = to;
    },
    setHere: (here: boolean) => setDeactivated(suspension, alice.userId, !here),
    endsAt: async () => (await share())?.endsAt ?? null,
    /** Whether it was acknowledged. */
    extendTo: async (at: number): Promise<boolean> => {
      try {
        await extend(deps, alice, (await share())?.id ?? '', dayOf(at, 'UTC'));
        return true;
      } catch (error) {
        if (error instanceof UserError) return false;
        throw error;
      }
    },
  };
};

/** What was wrong, in words. */
const tell = async (story: readonly Act[], clock: DrivenClock): Promise<readonly string[]> => {
  const database = await openDatabase('sqlite::memory:', { log: createLog('silent'), clock });
  await insertLab(database.kysely);
  const { bot, people, heard, setRole, setHere, endsAt, extendTo } = await begin(database, clock);
  const wrong: string[] = [];
  let who: Who = { linked: true, role: 'member', here: true };
  let end = await endsAt();
  let asked: number | null = null;
  /** How many messages she may have heard, once she has not been allowed to for a day. */
  let deafSince: number | null = null;
  /** All that is due is done: what was asked for is carried out, or refused; only who is away waits. */
  const settle = async () => {
    if (asked !== null && (who.here || !who.linked)) {
      end = may(who) ? asked : end;
      asked = null;
    }
    const is = await endsAt();
    if (is !== end) wrong.push(`the end is ${is}, and should be ${end}, as ${JSON.stringify(who)}`);
  };
  for (const act of story) {
    const before = heard.length;
    const could = may(who);
    switch (act) {
      case 'she links an account':
        if (!who.here) break;
        setRole('member');
        await people.link(alice);
        who = { ...who, linked: true, role: 'member' };
        break;
      case 'she unlinks it':
        if (!who.here) break;
        await people.act('Alice unlinks her account');
        who = { ...who, linked: false };
        break;
      case 'her credential is revoked':
        setRole(null);
        who = { ...who, role: null };
        break;
      case 'she is made a reader':
      case 'she is made a member':
        // a credential that was revoked stays so
        if (who.role === null) break;
        who = { ...who, role: act === 'she is made a reader' ? 'reader' : 'member' };
        setRole(who.role);
        break;
      case 'she leaves Slack':
      case 'she comes back':
        who = { ...who, here: act === 'she comes back' };
        await setHere(who.here);
        break;
      case 'she moves the end': {
        const at = endOfDay(dayOf((asked ?? end ?? 0) + dayMs, 'UTC'), 'UTC');
        if (who.here && at !== null && (await extendTo(at))) asked = at;
        break;
      }
      case 'Bob accepts':
        await people.act('Bob accepts on his card');
        break;
      case 'Bob rejects':
        await people.act('Bob rejects on his card');
        break;
      case 'the bot dies':
        await bot.die();
        break;
      case 'the bot does what is due, once around':
        await bot.goAround();
        await settle();
        break;
      case 'two minutes pass':
      case 'a day passes':
        await bot.pass(act === 'a day passes' ? dayMs : 120_000);
        await settle();
        break;
      default:
        act satisfies never;
    }
    if (who.linked && !who.here && heard.length > before && !act.includes('Slack'))
      wrong.push(`she is away, and reads: ${heard.at(-1)}`);
    if (may(who)) deafSince = null;
    else if (act === 'a day passes' && !could) deafSince ??= heard.length;
    const news = deafSince === null ? [] : heard.slice(deafSince).filter((text) => text.includes('*web*'));
    if (news.length > 0) wrong.push(`she hears of it after a day: ${news[0]}`);
  }
  await bot.pass(120_000);
  await settle();
  await database.close();
  return [...wrong, ...bot.bugs];
};

const maxActs = 12;
const short = 40;

export const whoMay: Promised = {
  promise:
    'Nobody acts for a project that their cloud no longer lets them act for, nor hears of it for longer than a day',
  fault:
    'stories of a producer who links, is revoked, demoted, deactivated in Slack, comes back and acts, and of a bot that dies, at random, against a model',
  unit: 'stories',
  short,
  full: 2_000,
  keep: async (times, onProgress) => {
    const seed = Number(process.env.FAULTS_SEED ?? (times > short ? randomInt(2 ** 31) : 1));
    const clock = createDrivenClock();
    let done = 0;
    const holds = fc.asyncProperty(
      fc.array(fc.constantFrom(...acts), { maxLength: maxActs, size: 'max' }),
      async (story) => {
        const wrong = await tell(story, clock);
        done += 1;
        onProgress(Math.min(done, times));
        if (wrong.length > 0) throw new Error(wrong.join('\n'));
      },
    );
    const { failed, counterexample, errorInstance } = await fc.check(holds, { numRuns: times, seed });
    const [story] = counterexample ?? [];
    return {
      tried: done,
      lost: 0,
      doubled: 0,
      untrue: failed ? 1 : 0,
      notes: [
        `FAULTS_SEED=${seed}`,
        ...(story ? [`${story.join('; ')}: ${(errorInstance as Error).message}`] : []),
      ],
    };
  },
};
