/** Writes every line of the audit trail: what people asked for, each write to a cloud with its outcome, and what changed outside the bot. */
import type { WriteReceipt } from '../cloud/write-receipt.ts';
import type { CloudId, Person, SlackUserId, TeamId } from '../core/ids.ts';
import type { Account } from '../model/account.ts';
import { type AuditAct, isCloudWriteAct } from '../model/audit-line.ts';
import { isUnknownStatus } from '../model/member.ts';
import type { Share } from '../model/share.ts';
import type { OpenImageService } from './image-service.ts';
import type { ShareStep } from './rules/plan-share.ts';
import type { Work } from './transaction.ts';

export interface AuditEvent {
  readonly act: AuditAct;
  /** Who asked, and how; null: nobody here did. */
  readonly by: Pick<Person, 'userId' | 'from'> | null;
  /** In whose name, if not in that of the person who asked. */
  readonly onBehalfOf?: SlackUserId | null;
  /** An image in its region, or another subject. */
  readonly on:
    | Pick<Share, 'teamId' | 'cloudId' | 'region' | 'imageId'>
    | { readonly teamId: TeamId; readonly cloudId: CloudId; readonly subject: string };
  /** The other people it concerns; they are named here and never in `detail`. */
  readonly people?: readonly SlackUserId[];
  readonly detail?: Readonly<Record<string, unknown>>;
  /** The cloud's own request id. */
  readonly requestId?: string | null;
}

/** Writes a line, in the transaction that writes what the line reports. */
export const writeAudit = async (
  { store, tx, now }: Work<'audit'>,
  { act, by, onBehalfOf = null, on, people = [], detail, requestId = null }: AuditEvent,
): Promise<void> => {
  const { teamId, cloudId } = on;
  const place = 'imageId' in on ? { cloudId, region: on.region } : { cloudId };
  await store.audit.appendAudit(tx, {
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

/** The image service, and a list of the writes made through it. */
export const recordWrites = (
  open: OpenImageService,
): { readonly writes: readonly CloudWrite[]; readonly openImageService: OpenImageService } => {
  const writes: CloudWrite[] = [];
  return {
    writes,
    openImageService: (account, region, signal) =>
      open(account, region, signal, { onWrite: (receipt) => writes.push({ account, receipt }) }),
  };
};

/** The purpose of the writes. */
type Doing = Pick<AuditEvent, 'by' | 'onBehalfOf' | 'detail'> & {
  /** The step that made them. */
  readonly act: string;
  readonly on: Pick<Share, 'teamId' | 'imageId' | 'cloudId' | 'region'>;
};

/** Writes a line for each write, in the transaction that saves the step; also when the lease was lost, because the writes were made. */
export const auditWrites = async (
  work: Work<'audit'>,
  { act, detail, ...doing }: Doing,
  writes: readonly CloudWrite[],
): Promise<void> => {
  for (const { account, receipt } of writes) {
    if (!isCloudWriteAct(act))
      throw new Error(`the step ${act} wrote to a cloud, and the trail has no such act`);
    const { status, requestId } = receipt;
    const came = { accountId: account.id, outcome: outcomeOf(receipt), ...(status !== null && { status }) };
    await writeAudit(work, { ...doing, act, detail: { ...detail, ...came }, requestId });
  }
};

const outcomeOf = ({ status }: WriteReceipt) =>
  status === null ? 'unknown' : status < 300 ? 'done' : 'refused';

/** The same for a Share's step. */
export const auditShareWrites = async (
  work: Work<'audit'>,
  share: Share,
  step: ShareStep,
  writes: readonly CloudWrite[],
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
  // agreed terms are carried out in somebody's name, but nobody asks for it at that moment
  const who = because ? { by: null, onBehalfOf: by } : { by: { userId: by } };
  await auditWrites(work, { act: step.do, ...who, on: share, detail }, writes);
};

/** Somebody changed it with the cloud's own tools; nobody here is known to have done it. */
export const noteObserved = (
  work: Work<'audit'>,
  on: Pick<Share, 'teamId' | 'imageId' | 'cloudId' | 'region'>,
  act: Extract<AuditAct, `observed-${string}`>,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> => writeAudit(work, { act, by: null, on, detail });

/** Records the member status found at the cloud if nobody here asked for it. */
export const noteObservedStatus = async (work: Work<'audit'>, before: Share, after: Share): Promise<void> => {
  const { status, decided } = after;
  const lost = status === 'unavailable' && before.status !== status;
  if (!lost && (status === null || decided === before.decided || decided?.by !== null)) return;
  if (isUnknownStatus(status)) return;
  const { id: shareId, projectId } = after;
  await noteObserved(work, after, `observed-${status}`, { shareId, projectId, was: before.status });
};
