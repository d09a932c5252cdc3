/** What a Share's rows mean to the rules and to people. Pure. */
import type { Problem } from '../../core/problems/problem.ts';
import type { OnCloud, Stored } from '../../model/known-cloud.ts';
import { type CloudStatus, isUnknownStatus } from '../../model/member.ts';
import type { Intent, Share, ShareObserved } from '../../model/share.ts';

/** The member intent that is not carried out yet, or null. */
export const openMemberIntent = (share: Share): Intent<'present' | 'absent'> | null =>
  share.member !== null && share.member.revision > share.memberAppliedRevision ? share.member : null;

/** The answer that is not carried out yet, or null. A later withdrawal overrides it, and so does a new offer. */
export const openAnswer = (share: Share): Share['answer'] =>
  share.answer !== null &&
  share.answer.revision > share.answerAppliedRevision &&
  !withdrawnAfter(share, share.answer.revision)
    ? share.answer
    : null;

/** What people wanted that `after` has carried out, or given up as impossible, and `before` had not; `at`: since when, ms UTC. */
export const carriedOut = (
  before: Share,
  after: Share,
): readonly { readonly act: 'add-member' | 'remove-member' | 'set-status'; readonly at: number }[] => {
  const member = openMemberIntent(after) === null ? openMemberIntent(before) : null;
  const answer = openAnswer(after) === null ? openAnswer(before) : null;
  return [
    ...(member
      ? [{ act: member.value === 'present' ? 'add-member' : 'remove-member', at: member.at } as const]
      : []),
    ...(answer ? [{ act: 'set-status', at: answer.at } as const] : []),
  ];
};

const withdrawnAfter = (share: Share, revision: number) =>
  share.member !== null &&
  (share.member.value === 'absent' || share.member.again === true) &&
  share.member.revision > revision;

/** The project's status as a member; null: it is none, or nobody knows. */
export const memberStatusOf = ({ status }: Pick<Share, 'status'>): CloudStatus | null =>
  status === 'absent' || status === 'unavailable' ? null : status;

/** A member's status in a word, also one that only the cloud knows. */
export const statusWord = (status: Share['status']): string =>
  isUnknownStatus(status) ? status.slice(1) || 'unknown' : (status ?? '');

/** Whether the project is a member at the cloud, as far as the record knows. */
export const isMember = (share: Pick<Share, 'status'>): boolean => memberStatusOf(share) !== null;

/** Nothing is left to carry out, and none of our own writes can still arrive. */
export const isSettled = (share: Share): boolean =>
  openMemberIntent(share) === null && openAnswer(share) === null && share.unconfirmedWrites.length === 0;

/** Nothing to carry out and no member to read: the Share is history. */
export const isEnded = (share: Share): boolean => !isMember(share) && isSettled(share);

/** The account for a Share's next step, if the step is a person's intent. */
export const actorOf = (share: Share): string | null =>
  (openMemberIntent(share) ?? openAnswer(share))?.accountId ?? null;

/** The image's name if it has one, else its id. */
export const imageName = (subject: { readonly image: Share['image']; readonly imageId: string }): string =>
  subject.image?.name?.trim() || subject.imageId;

/** The project that offers the image, by its name if it is known. */
export const ownerLabel = ({
  ownerProjectName,
  ownerProjectId,
}: Pick<Share, 'ownerProjectName' | 'ownerProjectId'>): string => ownerProjectName ?? ownerProjectId ?? '';

/** The project's name if somebody linked it, else its id. */
export const projectLabel = (share: Pick<Share, 'projectId' | 'projectName'>): string =>
  share.projectName ?? share.projectId;

/** The operator removed the cloud from the file. Its work waits. */
export const cloudGone = ({ cloudName }: Pick<OnCloud, 'cloudName'>): Problem => ({
  kind: 'cloud-gone',
  cloud: cloudName,
  waits: true,
});

/** What identifies a Share within the record. */
export type ShareKey = Pick<
  Share,
  'teamId' | 'enterpriseId' | 'cloudId' | 'region' | 'imageId' | 'projectId'
>;

/** A Share that nobody has written an intent for yet. */
export const newShare = (
  id: string,
  key: ShareKey,
  known: Partial<ShareObserved>,
  now: number,
): Stored<Share> => ({
  id,
  ...key,
  intentRevision: 0,
  member: null,
  answer: null,
  answerBy: null,
  endsAt: null,
  remindedAt: null,
  polledAt: null,
  projectName: null,
  image: null,
  ownerProjectId: null,
  ownerProjectName: null,
  status: null,
  statusAt: null,
  memberAppliedRevision: 0,
  answerAppliedRevision: 0,
  joined: null,
  memberProblem: null,
  answerProblem: null,
  decided: null,
  unconfirmedWrites: [],
  asOf: null,
  attempts: 0,
  lastError: null,
  ...known,
  dueAt: null,
  createdAt: now,
});
