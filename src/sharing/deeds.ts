/** What was done comes on the audit trail: each write at a cloud, with what came back, and what was seen to have been done elsewhere. */
import type { Heard } from '../cloud/session.ts';
import type { SlackUserId, TeamId } from '../core/ids.ts';
import type { Account, Share } from '../store/rows.ts';
import type { Tx } from '../store/tables.ts';
import type { OpenImageService } from './image-service.ts';
import type { Ledger } from './ledger.ts';
import type { ShareStep } from './plan-share.ts';

interface Deed {
  readonly account: Account;
  readonly heard: Heard;
}

/** The image service, and a list of the writes that are made through it. */
export const recordDeeds = (
  open: OpenImageService,
): { readonly deeds: readonly Deed[]; readonly openImageService: OpenImageService } => {
  const deeds: Deed[] = [];
  return {
    deeds,
    openImageService: (account, region, signal) =>
      open(account, region, signal, (heard) => deeds.push({ account, heard })),
  };
};

/** What the writes were for. */
interface Doing {
  readonly act: string;
  /** On whose behalf. */
  readonly by: SlackUserId;
  readonly on: Pick<Share, 'teamId' | 'imageId' | 'cloudId' | 'region'>;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Writes a line for each; for the transaction that saves the step, also where its lease was lost: the write was made. */
export const writeDeeds = async (
  { audit }: Pick<Ledger, 'audit'>,
  tx: Tx,
  { act, by, on: { teamId, imageId, cloudId, region }, detail }: Doing,
  deeds: readonly Deed[],
  now: number,
): Promise<void> => {
  for (const { account, heard } of deeds) {
    await audit.appendAudit(tx, {
      at: now,
      teamId,
      userId: by,
      act,
      subject: imageId,
      detail: {
        ...detail,
        cloudId,
        region,
        accountId: account.id,
        account: account.name,
        outcome: outcomeOf(heard),
        ...(heard.status !== null && { status: heard.status }),
      },
      requestId: heard.requestId,
    });
  }
};

const outcomeOf = ({ status }: Heard) => (status === null ? 'unknown' : status < 300 ? 'done' : 'refused');

/** The same of a Share's step. */
export const writeShareDeeds = async (
  ledger: Pick<Ledger, 'audit'>,
  tx: Tx,
  share: Share,
  step: ShareStep,
  deeds: readonly Deed[],
  now: number,
): Promise<void> => {
  if (!('wish' in step)) return;
  const { id: shareId, projectId } = share;
  const { by, because, wish } = step.wish;
  const detail = {
    shareId,
    projectId,
    ...(step.do === 'set-status' && { to: wish }),
    ...(because && { because }),
  };
  await writeDeeds(ledger, tx, { act: step.do, by, on: share, detail }, deeds, now);
};

/** Something was done with the cloud's own tools: nobody here is known to have done it. */
export const noteSeen = (
  { audit }: Pick<Ledger, 'audit'>,
  tx: Tx,
  {
    teamId,
    imageId,
    cloudId,
    region,
  }: Pick<Share, 'imageId' | 'cloudId' | 'region'> & { readonly teamId: TeamId },
  what: string,
  detail: Readonly<Record<string, unknown>>,
  now: number,
): Promise<void> =>
  audit.appendAudit(tx, {
    at: now,
    teamId,
    userId: null,
    act: `seen-${what}`,
    subject: imageId,
    detail: { ...detail, cloudId, region },
    requestId: null,
  });

/** Notes how the member was found to stand, where that is not what was wished here. */
export const noteSeenStatus = async (
  ledger: Pick<Ledger, 'audit'>,
  tx: Tx,
  before: Share,
  after: Share,
  now: number,
): Promise<void> => {
  const { status, decided } = after;
  if (status === null || decided === before.decided || decided?.by !== null) return;
  const { id: shareId, projectId } = after;
  await noteSeen(ledger, tx, after, status, { shareId, projectId, was: before.status }, now);
};
