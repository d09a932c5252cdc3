/**
 * A store with as many Shares as one asks for, filled in a minute: one row of each kind is written by the store itself and
 * then copied by the database, with ids, people and times worked out from a count.
 */

import { type RawBuilder, sql } from 'kysely';
import type { CloudId, ImageId, Person, ProjectId, SlackUserId, TeamId } from '../src/core/ids.ts';
import type { Account } from '../src/model/account.ts';
import type { ImageFacts } from '../src/model/image.ts';
import type { Offer } from '../src/model/offer.ts';
import type { Share } from '../src/model/share.ts';
import type { Withdrawal } from '../src/model/withdrawal.ts';
import { newCard } from '../src/sharing/cards/refresh.ts';
import { newShare } from '../src/sharing/rules/share-state.ts';
import type { Database } from '../src/store/engine/database.ts';
import { insertAccount } from '../src/store/repositories/accounts.ts';
import { appendAudit } from '../src/store/repositories/audit-lines.ts';
import { ensureCard } from '../src/store/repositories/cards.ts';
import { insertOffer } from '../src/store/repositories/offers.ts';
import { ensureShare, linkOfferShare } from '../src/store/repositories/shares.ts';
import { insertWithdrawal } from '../src/store/repositories/withdrawals.ts';
import type { Db, Tables } from '../src/store/schema/tables.ts';

/** Who is who in a filled store, by number; the same numbers give the same people in a small one and in a large one. */
export const teamId = 'T1' as TeamId;
export const cloudId = 'lab' as CloudId;
const onCloud = { cloudId, cloudName: 'lab', cloudGone: false };
export const region = 'IAD';
/** An offer is to so many tenants; a project is a member of so many images, and owns a quarter as many. */
const sharesPerOffer = 4;
const sharesPerProject = 20;

/** Sends neighbours far apart, without two meeting: what ids are like. */
const scattered = (n: number) => Number((BigInt(n) * 2_654_435_761n) % 4_294_967_296n);

export const shareId = (n: number) => `share-${scattered(n)}`;
export const offerId = (n: number) => `offer-${scattered(n)}`;
export const imageIdOf = (n: number) =>
  `${scattered(Math.floor(n / sharesPerOffer))}-cfbf-44ca-b57e-727da7c9464d` as ImageId;
export const consumer = (n: number) => `UC${scattered(n)}` as SlackUserId;
export const producer = (n: number) => `UP${scattered(n)}` as SlackUserId;
export const ownerProject = (n: number) => `owner-${scattered(n)}` as ProjectId;
export const projectsOf = (shares: number) => shares / sharesPerProject;

const image: ImageFacts = {
  name: 'web-base-2025-11',
  status: 'active',
  visibility: 'shared',
  owner: 'owner-0' as ProjectId,
  sizeBytes: 2_361_393_152,
  minDiskGb: 10,
  minRamMb: 512,
  checksum: 'c8fc807773e5354afe61636071771906',
  os: 'ubuntu',
  diskFormat: 'qcow2',
  createdAt: '2025-11-20T09:12:44Z',
};
const person: Person = { teamId, enterpriseId: null, userId: 'UMODEL' as SlackUserId };
const model = 'model';

