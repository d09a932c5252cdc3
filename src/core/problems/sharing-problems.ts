/** Problems with an image, its members and who may share it. */
import type { ImageId, SlackUserId } from '../ids.ts';
import { quoted, traceable, utcText, type Words } from './wording.ts';

export type SharingProblem =
  | { readonly kind: 'image-not-found'; readonly imageId: ImageId; readonly region: string }
  | {
      readonly kind: 'image-nowhere';
      readonly imageId: ImageId;
      /** `refused`: regions that let the account see no image at all; `silent`: those, or a whole cloud, that did not answer. */
      readonly searched: readonly {
        readonly account: string;
        readonly regions: readonly string[];
        readonly refused?: readonly string[];
        readonly silent?: readonly string[];
      }[];
    }
  | { readonly kind: 'image-gone'; readonly imageId: ImageId }
  | { readonly kind: 'image-not-yours'; readonly image: string; readonly project: string }
  | {
      readonly kind: 'image-needs-no-members';
      readonly image: string;
      readonly visibility: 'public' | 'community';
    }
  | {
      readonly kind: 'image-open-to-all';
      readonly image: string;
      readonly visibility: 'public' | 'community';
    }
  | { readonly kind: 'image-unusable'; readonly image: string; readonly status: string }
  | { readonly kind: 'member-quota'; readonly max: number | null }
  /** `stays`: it should have become private, and is unchanged. */
  | {
      readonly kind: 'members-left';
      readonly image: string;
      readonly count: number;
      readonly stays: boolean;
    }
  | { readonly kind: 'members-unread'; readonly image: string; readonly count: number }
  | {
      readonly kind: 'forbidden';
      readonly act: 'share' | 'answer' | 'remove' | 'read-member' | 'open' | 'read';
      /** The role that the account's user lacks, if nothing else can be the reason. */
      readonly role?: string | null;
      readonly requestId: string | null;
    }
  /** A row that it concerns has a value that this release does not have. */
  | { readonly kind: 'newer-version' }
  | { readonly kind: 'withdrawn-first' }
  /** It was asked for before the backup, of `asOf`, to which the bot was put back. */
  | { readonly kind: 'dropped-after-restore'; readonly asOf: number }
  /** Whoever asked for it left before it was carried out. */
  | { readonly kind: 'left-waiting' }
  /** Somebody is the producer already: `by`; null: nothing of it is shared any more. */
  | { readonly kind: 'taken-over'; readonly by: SlackUserId | null }
  /** Somebody was asked to take over who cannot be: the producer, nobody who speaks for the project, or one who declined before. */
  | {
      readonly kind: 'cannot-hand-over';
      readonly why: 'own' | 'silent' | 'declined';
      readonly project: string;
      readonly cloud: string;
    }
  | { readonly kind: 'offer-withdrawn'; readonly imageId: ImageId }
  | { readonly kind: 'not-a-member'; readonly imageId: ImageId; readonly project: string };

