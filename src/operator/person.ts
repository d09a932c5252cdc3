/** `npm run person -- export U…`: everything that is kept about somebody; `-- forget U…`: takes them out of every row. */
import { parseArgs } from 'node:util';
import { type ForgetDeps, forgetPerson } from '../accounts/forget-person.ts';
import { createLinkRequests } from '../accounts/link-requests.ts';
import { defaultDatabaseUrl, type Environment, readConfig } from '../config.ts';
import type { SlackUserId, TeamId } from '../core/ids.ts';
import { createLog } from '../core/log.ts';
import { environmentWithFiles } from '../core/secret-files.ts';
import { forgettingText, keptLines } from '../sharing/people/kept-about.ts';
import { openAlone, openForReading } from '../store/open.ts';
import { noLongerCopy } from '../store/operator/copy-mark.ts';
import { repositories } from '../store/repositories/all.ts';
import { personRecord } from '../store/repositories/person-record.ts';
import { teamsNaming, type Who } from '../store/repositories/persons.ts';
import type { Db } from '../store/schema/tables.ts';
import { createCredentials, createSealedRecords, credentialKey } from '../store/secrets/credentials.ts';
import { forgetListPath, noteForgotten } from '../store/secrets/forget-list.ts';
import { createKeepList } from '../store/secrets/kept-lists.ts';
import { parseKeys } from '../store/secrets/keys.ts';
import { createKeyv } from '../store/secrets/keyv-adapter.ts';
import { type Command, type Streams, UsageError } from './command.ts';
import { isConfirmed } from './confirm.ts';
import { overwritten } from './overwritten.ts';

const isUser = (word: string | undefined): word is SlackUserId => /^[UW][A-Z0-9]+$/.test(word ?? '');
const isTeam = (word: string): word is TeamId => /^[TE][A-Z0-9]+$/.test(word);

interface Wanted {
  readonly userId: SlackUserId;
  readonly team: TeamId | null;
  readonly yes: boolean;
  /** What the bot wrote to them is deleted too. */
  readonly messages: boolean;
}

const read = (words: readonly string[]): Wanted & { readonly act: 'export' | 'forget' } => {
  const flag = { type: 'boolean' } as const;
  const options = { team: { type: 'string' }, yes: flag, messages: flag } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
    const [act, userId, ...more] = positionals;
    const { team = null, yes = false, messages = false } = values;
    if ((act === 'export' || act === 'forget') && isUser(userId) && more.length === 0)
      if (team === null || isTeam(team)) return { act, userId, team, yes, messages };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n`);
  }
  throw new UsageError('Say export or forget, and a Slack user such as U024BE7LH.\n');
};

/** The person in each team that knows them. @throws Error if none does */
const inTeams = async (db: Db, { userId, team }: Wanted): Promise<readonly Who[]> => {
  const teams = await teamsNaming(db, userId);
  const found = teams.filter((teamId) => team === null || teamId === team);
  if (found.length === 0)
    throw new Error(`Nothing is kept about ${userId}${team === null ? '' : ` of ${team}`}.`);
  return found.map((teamId) => ({ teamId, userId }));
};

const exportAll = async (wanted: Wanted, env: Environment, { stdout }: Streams) => {
  const url = environmentWithFiles(env).DATABASE_URL?.trim() || defaultDatabaseUrl;
  const { kysely, close } = await openForReading(url, { log: createLog('silent') });
  const records = async () => {
    const all = [];
    for (const who of await inTeams(kysely, wanted)) all.push(await personRecord(kysely, who, Date.now()));
    return all;
  };
  stdout.write(`${JSON.stringify(await records().finally(close), null, 2)}\n`);
};

const forgetAll = async (wanted: Wanted, env: Environment, streams: Streams) => {
  const config = readConfig(env);
  const keys = parseKeys(config.encryptionKeys.reveal());
  const list = { path: forgetListPath(config.forgetList, config.databaseUrl), keys };
  const database = await openAlone(config.databaseUrl, { log: createLog('silent') });
  try {
    const everywhere = await inTeams(database.kysely, wanted);
    for (const who of everywhere) {
      const record = await personRecord(database.kysely, who, await database.now());
      const lines = keptLines({ ...record.rows, sealed: record.sealed, audit: record.audit }).map(
        (line) => `  ${line}\n`,
      );
      streams.stdout.write(`${who.userId} of ${who.teamId} has:\n${lines.join('')}`);
    }
    streams.stdout.write(`${forgettingText}\n`);
    if (!wanted.yes && !(await isConfirmed(streams))) {
      streams.stdout.write('Nothing was changed.\n');
      return;
    }
    await createKeepList(database, list.path, createLog('silent'))(await database.now());
    const sealed = { keyv: createKeyv(database.kysely), keys };
    const deps = {
      ...{ store: { database, ...repositories }, clock: database.clock },
      credentials: createCredentials(sealed),
      linkRequests: createLinkRequests(createSealedRecords(sealed), database.clock),
      noteForgotten: async (of: Parameters<ForgetDeps['noteForgotten']>[0]) =>
        noteForgotten(list, [credentialKey(of.id, of)], await database.now()),
      ...{ forgetSession: () => {}, scrub: () => {}, nudge: () => {} },
    };
    for (const who of everywhere) await forgetPerson(deps, who, { by: null, messages: wanted.messages });
    await noLongerCopy(database.kysely);
    const left = await overwritten(database);
    streams.stdout.write(
      `Forgotten. Once the bot runs, it redraws the messages of others that named them${wanted.messages ? ', and deletes what it wrote to them, some thirty messages a minute' : ''}. Backups from before still have everything: delete them when you may.\n${left}`,
    );
  } finally {
    await database.close();
  }
};

/**
 * Prints everything that is kept about a person, beside the bot; or forgets them, with the bot stopped.
 * @throws DatabaseInUseError while the bot runs, for `forget`; Error if nothing is kept about them
 */
export const person: Command = async (words, env, streams) => {
  const wanted = read(words);
  await (wanted.act === 'export' ? exportAll : forgetAll)(wanted, env, streams);
};