const account: Account = {
  ...person,
  id: model,
  name: 'web',
  ...onCloud,
  projectId: model as ProjectId,
  projectName: 'web team',
  method: 'application_credential',
  region,
  entry: null,
  health: 'good',
  speaks: true,
  suspendedAt: null,
  expiresAt: null,
  expiryReadAt: null,
  refusedActs: [],
  isDefault: true,
  createdAt: 0,
};
/** What an Offer and a Withdrawal have in common. */
const act = {
  teamId,
  enterpriseId: null,
  id: model,
  producer: person.userId,
  accountId: model,
  ...onCloud,
  region,
  imageId: model as ImageId,
  projectId: model as ProjectId,
  projectName: 'web team',
  opened: true,
  image,
  problem: null,
  attempts: 0,
  lastError: null,
  dueAt: null,
  createdAt: 0,
};
const offer: Offer = {
  ...act,
  accountName: 'web',
  homeRegion: null,
  tenants: Array.from(
    { length: sharesPerOffer },
    (_, n) => `883982ae96cf433f89e6c9097d5b80${n}2` as ProjectId,
  ),
  stopped: [],
  people: [],
  note: 'the build you asked for',
  accept: false,
  answerBy: null,
  endsAt: null,
  phase: 'placed',
};
const intent = { by: person.userId, accountId: '0f6a3c1e-9f6e-4b5e-8f1a-2f2b7c9a1d11', at: 0 };
const share: Share = {
  ...newShare(
    model,
    { teamId, enterpriseId: null, cloudId, region, imageId: offer.imageId, projectId: offer.projectId },
    { image, ownerProjectId: offer.projectId, ownerProjectName: 'web team', status: 'accepted', statusAt: 0 },
    0,
  ),
  ...onCloud,
  intentRevision: 2,
  member: { value: 'present', revision: 1, ...intent },
  answer: { value: 'accepted', revision: 2, ...intent },
  memberAppliedRevision: 1,
  answerAppliedRevision: 2,
  joined: { revision: 1, as: 'added', status: 'pending' },
  decided: { by: person.userId, status: 'accepted', at: 0 },
  dueAt: null,
};
const withdrawal: Withdrawal = {
  ...act,
  scope: 'these',
  members: [{ projectId: offer.projectId, status: 'accepted' }],
  makePrivate: false,
  undoUntil: null,
  phase: 'done',
};

const writeModels = async ({ kysely, transaction }: Database) => {
  await kysely
    .insertInto('clouds')
    .values({
      id: cloudId,
      name: cloudId,
      authUrl: 'https://lab.example/v3',
      goneSince: null,
      joinedTo: null,
      createdAt: 0,
    })
    .execute();
  await transaction((tx) => insertAccount(tx, account));
  await insertOffer(kysely, offer);
  await ensureShare(kysely, share);
  await linkOfferShare(kysely, { offerId: model, shareId: model, role: 'asked', revision: 1 });
  await transaction((tx) => insertWithdrawal(tx, withdrawal));
  const shown = { name: 'alice', channel: 'D024BE91L', ts: '1763712000.000100', shownHash: '6b1f0c2d9a' };
  await ensureCard(kysely, { ...newCard('share', model, person, 0), ...shown, id: model, dueAt: null });
  await appendAudit(kysely, {
    at: 0,
    teamId,
    by: person.userId,
    onBehalfOf: null,
    people: [],
    act: 'answer-accepted',
    subject: model,
    detail: { shareId: model, cloudId, region, projectId: model, accountId: intent.accountId },
    requestId: null,
  });
};

type Expression = RawBuilder<unknown>;
type Copied<T extends keyof Tables> = Partial<Record<keyof Tables[T], Expression>>;

const count = sql.ref('n.i');
const scatter = (number: Expression) => sql`(((${number}) * 2654435761) % 4294967296)`;
const named = (prefix: string, number: Expression) =>
  sql`${sql.lit(prefix)} || cast(${scatter(number)} as text)`;

/** How many copies one statement makes. */
const batch = 50_000;

/** Copies the model of `table` for each number from 0 to `copies`, with the columns that are `told` worked out again. */
const copy = async <T extends keyof Tables & string>(db: Db, table: T, copies: number, told: Copied<T>) => {
  const key = table === 'audit' ? 'subject' : table === 'offerShares' ? 'offerId' : 'id';
  const { rows } = await sql<Record<string, unknown>>`
    select * from ${sql.table(table)} where ${sql.ref(key)} = ${model}`.execute(db);
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'line');
  const values = columns.map(
    (column) => (told as Record<string, Expression>)[column] ?? sql.ref(`model.${column}`),
  );
  for (let from = 0; from < copies; from += batch) {
    const last = Math.min(from + batch, copies) - 1;
    await sql`
      with recursive "n" ("i") as (
        select cast(${sql.lit(from)} as bigint) union all select "i" + 1 from "n" where "i" < ${sql.lit(last)}
      ) insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
      select ${sql.join(values)} from "n" cross join ${sql.table(table)} as "model"
      where ${sql.ref(`model.${key}`)} = ${sql.lit(model)}`.execute(db);
  }
};

