/** A Share in words: what its rows mean to the rules and to the people. Pure. */
import type { Problem } from '../../core/problems/problem.ts';
import type { OnCloud, Stored } from '../../model/known-cloud.ts';
import type { Intent, Share, ShareObserved } from '../../model/share.ts';

/** The member intent that is still to be carried out, or null. */
export const openMemberIntent = (share: Share): Intent<'present' | 'absent'> | null =>
  share.member !== null && share.member.revision > share.memberAppliedRevision ? share.member : null;

/** The answer that is still to be carried out, or null. A withdrawal made after it beats it, and so does a new offer. */
export const openAnswer = (share: Share): Share['answer'] =>
  share.answer !== null &&
  share.answer.revision > share.answerAppliedRevision &&
  !withdrawnAfter(share, share.answer.revision)
    ? share.answer
    : null;

const withdrawnAfter = (share: Share, revision: number) =>
  share.member !== null &&
  (share.member.value === 'absent' || share.member.again === true) &&
  share.member.revision > revision;

/** Whether the cloud has the project as a member, as far as the record knows. */
export const isMember = (share: Share): boolean => share.status !== null && share.status !== 'absent';

/** Nothing is left to carry out, and none of our own writes may still arrive. */
export const isSettled = (share: Share): boolean =>
  openMemberIntent(share) === null && openAnswer(share) === null && share.unconfirmedWrites.length === 0;

/** Nothing to carry out and nothing there to look at: the Share is history. */
export const isEnded = (share: Share): boolean => !isMember(share) && isSettled(share);

/** The account that a Share's next step is made with, when it is a person's intent. */
export const actorOf = (share: Share): string | null =>
  (openMemberIntent(share) ?? openAnswer(share))?.accountId ?? null;

/** The image by name where it has one, else by id. */
export const imageName = (subject: { readonly image: Share['image']; readonly imageId: string }): string =>
  subject.image?.name?.trim() || subject.imageId;

/** The project by name where somebody linked it, else by id. */
export const projectLabel = (share: Pick<Share, 'projectId' | 'projectName'>): string =>
  share.projectName ?? share.projectId;

/** The operator took the cloud out of the file. What is asked of it waits. */
export const cloudGone = ({ cloudName }: Pick<OnCloud, 'cloudName'>): Problem => ({
  kind: 'cloud-gone',
  cloud: cloudName,
  waits: true,
});

/** What tells one Share from another, within the record. */
export type ShareKey = Pick<
  Share,
  'teamId' | 'enterpriseId' | 'cloudId' | 'region' | 'imageId' | 'projectId'
>;

/** A Share that nobody has asked for anything of yet. */
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
  attempts: 0,
  lastError: null,
  ...known,
  dueAt: null,
  createdAt: now,
});
