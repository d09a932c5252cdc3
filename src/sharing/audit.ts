/** Every line of the audit trail is written here: what people asked for, each write at a cloud with what came back, and what changed outside the bot. */
import type { WriteReceipt } from '../cloud/session.ts';
import type { Person, SlackUserId, TeamId } from '../core/ids.ts';
import type { Account } from '../model/account.ts';
import { type AuditAct, isCloudWriteAct } from '../model/audit-line.ts';
import type { Share } from '../model/share.ts';
import type { Tx } from '../store/schema/tables.ts';
import type { OpenImageService } from './image-service.ts';
import type { Store } from './repositories.ts';
import type { ShareStep } from './rules/plan-share.ts';

export interface AuditEvent {
  readonly act: AuditAct;
  /** Who asked, and how; null: nobody here. */
  readonly by: Pick<Person, 'userId' | 'from'> | null;
  /** In whose name, where that is somebody else's than that of whoever asked. */
  readonly onBehalfOf?: SlackUserId | null;
  /** An image where it lies, or another subject. */
  readonly on:
    | Pick<Share, 'teamId' | 'cloudId' | 'region' | 'imageId'>
    | { readonly teamId: TeamId; readonly cloudId: string; readonly subject: string };
  /** Who else it concerns: people are named here and nowhere in `detail`. */
  readonly people?: readonly SlackUserId[];
  readonly detail?: Readonly<Record<string, unknown>>;
  /** The cloud's own. */
  readonly requestId?: string | null;
}

/** Writes a line; for the transaction that writes what it tells of. */
export const writeAudit = async (
  { audit }: Pick<Store, 'audit'>,
  tx: Tx,
  now: number,
  { act, by, onBehalfOf = null, on, people = [], detail, requestId = null }: AuditEvent,
): Promise<void> => {
  const { teamId, cloudId } = on;
  const place = 'imageId' in on ? { cloudId, region: on.region } : { cloudId };
  await audit.appendAudit(tx, {
    at: now,
    teamId,
    by: by?.userId ?? null,
    onBehalfOf,
    act,
    subject: 'imageId' in on ? on.imageId : on.subject,
    people,
    detail: { ...detail, ...place, ...(by?.from && { from: by.from }) },
    requestId,
  });
};

interface CloudWrite {
  readonly account: Account;
  readonly receipt: WriteReceipt;
}

/** The image service, and a list of the writes that are made through it. */
export const recordWrites = (
  open: OpenImageService,
): { readonly writes: readonly CloudWrite[]; readonly openImageService: OpenImageService } => {
  const writes: CloudWrite[] = [];
  return {
    writes,
    openImageService: (account, region, signal) =>
      open(account, region, signal, (receipt) => writes.push({ account, receipt })),
  };
};

/** What the writes were for. */
type Doing = Pick<AuditEvent, 'by' | 'onBehalfOf' | 'detail'> & {
  /** The step that made them. */
  readonly act: string;
  readonly on: Pick<Share, 'teamId' | 'imageId' | 'cloudId' | 'region'>;
};

/** Writes a line for each; for the transaction that saves the step, also where its lease was lost: the write was made. */
export const auditWrites = async (
  store: Pick<Store, 'audit'>,
  tx: Tx,
  { act, detail, ...doing }: Doing,
  writes: readonly CloudWrite[],
  now: number,
): Promise<void> => {
  for (const { account, receipt } of writes) {
    if (!isCloudWriteAct(act))
      throw new Error(`the step ${act} wrote to a cloud, and the trail has no such act`);
    const { status, requestId } = receipt;
    const came = { accountId: account.id, outcome: outcomeOf(receipt), ...(status !== null && { status }) };
    await writeAudit(store, tx, now, { ...doing, act, detail: { ...detail, ...came }, requestId });
  }
};

const outcomeOf = ({ status }: WriteReceipt) =>
  status === null ? 'unknown' : status < 300 ? 'done' : 'refused';

/** The same of a Share's step. */
export const auditShareWrites = async (
  store: Pick<Store, 'audit'>,
  tx: Tx,
  share: Share,
  step: ShareStep,
  writes: readonly CloudWrite[],
  now: number,
): Promise<void> => {
  if (!('intent' in step)) return;
  const { id: shareId, projectId } = share;
  const { by, because, value } = step.intent;
  const detail = {
    shareId,
    projectId,
    ...(step.do === 'set-status' && { to: value }),
    ...(because && { because }),
  };
  // what was agreed on is done in somebody's name, and nobody asks for it at that moment
  const who = because ? { by: null, onBehalfOf: by } : { by: { userId: by } };
  await auditWrites(store, tx, { act: step.do, ...who, on: share, detail }, writes, now);
};

/** Something changed by the cloud's own tools: nobody here is known to have done it. */
export const noteObserved = (
  store: Pick<Store, 'audit'>,
  tx: Tx,
  on: Pick<Share, 'teamId' | 'imageId' | 'cloudId' | 'region'>,
  act: Extract<AuditAct, `observed-${string}`>,
  detail: Readonly<Record<string, unknown>>,
  now: number,
): Promise<void> => writeAudit(store, tx, now, { act, by: null, on, detail });

/** Notes how the member was found to stand, where that is not what was asked for here. */
export const noteObservedStatus = async (
  store: Pick<Store, 'audit'>,
  tx: Tx,
  before: Share,
  after: Share,
  now: number,
): Promise<void> => {
  const { status, decided } = after;
  if (status === null || decided === before.decided || decided?.by !== null) return;
  const { id: shareId, projectId } = after;
  await noteObserved(store, tx, after, `observed-${status}`, { shareId, projectId, was: before.status }, now);
};