/**
 * Fills an empty store: of the Shares 10 % are ended, 5 % are due, the others later than any benchmark lasts; of the Cards,
 * two and a quarter a Share, 5 % are due. All that was ever done stays, as in life.
 */
export const fillStore = async (database: Database, shares: number): Promise<void> => {
  const { kysely } = database;
  const now = await database.now();
  await writeModels(database);
  const projects = sql.lit(projectsOf(shares));
  const offerOf = sql`${count} / ${sql.lit(sharesPerOffer)}`;
  const owner = sql`(${offerOf}) % ${projects}`;
  /** Evenly spread over a project's rows, and over time. */
  const twentieth = sql`(${count} / ${projects} + ${count}) % 20`;
  const createdAt = sql`${sql.lit(now)} - ${count} * 1000`;
  const dueAt = sql`${sql.lit(now)} - ${scatter(count)} % 60000`;
  const later = sql`${sql.lit(now + 3_600_000)} + ${scatter(count)} % 3600000`;
  const imageId = sql`cast(${scatter(offerOf)} as text) || '-cfbf-44ca-b57e-727da7c9464d'`;

  await copy(kysely, 'offers', shares / sharesPerOffer, {
    id: named('offer-', count),
    producer: named('UP', sql`${count} % ${projects}`),
    imageId: sql`cast(${scatter(count)} as text) || '-cfbf-44ca-b57e-727da7c9464d'`,
    projectId: named('owner-', sql`${count} % ${projects}`),
    createdAt,
    dueAt: sql`case when ${twentieth} = 0 then ${dueAt} end`,
  });
  await copy(kysely, 'shares', shares, {
    id: named('share-', count),
    imageId,
    projectId: named('project-', sql`${count} % ${projects}`),
    ownerProjectId: named('owner-', owner),
    createdAt,
    status: sql`case when ${twentieth} < 2 then 'absent' when ${twentieth} = 3 then 'pending' else 'accepted' end`,
    dueAt: sql`case when ${twentieth} < 2 then null when ${twentieth} = 2 then ${dueAt} else ${later} end`,
  });
  await copy(kysely, 'offerShares', shares, {
    offerId: named('offer-', offerOf),
    shareId: named('share-', count),
  });
  const cards = (kind: string, subjectId: Expression, userId: Expression) => ({
    id: named(`${kind}-card-`, count),
    kind: sql.lit(kind),
    subjectId,
    recipientId: userId,
    createdAt,
    dueAt: sql`case when ${twentieth} = 5 then ${dueAt} end`,
  });
  const half = sql`${count} / 2`;
  await copy(
    kysely,
    'cards',
    shares * 2,
    cards('share', named('share-', half), named('UC', sql`(${half}) % ${projects} * 2 + ${count} % 2`)),
  );
  await copy(
    kysely,
    'cards',
    shares / sharesPerOffer,
    cards('offer', named('offer-', count), named('UP', sql`${count} % ${projects}`)),
  );
  await copy(kysely, 'withdrawals', shares / sharesPerProject, {
    id: named('withdrawal-', count),
    producer: named('UP', count),
    imageId: sql`cast(${scatter(count)} as text) || '-cfbf-44ca-b57e-727da7c9464d'`,
    projectId: named('owner-', count),
    dueAt: sql`case when ${twentieth} = 0 then ${dueAt} end`,
  });
  await copy(kysely, 'accounts', projectsOf(shares), {
    id: named('producer-account-', count),
    userId: named('UP', count),
    projectId: named('owner-', count),
  });
  await copy(kysely, 'accounts', projectsOf(shares) * 2, {
    id: named('consumer-account-', count),
    userId: named('UC', count),
    projectId: named('project-', half),
  });
  await copy(kysely, 'audit', shares, { subject: imageId, at: createdAt });
};