export const sharingWords: Words<SharingProblem> = {
  'dropped-after-restore': (problem) =>
    `It was asked for before ${utcText(problem.asOf)}, the time of the backup to which the bot was put back, and was dropped. If you still want it, ask again.`,
  'image-not-found': (problem) =>
    `Your account cannot see an image \`${problem.imageId}\` in ${problem.region}. Check the id, or name another region with --region.`,
  'image-nowhere': (problem) => {
    const all = new Intl.ListFormat('en-GB');
    const where = problem.searched.flatMap(({ account, regions }) =>
      regions.length === 0 ? [] : `${all.format(regions)} with account ${quoted(account)}`,
    );
    const refused = problem.searched.flatMap((one) => one.refused ?? []);
    const closed =
      refused.length === 0 ? '' : ` ${all.format(refused)} did not let this account read images.`;
    const silent = new Set(problem.searched.flatMap((one) => one.silent ?? []));
    const next =
      silent.size === 0
        ? 'Check the id, or ask the owner whether the image still exists and is shared with your project.'
        : `${all.format(silent)} did not answer, so the image may be there. Try again in a moment.`;
    return `The bot found no image \`${problem.imageId}\`. It searched ${where.join('; ')}.${closed} ${next}`;
  },
  'image-gone': (problem) =>
    `The image \`${problem.imageId}\` is gone. It was deleted, or its owner's account can no longer see it.`,
  'image-not-yours': (problem) =>
    `${problem.image} belongs to a project other than ${problem.project}, so it is not yours to share. If you have an account of the owner's project, name it with --account.`,
  'image-needs-no-members': (problem) =>
    `${problem.image} is ${problem.visibility}, so everyone on this cloud can already use it. There is nothing to share. Just send people its id.`,
  'image-open-to-all': (problem) =>
    `${problem.image} is ${problem.visibility}: everyone on this cloud can use it, so it has no members. Its owner can change that with \`openstack image set --private\`.`,
  'image-unusable': (problem) =>
    `${problem.image} is ${problem.status} and cannot be shared. Share an image that is active.`,
  'member-quota': (problem) =>
    `The image already has as many members as the cloud allows${problem.max ? ` (${problem.max})` : ''}. Rejected members count too. Remove some, then share again.`,
  'members-left': (problem) => {
    const left = problem.count === 1 ? 'One member' : `${problem.count} members`;
    return problem.stays
      ? `${left} of ${problem.image} could not be removed. The lines above say why. The image was not made private, because the remaining members would come back when it is shared again. Fix the cause, then try again.`
      : `${left} of ${problem.image} could not be removed. The lines above say why. Fix the cause, then try again.`;
  },
  'members-unread': ({ count, image }) =>
    `${count === 1 ? '1 member' : `${count} members`} of ${image} could not be read, because the cloud sent no id, so the bot cannot remove ${count === 1 ? 'it' : 'them'}. Ask your operator what the cloud sends.`,
  forbidden: (problem) => {
    const act = {
      share: 'add a member',
      answer: 'change the status',
      remove: 'remove the member',
      'read-member': 'read the member',
      open: 'change who can see the image',
      read: 'read images',
    };
    if (problem.role)
      return `The cloud did not let this account ${act[problem.act]}: its user lacks the role \`${problem.role}\`. Ask the owner of the cloud account to grant that role, then try again.`;
    return `The cloud did not let this account ${act[problem.act]}. The account's role or access rules may not allow that.${traceable(problem.requestId)}`;
  },
  'newer-version': () =>
    'A newer version of the bot wrote this, and the version that runs now cannot read it. Nothing was changed. Try again once your operator has updated the bot.',
  'withdrawn-first': () =>
    'You stopped sharing the image before any project was added. To share it after all, type `/share-image`.',
  'left-waiting': () =>
    'Whoever asked for this left before it was carried out, so nothing was done. Ask for it yourself if you want it.',
  'taken-over': ({ by }) =>
    by === null ? 'There is nothing left to take over.' : 'Somebody else is the producer now.',
  'cannot-hand-over': ({ why, project, cloud }) => {
    if (why === 'own') return 'You are the producer already. Choose a colleague.';
    return why === 'declined'
      ? 'This person has declined to take it over. Choose somebody else.'
      : `This person cannot act for project ${quoted(project)} on ${cloud}. Ask them to link an account of it with \`/image-account\`, or choose somebody else.`;
  },
  'offer-withdrawn': (problem) =>
    `The image \`${problem.imageId}\` is not available to this project now: its owner hid it, withdrew it or deleted it. Ask the producer if you still need it.`,
  'not-a-member': (problem) =>
    `Project ${quoted(problem.project)} is not a member of \`${problem.imageId}\`. If the project owns the image, there is nothing to answer. Otherwise, ask the owner to share it with the project first.`,
};
