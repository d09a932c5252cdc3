/** What a producer reads before they take an image back: who loses access, what stays, and the button that does it. Pure. */
import type { KnownProject } from '../../accounts/membership.ts';
import type { ImageId, ProjectId } from '../../core/ids.ts';
import type { Account } from '../../model/account.ts';
import type { ImageFacts } from '../../model/image.ts';
import type { MemberStatus } from '../../model/member.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { imageName } from '../../sharing/rules/share-state.ts';
import { actions, button, context, section } from '../../slack/blocks/builders.ts';
import { firstOf, fitting } from '../../slack/blocks/lists.ts';
import { bold, code, escapeText, mention } from '../../slack/blocks/mrkdwn.ts';
import type { Message } from '../../slack/feature.ts';

export interface Subject {
  readonly image: ImageFacts;
  readonly imageId: ImageId;
  readonly account: Account;
  readonly region: string;
}

type Known = ReadonlyMap<ProjectId, KnownProject>;
type Listed = readonly { readonly projectId: ProjectId; readonly status: MemberStatus | null }[];

/** People who are named for one project. */
const maxPeople = 5;

const stays = 'Servers and snapshots made from the image stay theirs. Those known here are told.';

const questionWords = (withdrawal: Withdrawal, hidden: boolean): readonly string[] => {
  const { members, makePrivate } = withdrawal;
  const name = bold(imageName(withdrawal));
  const where = `${escapeText(withdrawal.cloudName)}, ${escapeText(withdrawal.region)}`;
  return [
    ...(hidden
      ? [
          `${name} (${where}) is private. If it has members from before, they can be neither seen nor removed until it is shared for a moment, and in that moment they have access again. Then ${removedThen(withdrawal)}, and the image is made private again. Do that?`,
        ]
      : [`Stop sharing ${name} (${where})${makePrivate ? ' and make it private' : ''}?`]),
    ...(members.length > 0 && !hidden
      ? [`${members.length === 1 ? 'This project loses' : `These ${members.length} projects lose`} access:`]
      : []),
    ...(members.length === 0 && !hidden ? ['It has no members; it only becomes private.'] : []),
  ];
};

const questionNotes = (
  withdrawal: Withdrawal,
  hidden: boolean,
  missing: readonly ProjectId[],
): readonly string[] => {
  const { makePrivate, scope } = withdrawal;
  return [
    ...(missing.length > 0
      ? [
          `Not a member, so left alone: ${fitting(
            missing.map((id) => code(id)),
            ', ',
          )}`,
        ]
      : []),
    ...(makePrivate && scope === 'all' && !hidden
      ? [
          'Whoever becomes a member meanwhile is removed as well: members of a private image would come back later.',
        ]
      : []),
    stays,
  ];
};

/** Asks; what the button carries is the id of what is asked about, and it does that and no more. */
export const confirmQuestion = (
  withdrawal: Withdrawal,
  {
    hidden,
    missing,
    known,
  }: { readonly hidden: boolean; readonly missing: readonly ProjectId[]; readonly known: Known },
): Message => {
  const { members } = withdrawal;
  const label = buttonLabel(withdrawal, hidden);
  const words = questionWords(withdrawal, hidden);
  const list = members.length > 0 ? [lines(members, known)] : [];
  const notes = questionNotes(withdrawal, hidden, missing);
  return {
    text: [...words, ...list, ...notes].join('\n'),
    blocks: [
      ...[...words, ...list].map((text) => section(text)),
      context(...notes),
      actions(
        button({
          text: label,
          actionId: 'unshare-confirm',
          value: withdrawal.id,
          style: 'danger',
          confirm: {
            title: `${label}?`,
            text: hidden
              ? 'Members from before have access again for the moment this takes.'
              : 'They lose access to the image at once. Sharing it again asks them again.',
            confirm: 'Go on',
          },
        }),
      ),
    ],
  };
};

const buttonLabel = ({ members, makePrivate }: Withdrawal, hidden: boolean): string => {
  if (hidden) return 'Share it for a moment and remove';
  if (members.length === 0) return 'Make it private';
  const removal = members.length === 1 ? 'Remove 1 member' : `Remove ${members.length} members`;
  return makePrivate ? `${removal}, make it private` : removal;
};

const removedThen = ({ scope, members }: Withdrawal): string => {
  if (scope === 'all') return 'all of them are removed';
  if (scope === 'rejected') return 'those that rejected it are removed (the others stay members, hidden)';
  return `${members.length === 1 ? 'this one is' : `these ${members.length} are`} removed, if it is a member (the others stay members, hidden)`;
};

/** No members were named: who there is, and how to say whom. `listed` null: the image hides them. */
export const whom = (subject: Subject, listed: Listed | null, known: Known): Message => {
  const { imageId } = subject;
  const name = bold(imageName(subject));
  if (listed === null) {
    return {
      text: `${name} is private: only its own project can use it now. To remove members that it may have from before: ${code(`/unshare-image ${imageId} --all`)}`,
    };
  }
  if (listed.length === 0) return { text: `${name} has no members: only its own project can use it.` };
  const how = `Say whom to remove: name tenants, or ${code(`/unshare-image ${imageId} --all`)} or ${code(`/unshare-image ${imageId} --rejected`)}. ${code(`/image-members ${imageId}`)} has a button for each.`;
  const title = `${name} is shared with ${listed.length === 1 ? 'one project' : `${listed.length} projects`}:`;
  const list = lines(listed, known);
  return { text: [title, list, how].join('\n'), blocks: [section(title), section(list), section(how)] };
};

/** There is nobody to remove. */
export const nobody = (
  subject: Subject,
  which: readonly ProjectId[] | 'rejected' | 'cleanup' | 'all',
): Message => {
  const name = bold(imageName(subject));
  const words = {
    all: `${name} has no members: only its own project can use it.`,
    rejected: `No member of ${name} has rejected it, so there is nothing to clean up.`,
    cleanup: `${name} has no members to clean up any more.`,
  };
  if (typeof which === 'string') return { text: words[which] };
  const ids = fitting(
    which.map((id) => code(id)),
    ', ',
  );
  return {
    text: `Nothing was removed: ${ids} ${which.length === 1 ? 'is no member' : 'are no members'} of ${name}. ${code(`/image-members ${subject.imageId}`)} shows who is.`,
  };
};

/** It is on record; the outcome stands on the card. */
export const begun = (withdrawal: Withdrawal): Message => ({
  text: `Stopping to share ${bold(imageName(withdrawal))}. Our direct message has a card with what comes of it.`,
});

const lines = (listed: Listed, known: Known): string =>
  fitting(
    listed.map(({ projectId, status }) => {
      const { name = null, people = [] } = known.get(projectId) ?? {};
      const who = firstOf(people.map(mention), maxPeople);
      return `• ${name ? `${bold(name)} ` : ''}${code(projectId)}${status ? ` — ${status}` : ''}${people.length > 0 ? ` · ${who}` : ''}`;
    }),
    '\n',
  );

/** An Undo that came too late. */
export const undoOver: Message = {
  text: 'Nothing was undone: the minute for it is over. To share the image again, type `/share-image`.',
};
